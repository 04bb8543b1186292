// A file as it was, or wholly new.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { CostError } from "../../../cost/costError.ts";
import { checkWritable, writeAtomically } from "../../../cost/prices/writeAtomically.ts";
import { temporaryFolder } from "../../support/local/system.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, "prices.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("writeAtomically", () => {
  it("replaces what was there, and leaves nothing else", async () => {
    writeFileSync(path, "old, and longer than the new");
    await writeAtomically(path, "new");
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(readdirSync(folder)).toEqual(["prices.json"]);
  });

  it("leaves the file as it was when writing fails before the end", async () => {
    writeFileSync(path, "old");
    mkdirSync(`${path}.${process.pid}.tmp`); // where it would write
    await expect(writeAtomically(path, "new")).rejects.toMatchObject({
      name: "CostError",
      message: `${path}: cannot be written (EISDIR)`,
    });
    expect(readFileSync(path, "utf8")).toBe("old");
  });

  it("takes away what it wrote when it cannot be put in place", async () => {
    mkdirSync(join(path, "within"), { recursive: true });
    await expect(writeAtomically(path, "new")).rejects.toThrow(CostError);
    expect(readdirSync(folder)).toEqual(["prices.json"]);
  });
});

describe("checkWritable", () => {
  it("accepts a file that is there, and one that is not yet", async () => {
    await checkWritable(path);
    writeFileSync(path, "old");
    await checkWritable(path);
    expect(readFileSync(path, "utf8")).toBe("old");
  });

  it("refuses a folder, and a file in a folder that is not there", async () => {
    const absent = join(folder, "absent", "prices.json");
    await expect(checkWritable(folder)).rejects.toMatchObject({
      name: "CostError",
      message: `${folder}: must be a file, got a folder`,
    });
    await expect(checkWritable(absent)).rejects.toMatchObject({
      name: "CostError",
      message: `${absent}: cannot be written (ENOENT)`,
    });
  });
});
