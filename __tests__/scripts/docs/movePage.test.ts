import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "@jest/globals";
import { CONSTANTS } from "../../../cost/constants.ts";
import { movePage } from "../../../scripts/docs/movePage.ts";
import { ENVIRONMENTS } from "../../../stacks/config/environments.ts";
import { removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

const PAGE = new URL("../../../docs/should-we-move.md", import.meta.url);

afterAll(() => removeTemporaryFolders());

describe("the page that answers whether to move", () => {
  it("is what the command prints; npm run docs writes it", () => {
    const { folder } = synthesise(ENVIRONMENTS);

    expect(readFileSync(PAGE, "utf8")).toBe(movePage(folder));
  });

  it("names every constant with its mark and its source", () => {
    const page = readFileSync(PAGE, "utf8");

    for (const [name, { value, mark, source }] of Object.entries(CONSTANTS)) {
      const row = page.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
      for (const text of [String(value), mark, source]) expect(row).toContain(text);
    }
  });
});
