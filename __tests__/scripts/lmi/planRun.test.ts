import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { lmi } from "../../support/lmi/lmiCommand.ts";
import { fixtureFiles } from "../../support/plan/fixtures.ts";

// A terraform that writes down how it is called, and shows a plan that was made before.
const TERRAFORM = `#!/bin/sh
stack=$(basename "$PWD")
echo "$stack $1 $(echo "$@" | grep -o -- '-lock=[a-z]*')" >> "$CALLS"
if [ "$FAIL" = "$stack $1" ]; then
  printf '\\n╷\\n│ \\033[31mError:\\033[0m Unable to find remote state\\n│ \\n│   with data.terraform_remote_state.network\\n╵\\n' >&2
  exit 1
fi
for argument in "$@"; do
  case "$argument" in -out=*) echo secret > "\${argument#-out=}";; esac
done
if [ "$1" = show ]; then cat "$PLANS/$stack.plan.json"; fi
`;

let folder: string;
let variables: NodeJS.ProcessEnv;
const run = (args: readonly string[] = [], more: NodeJS.ProcessEnv = {}) =>
  lmi(
    ["plan", "run", "--env", "dev", "--out", join(folder, "out"), "--terraform", join(folder, "terraform"), ...args],
    {
      ...variables,
      ...more,
    },
  );
const calls = async () => (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lmi-plan-run-"));
  await fixtureFiles("raised-floor", join(folder, "plans"));
  const stack = (name: string, ...dependencies: string[]) => ({
    [name]: { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json`, dependencies },
  });
  const stacks = {
    ...stack("dev-operations", "dev-service"),
    ...stack("dev-service", "dev-network", "dev-data"),
    ...stack("dev-network"),
    ...stack("dev-data"),
    ...stack("prod-data"),
  };
  for (const name of Object.keys(stacks)) await mkdir(join(folder, "out", "stacks", name), { recursive: true });
  await writeFile(join(folder, "out", "manifest.json"), JSON.stringify({ stacks }));
  await writeFile(join(folder, "terraform"), TERRAFORM);
  await chmod(join(folder, "terraform"), 0o755);
  await mkdir(join(folder, "tmp"));
  variables = { CALLS: join(folder, "calls"), PLANS: join(folder, "plans"), TMPDIR: join(folder, "tmp") };
});
beforeEach(() => writeFile(join(folder, "calls"), ""));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("lmi plan run", () => {
  it("plans every stack of the environment after those that it depends on, and reviews all of them", async () => {
    const { code, stdout, stderr } = await run(["--summary"]);

    expect({ code, stderr }).toEqual({ code: 10, stderr: "" });
    expect((await calls()).map((line) => line.trim())).toEqual(
      ["dev-network", "dev-data", "dev-service", "dev-operations"].flatMap((stack) => [
        `${stack} init`,
        `${stack} plan -lock=true`,
        `${stack} show`,
      ]),
    );
    for (const stack of ["dev-network", "dev-service"]) expect(stdout).toContain(stack);
  });

  it("locks nothing for a role that may only read", async () => {
    await run(["--no-lock"]);

    expect(await calls()).toContain("dev-network plan -lock=false");
  });

  it("leaves no plan file behind, which holds secrets in the clear", async () => {
    await run();
    await run([], { FAIL: "dev-service show" });

    const left = await readdir(join(folder, "tmp"));
    expect(left.filter((name) => name.startsWith("lmi-plan"))).toEqual([]);
  });

  it("reviews what could be planned, says what could not, and does not pass", async () => {
    const { code, stdout, stderr } = await run(["--summary"], { FAIL: "dev-service plan" });

    expect(code).toBe(20);
    expect(stdout).toContain("dev-network");
    expect(stdout.split("\n")[0]).toMatch(/^There is no plan of dev-service, dev-operations\b/);
    expect(stderr.split("\n").slice(0, 2)).toEqual([
      "dev-service: terraform plan failed: Error: Unable to find remote state with data.terraform_remote_state.network",
      "not reviewed: dev-service, dev-operations; apply the stacks before them first",
    ]);
  });

  it("says in the comment too that a stack has no plan, and never that nothing changes", async () => {
    const { code, stdout } = await run([], { FAIL: "dev-data plan" });

    expect(code).toBe(20);
    expect(stdout.split("\n")[1]).toMatch(/^### There is no plan of `dev-data`, `dev-service`, `dev-operations`;/);
    expect(stdout).not.toMatch(/no changes/i);
  });

  it("fails with what terraform says when nothing could be planned", async () => {
    const { code, stdout, stderr } = await run([], { FAIL: "dev-network init" });

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^dev-network: terraform init failed: Error: Unable to find remote state/);
  });

  it.each([
    [["--terraform", "/nowhere/terraform"], "--terraform: must be a program on the PATH, got /nowhere/terraform"],
    [["--out", "/nowhere"], "/nowhere/manifest.json: cannot be read (ENOENT); synthesise first: npm run synth"],
    [["--env", "test"], 'must hold stacks of environment "test"; npm run synth writes them, got dev-operations'],
  ])("refuses %j in one line", async (args, message) => {
    const { code, stderr } = await run(args);

    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});
