import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { unzipSync } from "fflate";
import { FUNCTIONS } from "../../../stacks/service/functions.ts";
import { copyRepository, runNode } from "../../support/stacks/repository.ts";
import { removeTemporaryFolders, temporaryFolder } from "../../support/stacks/template.ts";

interface Archive {
  readonly id: string;
  readonly path: string;
  readonly minifiedBytes: number;
  readonly zipBytes: number;
}

/** What a build in another process says. */
async function build(folder: string, env: NodeJS.ProcessEnv = {}) {
  const program = `import { buildArchives, pathsOf } from "./scripts/build/bundles.ts";
    const archives = await buildArchives();
    console.log(JSON.stringify({ archives, paths: pathsOf(archives) }));`;
  const { status, stdout, stderr } = await runNode(folder, ["--input-type=module", "--eval", program], env);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout) as { archives: Archive[]; paths: Record<string, string> };
}

const zip = (folder: string, id: string) => readFileSync(join(folder, "dist", `${id}.zip`));
const zips = (folder: string) => Object.fromEntries(FUNCTIONS.map((id) => [id, zip(folder, id).toString("base64")]));
const written = (folder: string) => FUNCTIONS.map((id) => statSync(join(folder, "dist", `${id}.zip`)).mtimeMs);
const forget = (folder: string) => rmSync(join(folder, "dist", "inputs.json"));

const here = copyRepository();
const elsewhere = copyRepository();
afterAll(removeTemporaryFolders);

describe("the archives", () => {
  let built: Awaited<ReturnType<typeof build>>;
  beforeAll(async () => {
    [built] = await Promise.all([build(here, { TZ: "UTC" }), build(elsewhere, { TZ: "Pacific/Kiritimati" })]);
  });

  it("are one for each function, named by where it is and what it weighs", () => {
    expect(built.archives).toEqual(
      FUNCTIONS.map((id) => ({
        id,
        path: `dist/${id}.zip`,
        minifiedBytes: unzipSync(zip(here, id))["index.mjs"]?.length,
        zipBytes: zip(here, id).length,
      })),
    );
    expect(built.paths).toEqual(Object.fromEntries(FUNCTIONS.map((id) => [id, join(here, "dist", `${id}.zip`)])));
  });

  it("have the same bytes when they are built on another path, in another time zone", () => {
    expect(zips(elsewhere)).toEqual(zips(here));
  });

  it("hold one module each, and nothing of this machine", () => {
    for (const id of FUNCTIONS) {
      const files = unzipSync(zip(here, id));
      const text = Buffer.from(files["index.mjs"] ?? "").toString();

      expect(Object.keys(files)).toEqual(["index.mjs"]);
      expect([id, text.includes(here), text.includes(process.cwd())]).toEqual([id, false, false]);
    }
  });

  it("run, and export the handler that Lambda calls", async () => {
    const folder = temporaryFolder();
    for (const id of FUNCTIONS) {
      mkdirSync(join(folder, id));
      writeFileSync(join(folder, id, "index.mjs"), unzipSync(zip(here, id))["index.mjs"] ?? "");
    }
    const program = `for (const id of ${JSON.stringify(FUNCTIONS)}) {
      const { handler } = await import("./" + id + "/index.mjs");
      console.log(id, typeof handler);
    }`;

    const { stdout, stderr } = await runNode(folder, ["--input-type=module", "--eval", program], {
      AWS_REGION: "us-east-1",
      VIDEOS_TABLE: "videos",
      CAPACITY_TABLE: "capacity",
      MEDIA_BUCKET: "media",
      STATE_MACHINE_ARN: "arn:aws:states:us-east-1:123456789012:stateMachine:processing",
      PROCESSOR_NAME: "processor",
      PROCESSOR_TIMEOUT_SECONDS: "60",
      PROCESSOR_MAX_CONCURRENCY: "4",
      LEASE_MIN: "1",
      LEASE_MAX: "4",
      SETTLE_SECONDS: "900",
      RAN_ON: "managed",
      ENGINE: "simulated",
      SIMULATED_CPU_MILLISECONDS: "1",
    });

    expect({ lines: stdout.trimEnd().split("\n"), stderr }).toEqual({
      lines: FUNCTIONS.map((id) => `${id} function`),
      stderr: "",
    });
  });

  it("are left alone when nothing has changed", async () => {
    const before = written(here);

    const again = await build(here);

    expect(written(here)).toEqual(before);
    expect(again).toEqual(built);
  });

  it("have the same bytes when they are built again", async () => {
    const before = zips(here);
    forget(here);

    await build(here);

    expect(zips(here)).toEqual(before);
  });

  it("change with a source, and only those that it is in", async () => {
    const before = zips(elsewhere);
    appendFileSync(join(elsewhere, "app", "scaler", "scaler.ts"), '\nconsole.log("changed");\n');

    await build(elsewhere);

    const after = zips(elsewhere);
    expect(FUNCTIONS.filter((id) => after[id] !== before[id])).toEqual(["scaler"]);
  });
});
