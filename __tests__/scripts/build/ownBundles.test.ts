// The archives of a team's own functions: what goes in, and what is refused in one line.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { unzipSync, zipSync } from "fflate";
import { buildOwnArchives } from "../../../scripts/build/ownBundles.ts";
import { ROOT } from "../../support/local/system.ts";
import { define } from "../../support/stacks/boundaries.ts";
import { withWords } from "../../support/stacks/ownFunctions.ts";

// Inside the repository, because a handler may be nowhere else.
mkdirSync(join(ROOT, "dist"), { recursive: true });
const folder = mkdtempSync(join(ROOT, "dist/own-"));
const at = (name: string) => relative(ROOT, join(folder, name));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), content);
  return at(name);
}

const build = (changes: Record<string, unknown>) => buildOwnArchives([define(withWords(changes))]);
const ready = (code: string) => ({ handler: undefined, code, entry: "index.handler" });
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();

describe("an archive of one's own", () => {
  it("holds a handler file as one module, with the same bytes each time", async () => {
    const handler = file("good.ts", "export const handler = async (n: number): Promise<number> => n + 1;\n");
    const archive = (await build({ handler }))[handler] ?? "";
    const first = readFileSync(archive);
    expect(Object.keys(unzipSync(first))).toEqual(["index.mjs"]);
    await build({ handler });
    expect(readFileSync(archive).equals(first)).toBe(true);
  });

  it("holds a ready folder as it is", async () => {
    file("ready/index.mjs", "export const handler = () => 1;\n");
    file("ready/data/words.txt", "one two\n");
    const archive = (await build(ready(at("ready"))))[at("ready")] ?? "";
    const files = unzipSync(readFileSync(archive));
    expect(Object.keys(files)).toEqual(["data/words.txt", "index.mjs"]);
    expect(text(files["data/words.txt"])).toBe("one two\n");
  });

  it("is a ready zip, byte for byte", async () => {
    const zip = zipSync({ "index.mjs": Buffer.from("export const handler = () => 1;\n") });
    const code = file("ready.zip", zip);
    expect(readFileSync((await build(ready(code)))[code] ?? "")).toEqual(Buffer.from(zip));
  });

  it.each([
    ["is missing", () => ({ handler: at("none.ts") }), `handler: ${at("none.ts")} is missing`],
    [
      "exports no handler",
      () => ({ handler: file("other.ts", "export const main = 1;\n") }),
      `handler: ${at("other.ts")} must export handler`,
    ],
    [
      "does not compile",
      () => ({ handler: file("broken.ts", "export const handler = ;\n") }),
      `handler: ${at("broken.ts")}:1: Unexpected ";"`,
    ],
    [
      "is neither a folder nor a zip",
      () => ready(file("code.txt", "x")),
      `code: must be a folder or a .zip, got ${at("code.txt")}`,
    ],
  ])("is refused in one line when its source %s", async (_, changes, line) => {
    await expect(build(changes())).rejects.toMatchObject({
      name: "ConfigError",
      message: `environment "test": functions.words.${line}`,
    });
  });
});
