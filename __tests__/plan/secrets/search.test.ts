import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createSearch } from "../../../plan/secrets/search.ts";

describe("a search", () => {
  it("finds what is there, by where it ends, the longest first", () => {
    const search = createSearch(["secret", "topsecret", "secrets"]);

    expect(search("a topsecrets b")).toEqual([
      [2, 11],
      [5, 12],
    ]);
    expect(search("Secret secre")).toEqual([]);
  });

  it("finds nothing when nothing is looked for, and nothing that is short", () => {
    expect(createSearch([])("anything")).toEqual([]);
    expect(createSearch(["abc"])("abc")).toEqual([]);
  });

  it("finds the same as looking at every place", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "\u00e4", "\u4e16", "\u{1f600}"), maxLength: 40 });
    const needles = fc.array(
      fc.string({ unit: fc.constantFrom("a", "b", "\u00e4", "\u4e16"), minLength: 4, maxLength: 7 }),
    );
    fc.assert(
      fc.property(needles, letters, (looked, text) => {
        const expected: [number, number][] = [];
        for (let to = 1; to <= text.length; to++) {
          const ending = looked.filter((needle) => text.slice(0, to).endsWith(needle));
          const longest = Math.max(...ending.map(({ length }) => length));
          if (ending.length > 0) expected.push([to - longest, to]);
        }
        expect(createSearch(looked)(text)).toEqual(expected);
      }),
    );
  });
});
