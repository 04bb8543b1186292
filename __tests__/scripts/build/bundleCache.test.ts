import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { remember, unchanged } from "../../../scripts/build/bundleCache.ts";

const INPUTS = ["app/b.ts", "app/a.ts"];
const OUTPUTS = ["dist/api.zip"];
const ALWAYS = [
  "package-lock.json",
  "tsconfig.json",
  "scripts/build/bundles.ts",
  "scripts/build/startPlugins.ts",
  "stacks/service/functions.ts",
];
const RESULT = [{ id: "api", zipBytes: 1 }];
const MADE = { inputs: INPUTS, outputs: OUTPUTS, result: RESULT };

let root: string;
let out: string;
const write = (path: string, content: string) => writeFileSync(join(root, path), content);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bundle-cache-"));
  out = join(root, "dist");
  for (const folder of ["app", "scripts/build", "dist", "stacks/service"])
    mkdirSync(join(root, folder), { recursive: true });
  for (const path of [...ALWAYS, ...INPUTS, ...OUTPUTS]) write(path, `content of ${path}`);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("the memory of a build", () => {
  it("gives nothing before the first one", async () => {
    expect(await unchanged(root, out)).toBeUndefined();
  });

  it("gives its result while all inputs have the same bytes", async () => {
    await remember(root, out, MADE);

    expect(await unchanged(root, out)).toEqual(RESULT);
  });

  it("does not care when the inputs were written", async () => {
    await remember(root, out, MADE);

    for (const path of INPUTS) write(path, `content of ${path}`);

    expect(await unchanged(root, out)).toEqual(RESULT);
  });

  it("does not depend on the order in which the bundler names inputs", async () => {
    await remember(root, out, { ...MADE, inputs: INPUTS.toReversed() });

    expect(await unchanged(root, out)).toEqual(RESULT);
  });

  it.each([...INPUTS, ...OUTPUTS, ...ALWAYS])("is void once %s has changed", async (path) => {
    await remember(root, out, MADE);

    write(path, "something else");

    expect(await unchanged(root, out)).toBeUndefined();
  });

  it.each(["app/a.ts", "dist/api.zip"])("is void once %s is gone", async (path) => {
    await remember(root, out, MADE);

    rmSync(join(root, path));

    expect(await unchanged(root, out)).toBeUndefined();
  });

  it("is void once text has moved from one input to another", async () => {
    write("app/a.ts", "onetwo");
    write("app/b.ts", "three");
    await remember(root, out, MADE);

    write("app/a.ts", "one");
    write("app/b.ts", "twothree");

    expect(await unchanged(root, out)).toBeUndefined();
  });

  it("is void when it is damaged", async () => {
    await remember(root, out, MADE);

    write("dist/inputs.json", '{"inputs": [');

    expect(await unchanged(root, out)).toBeUndefined();
  });
});
