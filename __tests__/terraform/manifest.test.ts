import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { readStacksOf } from "../../terraform/manifest.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function outFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "synthesized-"));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const manifest = (...names: string[]) =>
  JSON.stringify({
    stacks: Object.fromEntries(
      names.map((name) => [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json`, dependencies: [] }]),
    ),
  });

describe("the folder that cdktf writes", () => {
  it("gives the stacks of one environment, in the manifest's order", async () => {
    const folder = outFolder({
      "manifest.json": manifest("prod-b", "production-a", "prod-a"),
      "stacks/prod-b/cdk.tf.json": '{"resource":{}}',
      "stacks/prod-a/cdk.tf.json": "{}",
    });
    expect((await readStacksOf(folder, "prod")).map(({ name }) => name)).toEqual(["prod-b", "prod-a"]);
  });

  it("is missing: says what to run", async () => {
    const folder = outFolder({});
    await expect(readStacksOf(folder, "prod")).rejects.toThrow(
      `${join(folder, "manifest.json")}: cannot be read (ENOENT); synthesise first: npm run synth`,
    );
  });

  it("is broken, or is of other environments: says so", async () => {
    const broken = outFolder({ "manifest.json": '{"stacks":' });
    await expect(readStacksOf(broken, "prod")).rejects.toThrow("is not JSON; synthesise again: npm run synth");
    const other = outFolder({ "manifest.json": manifest("dev-a") });
    await expect(readStacksOf(other, "prod")).rejects.toThrow(
      `${other}: must hold stacks of environment "prod"; npm run synth writes them, got dev-a`,
    );
  });
});
