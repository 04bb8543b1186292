import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { covers, hasWildcard, literal, overlap } from "../../../../../plan/rules/access/policy/pattern.ts";

/** The character itself, as policies write it. */
const escaped = (symbol: string) => `$\{${symbol}}`;

describe("a pattern", () => {
  it.each([
    ["s3:*", "s3:GetObject"],
    ["*", "anything"],
    ["*", "*"],
    ["s3:Get*", "s3:GetObject*"],
    ["a?c", "abc"],
    ["a*c", "a?c"],
    ["a*b*c", "a-b-b-c"],
    ["arn:aws:s3:::videos/*", "arn:aws:s3:::videos/a/*"],
    ["a**", "a"],
    ["a*", `a${escaped("*")}`],
    [`a${escaped("$")}`, "a$"],
  ])("%s covers %s", (wide, narrow) => {
    expect(covers(wide, narrow)).toBe(true);
  });

  it.each([
    ["s3:GetObject", "s3:*"],
    ["s3:Get*", "s3:*"],
    ["a?c", "a*c"],
    ["a?c", "ac"],
    ["arn:aws:s3:::videos/*", "arn:aws:s3:::videos"],
    [`a${escaped("*")}`, "a*"],
    [`a${escaped("*")}`, "ab"],
    ["a*b", "a-b-c"],
  ])("%s does not cover %s", (wide, narrow) => {
    expect(covers(wide, narrow)).toBe(false);
  });

  it.each([
    ["s3:Get*", "s3:*Object", true],
    ["s3:Get*", "s3:Put*", false],
    ["a*c", "ab?", true],
    ["a?", "a", false],
    ["*a*", "*b*", true],
    ["a*b", "b*a", false],
    ["abc", "a?c", true],
  ])("%s overlaps %s: %s", (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
    expect(overlap(b, a)).toBe(expected);
  });

  it("says what wildcards are, and makes none of a text", () => {
    expect([hasWildcard("a*"), hasWildcard(`a${escaped("*")}`), hasWildcard(literal("a*?"))]).toEqual([
      true,
      false,
      false,
    ]);
    expect(covers(literal("a*"), "ab")).toBe(false);
  });

  const text = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 7 }).map((symbols) => symbols.join(""));
  const plain = fc.array(fc.constantFrom("a", "b"), { maxLength: 7 }).map((symbols) => symbols.join(""));
  const expression = (pattern: string) => new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);

  it("covers a text without wildcards just when a regular expression matches it", () => {
    fc.assert(fc.property(text, plain, (pattern, name) => covers(pattern, name) === expression(pattern).test(name)));
  });

  it("covers nothing that another pattern stands for and it does not", () => {
    fc.assert(
      fc.property(text, text, plain, (wide, narrow, name) => {
        fc.pre(covers(wide, narrow) && covers(narrow, name));
        return covers(wide, name);
      }),
    );
  });

  it("overlaps another just when some text is in both", () => {
    fc.assert(fc.property(text, text, plain, (a, b, name) => overlap(a, b) || !(covers(a, name) && covers(b, name))));
  });
});
