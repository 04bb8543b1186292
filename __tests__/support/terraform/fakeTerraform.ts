// A terraform that writes down how it is called, shows plans that were made before, and fails where a test says so.
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fixtureFiles } from "../plan/fixtures.ts";

/** FAIL and FAIL_TOO name a stack and a command, FAIL_LATE those that leave a plan; SAY is what is said then, STATE the state. */
const TERRAFORM = `#!/bin/sh
stack=$(basename "$PWD")
echo "$stack $1 $(echo "$@" | grep -oE -- '-(lock=[a-z]*|refresh-only)' | tr '\\n' ' ')" >> "$CALLS"
if [ "$1" = show ] && ! echo "$@" | grep -q plan; then echo "$STATE"; exit 0; fi
if [ "$FAIL" = "$stack $1" ] || [ "$FAIL_TOO" = "$stack $1" ]; then
  [ -z "$SAY" ] || { echo "$SAY" >&2; exit 1; }
  printf '\\n╷\\n│ \\033[31mError:\\033[0m Unable to find remote state\\n│ \\n│   with data.terraform_remote_state.network\\n╵\\n' >&2
  exit 1
fi
for argument in "$@"; do
  case "$argument" in -out=*) echo secret > "\${argument#-out=}"; cp cdk.tf.json "$PLANS/../planned-$stack.json";; esac
done
if [ "$FAIL_LATE" = "$stack $1" ]; then echo "Error: too late" >&2; exit 1; fi
if [ "$1" = show ]; then cat "$PLANS/$stack.plan.json"; fi
if [ "$1" = apply ]; then
  for file; do :; done
  test -f "$file" || exit 1
  if [ -f "$PLANS/$stack.after.sh" ]; then . "$PLANS/$stack.after.sh"; fi
fi
exit 0
`;

type Json = Record<string, unknown> & { output_changes: Record<string, unknown> };

export interface FakeTerraform {
  /** Options of a command that uses it. */
  readonly options: readonly string[];
  readonly variables: NodeJS.ProcessEnv;
  readonly folder: string;
  /** `dev-network plan`, one for each call since the last `begin`. */
  calls(): Promise<string[]>;
  /** Writes a stack's cdk.tf.json. */
  template(stack: string, content: object): Promise<void>;
  /** Changes what is shown as the plan of a stack. */
  change(stack: string, by: (plan: Json) => void): Promise<void>;
  /** The cdk.tf.json that was last planned. */
  planned(stack: string): Promise<Record<string, Record<string, unknown>>>;
  /** As it was in the beginning. */
  begin(): Promise<void>;
  remove(): Promise<void>;
}

/** With the stacks of dev, and the plans of a scenario of plan/examples. */
export async function fakeTerraform(scenario: string): Promise<FakeTerraform> {
  const folder = await mkdtemp(join(tmpdir(), "lmi-plan-run-"));
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
  const names = Object.keys(stacks);
  const plans = join(folder, "plans");
  const template = (name: string, content: object) =>
    writeFile(join(folder, "out", "stacks", name, "cdk.tf.json"), JSON.stringify(content));
  await mkdir(join(folder, "tmp"));
  for (const name of names) await mkdir(join(folder, "out", "stacks", name), { recursive: true });
  await writeFile(join(folder, "out", "manifest.json"), JSON.stringify({ stacks }));
  await writeFile(join(folder, "terraform"), TERRAFORM);
  await chmod(join(folder, "terraform"), 0o755);
  return {
    folder,
    options: ["--env", "dev", "--out", join(folder, "out"), "--terraform", join(folder, "terraform")],
    variables: { CALLS: join(folder, "calls"), PLANS: plans, TMPDIR: join(folder, "tmp") },
    template,
    async calls() {
      const lines = (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");
      return lines.map((line) => line.trim()).filter((line) => line !== "");
    },
    async change(name, by) {
      const path = join(plans, `${name}.plan.json`);
      const plan = JSON.parse(await readFile(path, "utf8"));
      by(plan);
      await writeFile(path, JSON.stringify(plan));
    },
    async planned(name) {
      return JSON.parse(await readFile(join(folder, `planned-${name}.json`), "utf8"));
    },
    async begin() {
      await rm(plans, { recursive: true, force: true });
      await fixtureFiles(scenario, plans);
      for (const name of names) await template(name, {});
      await writeFile(join(folder, "calls"), "");
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
