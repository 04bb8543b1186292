import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { KINDS } from "../../../local/faults/kinds.ts";
import { flag, optionsOf, readFault } from "../../../local/faults/readFault.ts";
import { faultsPage } from "../../../scripts/docs/faultsPage.ts";
import { EXAMPLES } from "../../../scripts/lmi/local/examples.ts";

const PAGE = new URL("../../../docs/local-faults.md", import.meta.url);
const KIND_NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];

describe("the page of faults", () => {
  it("is what the catalogue says; npm run docs writes it", () => {
    expect(readFileSync(PAGE, "utf8")).toBe(faultsPage());
  });

  it.each(KIND_NAMES)("shows %s with each of its options, and an example that is right", (kind) => {
    const row = faultsPage()
      .split("\n")
      .find((line) => line.startsWith(`| \`${kind}\``));
    expect(optionsOf(kind).filter(([option]) => !row?.includes(`\`${flag(option)} <`))).toEqual([]);

    const [, words = ""] = EXAMPLES[kind].split(`fault add ${kind}`);
    const given = [...words.matchAll(/--([a-z-]+) (\S+)/g)]
      .map(
        ([, option = "", value]) => [option.replaceAll(/-./g, (part) => part.toUpperCase().slice(1)), value] as const,
      )
      .filter(([option]) => option !== "for");
    expect(readFault(kind, Object.fromEntries(given)).kind).toBe(kind);
  });
});
