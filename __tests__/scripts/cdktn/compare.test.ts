import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { ROOT, temporaryFolder } from "../../support/local/system.ts";

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string | object): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
}

function synthesised(out: string, version: string, api: string): void {
  const stack = { name: "dev-service", synthesizedStackPath: "stacks/dev-service/cdk.tf.json", dependencies: [] };
  write(`${out}/manifest.json`, { version, stacks: { "dev-service": stack } });
  write(`${out}/${stack.synthesizedStackPath}`, {
    resource: { aws_lambda_function: { api: { filename: "assets/api/1/api.zip" } } },
  });
  write(`${out}/stacks/dev-service/assets/api/1/api.zip`, api);
}

const compare = () => {
  const args = ["scripts/cdktn/compare.ts", join(folder, "one"), join(folder, "other")];
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  return { stdout, status };
};

it("an archive that an earlier synthesis left, and no stack names any more, is no difference", () => {
  synthesised("one", "0.21.0", "api");
  write("one/stacks/dev-service/assets/function-words/1/own.zip", "words");
  synthesised("other", "0.24.0", "api");

  expect(compare()).toEqual({
    stdout: "1 stacks, 1 blocks, 1 archives by 0.21.0 and 0.24.0: the same\n",
    status: 0,
  });
});

it("an archive of other content is one", () => {
  synthesised("one", "0.21.0", "api");
  synthesised("other", "0.24.0", "another");

  const { stdout, status } = compare();

  expect(stdout).toContain("stacks/dev-service/assets/api/1/api.zip differs");
  expect(status).toBe(1);
});
