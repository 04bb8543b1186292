// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseTemplate } from "../../../local/terraform/template.ts";
import { literal } from "../../../stacks/config/literal.ts";

describe("a configuration as Terraform reads it", () => {
  it.each([
    ["${a}", "$${a}"],
    ["$${a}", "$$${a}"],
    ["%{ if }", "%%{ if }"],
    ["$%{", "$%%{"],
    ["${%{", "$${%%{"],
    ["$ { % {", "$ { % {"],
    ["100 % $$", "100 % $$"],
  ])("has %p as %p", (text, escaped) => {
    expect(literal(text)).toBe(escaped);
  });

  it("is escaped at every depth, keys too, and else as it was", () => {
    const value = { "${k}": [{ a: "%{b" }, 1, true, null, undefined] };

    expect(literal(value)).toEqual({ "$${k}": [{ a: "%%{b" }, 1, true, null, undefined] });
  });

  it("says to Terraform's reader what was written", () => {
    const text = fc.array(fc.constantFrom("$", "%", "{", "}", "a", "${a.b}", "%{ if }"), { maxLength: 12 });

    fc.assert(
      fc.property(text, (pieces) => {
        const written = pieces.join("");
        expect(parseTemplate(literal(written))).toEqual([{ text: written }]);
      }),
      { seed: 10, numRuns: 500 },
    );
  });
});
