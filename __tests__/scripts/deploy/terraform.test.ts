import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createStop } from "../../../scripts/deploy/stop.ts";
import { createTerraform, lockOf } from "../../../scripts/deploy/terraform.ts";
import type { Stack, Template } from "../../../terraform/manifest.ts";

let folder: string;
let shown: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "deploy-terraform-"));
  mkdirSync(join(folder, "stack"));
  shown = "";
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stackWith = (backend: NonNullable<Template["terraform"]>["backend"]): Stack => ({
  name: "dev-data",
  folder: join(folder, "stack"),
  dependencies: [],
  template: { terraform: { ...(backend && { backend }) } },
});
const LOCAL = { local: { path: "../terraform.dev-data.tfstate" } };

function terraformOf(script: string, colour = false) {
  const program = join(folder, "terraform");
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const screen = {
    isLost: false,
    say: () => {},
    warn: () => {},
    write: (text: Uint8Array | string) => {
      shown += text;
    },
  };
  return createTerraform({ program, env: process.env, colour, screen, stop: createStop({ screen }) });
}

describe("terraform in a stack's folder", () => {
  it("is shown as it prints, without colour but on a terminal", async () => {
    const script = 'echo "$(basename "$PWD") $TF_INPUT $*"; exit 2';

    expect(await terraformOf(script).show(stackWith(LOCAL), "plan", "-input=false")).toBe(2);
    expect(await terraformOf(script, true).show(stackWith(LOCAL), "plan", "-input=false")).toBe(2);
    expect(shown).toBe("stack 0 plan -no-color -input=false\nstack 0 plan -input=false\n");
  });

  it("says its first error in one line when it was asked in silence", async () => {
    const script = "printf '╷\\n│ Error: No valid credentials\\n│ \\n│ See there.\\n╵\\n' >&2; exit 1";

    await expect(terraformOf(script).ask(stackWith(LOCAL), "init")).rejects.toThrow(
      /^dev-data: terraform init failed: Error: No valid credentials See there.$/,
    );
    expect(shown).toBe("");
  });

  it("that is not there is said in one line", async () => {
    const terraform = terraformOf("exit 0");
    rmSync(join(folder, "terraform"));

    await expect(terraform.ask(stackWith(LOCAL), "init")).rejects.toThrow(
      /terraform: must be on the PATH, 1.11 or later; it is not$/,
    );
  });
});

describe("a stack's state", () => {
  it("is read from the file of a local backend, without terraform", async () => {
    const terraform = terraformOf("exit 1");

    expect(await terraform.readState(stackWith(LOCAL))).toBeUndefined();
    writeFileSync(join(folder, "terraform.dev-data.tfstate"), '{"resources":[]}');
    expect(await terraform.readState(stackWith(LOCAL))).toEqual({ resources: [] });
    writeFileSync(join(folder, "terraform.dev-data.tfstate"), '{"resour');
    await expect(terraform.readState(stackWith(LOCAL))).rejects.toThrow("terraform.dev-data.tfstate: is no state");
  });

  it("is pulled from other backends, after one init", async () => {
    const terraform = terraformOf(`echo "$*" >> ${folder}/calls; if [ "$1" = state ]; then cat ${folder}/state; fi`);
    const stack = stackWith({ s3: { bucket: "b", region: "r", key: "k" } });
    writeFileSync(join(folder, "state"), "");

    expect(await terraform.readState(stack)).toBeUndefined();
    writeFileSync(join(folder, "state"), '{"outputs":{}}');
    expect(await terraform.readState(stack)).toEqual({ outputs: {} });
    expect(readFileSync(join(folder, "calls"), "utf8")).toBe("init -input=false -no-color\nstate pull\nstate pull\n");
  });
});

it("a lock that is left has its id beside the state", async () => {
  expect(await lockOf(stackWith(LOCAL))).toBeUndefined();
  writeFileSync(join(folder, ".terraform.dev-data.tfstate.lock.info"), '{"ID":"4711"}');

  expect(await lockOf(stackWith(LOCAL))).toBe("4711");
  expect(await lockOf(stackWith({ s3: {} }))).toBeUndefined();
});
