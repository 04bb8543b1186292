import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Deployed } from "../../local/deployed.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "deployed-"));
  file = join(folder, "deployed.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the dates of what is deployed", () => {
  it("stay over restarts while it is the same; a change moves the second only", () => {
    const start = (now: number, content: object) => {
      const deployed = new Deployed(file, () => now);
      const { createdAt, modifiedAt } = deployed.resource("arn", content);
      deployed.save();
      return { createdAt, modifiedAt };
    };
    expect(start(1, { timeout: 3 })).toEqual({ createdAt: 1, modifiedAt: 1 });
    expect(start(2, { timeout: 3 })).toEqual({ createdAt: 1, modifiedAt: 1 });
    expect(start(3, { timeout: 4 })).toEqual({ createdAt: 1, modifiedAt: 3 });
    expect(start(4, { timeout: 4 })).toEqual({ createdAt: 1, modifiedAt: 3 });
  });

  it.each(["{", "null", "[]", '{"arn":null}', '{"arn":{"createdAt":1,"modifiedAt":"x","digest":""}}'])(
    "are damaged as %s, which is told with what drops it",
    (text) => {
      writeFileSync(file, text);
      expect(() => new Deployed(file)).toThrow(`${file}: `);
      expect(() => new Deployed(file)).toThrow("start with --fresh=deployed to drop it");
    },
  );
});
