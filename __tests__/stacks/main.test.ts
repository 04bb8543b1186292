import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ROOT } from "../support/local/system.ts";
import { copyRepository, type Ended, runNode } from "../support/stacks/repository.ts";
import { removeTemporaryFolders } from "../support/stacks/template.ts";

afterAll(removeTemporaryFolders);

const NEEDS_LAYER =
  "note: dist/ffmpeg-arm64.zip is missing, and dev cannot be deployed without it: npm run layer -- arm64 makes it\n";

describe("npm run synth", () => {
  const folder = copyRepository();
  let ended: Ended;
  beforeAll(async () => {
    ended = await runNode(folder, ["main.ts"]);
  });

  it("says what a deployment will need, and nothing else, when all is well", () => {
    expect(ended).toEqual({ status: 0, stdout: "", stderr: NEEDS_LAYER });
  });

  it("writes four stacks for each environment", () => {
    const stacks = readdirSync(join(folder, "cdktf.out", "stacks")).toSorted();
    expect(stacks).toEqual(
      ["dev", "prod"].flatMap((name) => ["data", "network", "operations", "service"].map((it) => `${name}-${it}`)),
    );
  });

  it("gives each function the archive that was built for it", () => {
    const service = join(folder, "cdktf.out", "stacks", "dev-service");
    const { resource } = JSON.parse(readFileSync(join(service, "cdk.tf.json"), "utf8"));

    const functions: { filename: string }[] = Object.values(resource.aws_lambda_function);
    const built = functions.map(({ filename }) => {
      const name = filename.split("/").at(-1) ?? "";
      return [name, readFileSync(join(service, filename)).equals(readFileSync(join(folder, "dist", name)))];
    });
    expect(Object.fromEntries(built)).toMatchObject({
      "api.zip": true,
      "processor.zip": true,
      "scaler.zip": true,
      "dispatcher.zip": true,
    });
  });

  it("writes to where cdktf wants it", async () => {
    const out = join(folder, "elsewhere");

    const { status } = await runNode(folder, ["main.ts"], { CDKTF_OUTDIR: out });

    expect(status).toBe(0);
    expect(readFileSync(join(out, "manifest.json"), "utf8")).toBe(
      readFileSync(join(folder, "cdktf.out", "manifest.json"), "utf8"),
    );
  });
});

describe("npm run synth of more NAT gateways than an account has addresses for", () => {
  it("says so, and writes what was asked for", async () => {
    const folder = copyRepository();
    for (const name of ["dev", "prod"]) {
      const path = join(folder, "stacks", "config", `${name}.ts`);
      const nat = readFileSync(path, "utf8").replace(
        'egress: { type: "endpoints" }',
        'egress: { type: "nat", gateways: "perAvailabilityZone" }',
      );
      writeFileSync(path, nat);
    }

    const { status, stderr } = await runNode(folder, ["main.ts"]);

    expect(status).toBe(0);
    expect(stderr.replace(NEEDS_LAYER, "")).toMatch(
      /^note: NAT gateways of dev, prod need 6 Elastic IP addresses in us-east-1, .*\n$/,
    );
    expect(existsSync(join(folder, "cdktf.out", "manifest.json"))).toBe(true);
  });
});

describe("npm run synth with a wrong configuration", () => {
  const folder = copyRepository();
  const path = join(folder, "stacks", "config", "dev.ts");

  it("says what is wrong, a line for each value, without a stack, and writes nothing", async () => {
    const wrong = readFileSync(path, "utf8")
      .replace('region: "us-east-1"', 'region: "mars-north-1"')
      .replace("maxConcurrency: 32", "maxConcurrency: 0");
    writeFileSync(path, wrong);

    const { status, stdout, stderr } = await runNode(folder, ["main.ts"]);

    const lines = stderr.trimEnd().split("\n");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(lines).toEqual([
      expect.stringMatching(/^environment "dev": region: must be .*, got "mars-north-1"$/),
      'environment "dev": functions.api.maxConcurrency: must be at least 1, got 0',
    ]);
    expect(existsSync(join(folder, "cdktf.out"))).toBe(false);
  });

  it("says in one line that two environments have one name", async () => {
    const right = readFileSync(join(ROOT, "stacks", "config", "dev.ts"), "utf8");
    writeFileSync(path, right.replace('name: "dev"', 'name: "prod"'));

    expect(await runNode(folder, ["main.ts"])).toEqual({
      status: 2,
      stdout: "",
      stderr: 'environment "prod": name: must differ from every other environment\'s, got prod twice\n',
    });
    const cost = ["scripts/lmi.ts", "cost", "simulate", "--shape", "steady", "--requests-per-month", "1M"];
    expect(await runNode(folder, [...cost, "--duration-ms", "100", "--env", "prod"])).toMatchObject({
      status: 2,
      stderr: 'environment "prod": name: must differ from every other environment\'s, got prod twice\n',
    });
  });

  it("shows the stack of a mistake in the program", async () => {
    writeFileSync(path, 'export const dev = (() => {\n  throw new TypeError("a bug");\n})();\n');

    const { status, stderr } = await runNode(folder, ["main.ts"]);

    expect(status).toBe(1);
    expect(stderr).toMatch(/TypeError: a bug\n\s+at .*dev\.ts:2:/);
  });
});
