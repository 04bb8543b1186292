import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { attributeChanges, valueChanges } from "../../../plan/diff/attributeChanges.ts";
import type { Change } from "../../../plan/plan.ts";
import { type Attributes, sensitive, UNKNOWN, type Value } from "../../../plan/value.ts";
import { changesOf } from "../report/largeReview.ts";

const change = (before: Attributes | undefined, after: Attributes | undefined, more: Partial<Change> = {}): Change => {
  const [one] = changesOf(1, "s", { action: "update", address: () => "a.b" });
  if (!one) throw new Error("change: there must be one");
  return { ...one, before, after, ...more };
};

/** Path, kind and both sides of everything that changes. */
const found = (before: Attributes | undefined, after: Attributes | undefined, more?: Partial<Change>) =>
  attributeChanges(change(before, after, more)).map(({ path, kind, before, after }) => [path, kind, before, after]);
const kinds = (before: Attributes, after: Attributes) => found(before, after).map(([path, kind]) => [path, kind]);
const document = (value: unknown, spaces?: number): string => JSON.stringify(value, undefined, spaces);
const statement = (more: object) => document({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });

describe("attributes", () => {
  it.each<[string, Attributes, Attributes, unknown[]]>([
    ["a changed one", { a: 1, b: 2 }, { a: 1, b: 3 }, [["b", "changed", 2, 3]]],
    ["a new one", {}, { a: "x" }, [["a", "added", undefined, "x"]]],
    ["a removed one", { a: "x" }, {}, [["a", "removed", "x", undefined]]],
    ["null as nothing", { a: null }, {}, []],
    ["null to a value as new", { a: null }, { a: 0 }, [["a", "added", undefined, 0]]],
    ["an empty text as something", { a: null }, { a: "" }, [["a", "added", undefined, ""]]],
    ["nested ones", { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, [["a.b.c", "changed", 1, 2]]],
    ["a block", { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, [["a[0].b", "changed", 1, 2]]],
    ["keys with dots", { tags: { "a.b": "1" } }, { tags: { "a.b": "2" } }, [['tags["a.b"]', "changed", "1", "2"]]],
    [
      "a new block by its leaves",
      {},
      { a: [{ b: 1, c: [2, 3] }] },
      [
        ["a[0].b", "added", undefined, 1],
        ["a[0].c", "added", undefined, [2, 3]],
      ],
    ],
    ["another type as a whole", { a: "1" }, { a: 1 }, [["a", "changed", "1", 1]]],
    ["an object that becomes a text", { a: { b: 1 } }, { a: "x" }, [["a", "changed", { b: 1 }, "x"]]],
    ["an own key named __proto__", JSON.parse('{"__proto__":1}'), {}, [["__proto__", "removed", 1, undefined]]],
  ])("tell %s", (_, before, after, expected) => expect(found(before, after)).toEqual(expected));

  it.each<[string, Attributes, Attributes, unknown[]]>([
    ["unknown after", { a: "x" }, { a: UNKNOWN }, [["a", "changed", "x", UNKNOWN]]],
    ["unknown in a list", { a: ["x"] }, { a: ["x", UNKNOWN] }, [["a[]", "added", undefined, UNKNOWN]]],
    [
      "a secret that changes",
      { a: sensitive(true) },
      { a: sensitive(true) },
      [["a", "changed", sensitive(true), sensitive(true)]],
    ],
    ["not a secret that stays", { a: sensitive(false) }, { a: sensitive(false) }, []],
    ["a new secret", {}, { a: sensitive(true) }, [["a", "added", undefined, sensitive(true)]]],
    [
      "never the value beside a mark",
      { a: "plain" },
      { a: sensitive(true) },
      [["a", "changed", sensitive(true), sensitive(true)]],
    ],
    [
      "a secret that becomes unknown",
      { a: sensitive(true) },
      { a: UNKNOWN },
      [["a", "changed", sensitive(true), UNKNOWN]],
    ],
    [
      "a secret of a block by its name",
      { e: [{ name: "A", value: sensitive(true) }] },
      {
        e: [
          { name: "B", value: "b" },
          { name: "A", value: sensitive(true) },
        ],
      },
      [
        ["e[1].value", "changed", sensitive(true), sensitive(true)],
        ["e[0].name", "added", undefined, "B"],
        ["e[0].value", "added", undefined, "b"],
      ],
    ],
  ])("tell %s", (_, before, after, expected) => expect(found(before, after)).toEqual(expected));
});

describe("lists", () => {
  it.each<[string, Value[], Value[], unknown[]]>([
    ["a new element wherever it stands", ["a", "c"], ["a", "b", "c"], [["x[]", "added", undefined, "b"]]],
    [
      "a removed and a new one",
      ["a", "b"],
      ["b", "c"],
      [
        ["x[]", "removed", "a", undefined],
        ["x[]", "added", undefined, "c"],
      ],
    ],
    ["one of several equal ones", ["a", "a", "b"], ["a", "b"], [["x[]", "removed", "a", undefined]]],
    ["the only one as changed", ["a"], ["b"], [["x[0]", "changed", "a", "b"]]],
    ["another order", ["a", "b"], ["b", "a"], [["x", "reordered", ["a", "b"], ["b", "a"]]]],
    ["another order and more as a whole", ["a", "b"], ["b", "a", "c"], [["x", "changed", ["a", "b"], ["b", "a", "c"]]]],
    ["a list that empties", ["a"], [], [["x[]", "removed", "a", undefined]]],
    [
      "a block among blocks",
      [
        { p: 1, q: 1 },
        { p: 2, q: 2 },
      ],
      [
        { p: 1, q: 1 },
        { p: 3, q: 3 },
        { p: 2, q: 2 },
      ],
      [
        ["x[1].p", "added", undefined, 3],
        ["x[1].q", "added", undefined, 3],
      ],
    ],
    [
      "a block by likeness",
      [{ p: 1, q: 1, r: 1 }, { p: 2 }],
      [{ p: 1, q: 1, r: 9 }],
      [
        ["x[0].r", "changed", 1, 9],
        ["x[1].p", "removed", 2, undefined],
      ],
    ],
    [
      "blocks in another order",
      [{ name: "a" }, { name: "b" }],
      [{ name: "b" }, { name: "a" }],
      [["x", "reordered", [{ name: "a" }, { name: "b" }], [{ name: "b" }, { name: "a" }]]],
    ],
  ])("tell %s", (_, before, after, expected) => expect(found({ x: before }, { x: after })).toEqual(expected));

  it("of a set have no order", () => {
    expect(found({ subnet_ids: ["a", "b"] }, { subnet_ids: ["b", "a"] })).toEqual([]);
    expect(found({ subnet_ids: ["a", "b"] }, { subnet_ids: ["c", "b", "a"] })).toEqual([
      ["subnet_ids[]", "added", undefined, "c"],
    ]);
    expect(found({ ingress: [{ p: 1 }, { p: 2 }] }, { ingress: [{ p: 2 }, { p: 1 }] })).toEqual([]);
  });
});

describe("documents in strings", () => {
  it("are compared inside", () => {
    const before = statement({ Action: "s3:GetObject", Resource: "*" });
    const after = statement({ Action: ["s3:GetObject", "s3:PutObject"], Resource: "*" });
    expect(found({ policy: before }, { policy: after })).toEqual([
      ["policy › Statement[0].Action[]", "added", undefined, "s3:PutObject"],
    ]);
  });

  it("that are only written otherwise are said to be", () => {
    const value = { b: 1, a: [1, { c: null }] };
    const [one] = attributeChanges(change({ a: document(value) }, { a: document({ a: value.a, b: 1 }, 2) }));
    expect(one).toMatchObject({ path: "a", kind: "reformatted" });
  });

  it.each([
    ["one action and a list of one", { Action: "a" }, { Action: ["a"] }],
    ["actions in another order", { Action: ["a", "b"] }, { Action: ["b", "a"] }],
    [
      "values of a condition in another order",
      { Condition: { StringLike: { k: ["a", "b"] } } },
      { Condition: { StringLike: { k: ["b", "a"] } } },
    ],
  ])("of a policy have the same meaning with %s", (_, before, after) => {
    expect(kinds({ p: statement(before) }, { p: statement(after) })).toEqual([["p", "reformatted"]]);
  });

  it("keep the order of what is no policy", () => {
    expect(kinds({ p: document({ Choices: ["a", "b"] }) }, { p: document({ Choices: ["b", "a"] }) })).toEqual([
      ["p › Choices", "reordered"],
    ]);
  });

  it("tell null from nothing, and long numbers apart", () => {
    expect(kinds({ p: '{"a":null}' }, { p: "{}" })).toEqual([["p › a", "removed"]]);
    expect(kinds({ p: '{"a":12345678901234567890}' }, { p: '{"a":12345678901234567891}' })).toEqual([
      ["p › a", "changed"],
    ]);
    expect(kinds({ p: '{"a":1}' }, { p: '{"a":"1"}' })).toEqual([["p › a", "changed"]]);
  });

  it("may hold documents themselves", () => {
    const nested = (value: number) => document({ body: document({ x: value }) });
    expect(found({ p: nested(1) }, { p: nested(2) })).toEqual([["p › body › x", "changed", 1, 2]]);
  });

  it("that do not parse, or nest too deep, are strings", () => {
    expect(found({ p: "{a" }, { p: "{b" })).toEqual([["p", "changed", "{a", "{b"]]);
    const deep = (value: number) => "[".repeat(100_000) + value + "]".repeat(100_000);
    expect(found({ p: deep(1) }, { p: deep(2) })).toEqual([["p", "changed", deep(1), deep(2)]]);
  });
});

describe("tags_all", () => {
  it("is left out where it changes as tags does", () => {
    const [before, after] = [{ a: "1" }, { a: "2" }];
    expect(found({ tags: before, tags_all: before }, { tags: after, tags_all: after })).toEqual([
      ["tags.a", "changed", "1", "2"],
    ]);
    expect(
      found({ tags: before, tags_all: { ...before, d: "x" } }, { tags: after, tags_all: { ...after, d: "x" } }),
    ).toHaveLength(1);
    expect(found({ tags: {}, tags_all: {} }, { tags: { a: UNKNOWN }, tags_all: UNKNOWN })).toHaveLength(1);
  });

  it("is there where the default tags change", () => {
    expect(
      found({ tags: { a: "1" }, tags_all: { a: "1" } }, { tags: { a: "1" }, tags_all: { a: "1", d: "x" } }),
    ).toEqual([["tags_all.d", "added", undefined, "x"]]);
  });
});

describe("what forces a replacement", () => {
  const forced = (before: Attributes, after: Attributes, replacePaths: Change["replacePaths"]) =>
    attributeChanges(change(before, after, { replacePaths }))
      .filter(({ forcesReplacement }) => forcesReplacement)
      .map(({ path, kind }) => [path, kind]);

  it.each<[string, Attributes, Attributes, Change["replacePaths"], unknown[]]>([
    ["the attribute", { a: 1, b: 1 }, { a: 2, b: 2 }, [["a"]], [["a", "changed"]]],
    ["what is below it", { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, [["a"]], [["a[0].b", "changed"]]],
    [
      "an element of it, at any index",
      { a: ["x", "y"] },
      { a: ["y", "z"] },
      [["a", 0]],
      [
        ["a[]", "removed"],
        ["a[]", "added"],
      ],
    ],
    ["the whole of which it is a part", { a: { b: 1 } }, { a: UNKNOWN }, [["a", "b"]], [["a", "changed"]]],
    ["not what is beside it", { a: { b: 1, c: 1 } }, { a: { b: 2, c: 2 } }, [["a", "b"]], [["a.b", "changed"]]],
    ["what the plan shows no difference of", { a: 1 }, { a: 1 }, [["a"]], [["a", "same"]]],
  ])("is %s", (_, before, after, paths, expected) => expect(forced(before, after, paths)).toEqual(expected));
});

describe("all that changes", () => {
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Value>(true, 1, "a", "b", "[1]", '{"a":1}'),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "name", "tags"), tie("value"), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));

  it("is nothing exactly where two values are equal", () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(valueChanges(one, structuredClone(one))).toEqual([]);
        expect(valueChanges(one, other).length > 0).toBe(!isDeepStrictEqual(one, other));
      }),
      { numRuns: 500 },
    );
  });
});
