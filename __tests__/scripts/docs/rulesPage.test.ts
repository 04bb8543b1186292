import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { RULES } from "../../../plan/rules.ts";
import { rulesPage } from "../../../scripts/docs/rulesPage.ts";

const PAGE = new URL("../../../docs/rules.md", import.meta.url);

describe("the page of rules", () => {
  it("is what the rules say; npm run docs writes it", () => {
    expect(readFileSync(PAGE, "utf8")).toBe(rulesPage());
  });

  it("has a section for each rule, with its severities and the types that it judges", () => {
    const sections = rulesPage().split("### ").slice(1);

    expect(sections.map((section) => section.split("\n")[0])).toEqual(RULES.map(({ id }) => `\`${id}\``));
    expect(sections.find((section) => section.startsWith("`key-rotation-off`"))).toBe(`\`key-rotation-off\`

**A KMS key is rotated less often, or no longer.** Severity: medium, low.

All that is encrypted from now on rests on the same key material. What to do: Keep enable_key_rotation = true; rotation needs no change anywhere else.

Judges \`aws_kms_key\`.

`);
  });
});
