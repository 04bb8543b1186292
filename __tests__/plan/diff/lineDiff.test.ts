import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Line, lineDiff } from "../../../plan/diff/lineDiff.ts";

const written = (lines: readonly Line[] | undefined): string[] =>
  (lines ?? []).map(({ sign, text }) => `${sign}${text}`);
const text = (...lines: readonly string[]): string => lines.join("\n");

describe("lineDiff", () => {
  it("shows what changes with two lines around it", () => {
    expect(written(lineDiff(text("1", "2", "3", "a", "4", "5", "6"), text("1", "2", "3", "b", "4", "5", "6")))).toEqual(
      ["gap1", " 2", " 3", "-a", "+b", " 4", " 5", "gap1"],
    );
  });

  it("finds lines that stay between changes", () => {
    expect(written(lineDiff(text("a", "keep", "b"), text("c", "keep", "d")))).toEqual([
      "-a",
      "+c",
      " keep",
      "-b",
      "+d",
    ]);
  });

  it("gives up where too much differs", () => {
    const lines = (side: string) => Array.from({ length: 600 }, (_, index) => `${side}${index}`).join("\n");
    expect(lineDiff(lines("a"), lines("b"))).toBeUndefined();
  });

  it("leads from one text to the other, with gaps for what both have", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        const [before, after] = [text(...one), text(...other)];
        const [left, right] = [before.split("\n"), after.split("\n")];
        for (const { sign, text: line } of lineDiff(before, after) ?? []) {
          if (sign === "gap") expect(left.splice(0, Number(line))).toEqual(right.splice(0, Number(line)));
          if (sign === " " || sign === "-") expect(left.shift()).toBe(line);
          if (sign === " " || sign === "+") expect(right.shift()).toBe(line);
        }
        expect([left, right]).toEqual([[], []]);
      }),
    );
  });
});
