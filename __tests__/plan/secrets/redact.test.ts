import { describe, expect, it } from "@jest/globals";
import { isSensitive, isUnknown, type Value } from "../../../plan/value.ts";
import { planJson, planOf } from "../../support/plan/json.ts";

/** Markers as text, so that a table can show them. */
function shown(value: Value | undefined): unknown {
  if (isSensitive(value)) return value.changes ? "HIDDEN, changes" : "HIDDEN";
  if (isUnknown(value)) return "UNKNOWN";
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shown(one)]));
}

interface Row {
  readonly before?: unknown;
  readonly after?: unknown;
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
  readonly afterUnknown?: unknown;
}

/** Both sides of an attribute `x`. */
function sidesOf({ before, after, beforeSensitive, afterSensitive, afterUnknown }: Row): unknown[] {
  const { changes } = planOf(
    planJson({
      changes: [
        {
          address: "a.b",
          actions: ["update"],
          before: { x: before },
          after: { x: after },
          beforeSensitive: { x: beforeSensitive },
          afterSensitive: { x: afterSensitive },
          afterUnknown: { x: afterUnknown },
        },
      ],
    }),
  );
  return [shown(changes[0]?.before?.x), shown(changes[0]?.after?.x)];
}

const H = "HIDDEN";
const C = "HIDDEN, changes";

const ROWS: readonly (readonly [what: string, row: Row, before: unknown, after: unknown])[] = [
  ["nothing marked", { before: "a", after: "b", beforeSensitive: false, afterSensitive: {} }, "a", "b"],
  ["marked on both sides", { before: "a", after: "b", beforeSensitive: true, afterSensitive: true }, C, C],
  ["marked, and the same", { before: "a", after: "a", beforeSensitive: true, afterSensitive: true }, H, H],
  ["marked only before", { before: "a", after: "b", beforeSensitive: true }, C, C],
  ["marked only after", { before: "a", after: "b", afterSensitive: true }, C, C],
  ["marked and unknown", { before: "a", beforeSensitive: true, afterUnknown: true }, C, C],
  ["marked, where nothing is on either side", { before: null, after: null, afterSensitive: true }, null, null],
  ["marked, where nothing was", { before: null, after: "a", afterSensitive: true }, C, C],
  ["marked, where an attribute is missing", { after: "a", afterSensitive: true }, undefined, C],
  ["a number and a boolean", { before: [1, true], after: [1, false], afterSensitive: [true, true] }, [H, C], [H, C]],
  ["a whole object", { before: { a: 1 }, after: { a: { b: 2 } }, afterSensitive: true }, C, C],
  [
    "an element of a list",
    { before: ["a", "b"], after: ["a", "c"], beforeSensitive: [false, true], afterSensitive: [false, true] },
    ["a", C],
    ["a", C],
  ],
  [
    "nested in a block",
    { before: [{ a: 1, b: { c: 2 } }], after: [{ a: 1, b: { c: 2 } }], afterSensitive: [{ b: { c: true } }] },
    [{ a: 1, b: { c: H } }],
    [{ a: 1, b: { c: H } }],
  ],
  [
    "in a map, under keys that objects have by themselves",
    {
      before: { constructor: "a", toString: "b" },
      after: { constructor: "a", toString: "c" },
      afterSensitive: { toString: true },
    },
    { constructor: "a", toString: C },
    { constructor: "a", toString: C },
  ],
  [
    "a list that grows",
    { before: ["a"], after: ["b", "a"], beforeSensitive: [true], afterSensitive: [false, true] },
    [C],
    [C, C],
  ],
  ["a mask longer than its list", { before: ["a"], after: ["a"], afterSensitive: [false, true] }, H, H],
  ["a mask shorter than its list", { before: ["a", "b"], after: ["a", "b"], afterSensitive: [true] }, H, H],
  ["a long mask that marks nothing", { before: ["a"], after: ["b"], afterSensitive: [false, false] }, ["a"], ["b"]],
  ["a mask of an object on a list", { before: ["a"], after: ["b"], afterSensitive: { a: true } }, C, C],
  ["a mask of a list on an object", { before: { a: 1 }, after: { a: 1 }, afterSensitive: [true] }, H, H],
  ["a mask of an object on a text", { before: "a", after: "a", afterSensitive: { a: true } }, H, H],
  ["a mask that is no boolean", { before: "a", after: "a", afterSensitive: "yes" }, H, H],
  [
    "unknown in a list",
    { before: ["a", "b"], after: ["a", null], afterUnknown: [false, true] },
    ["a", "b"],
    ["a", "UNKNOWN"],
  ],
  [
    "unknown beside marked",
    { before: { a: 1, b: 2 }, after: { a: 1 }, afterUnknown: { b: true }, afterSensitive: { a: true } },
    { a: H, b: 2 },
    { a: H, b: "UNKNOWN" },
  ],
  ["unknown of another shape", { before: "a", after: "a", afterUnknown: [true] }, "a", "UNKNOWN"],
];

describe("a value", () => {
  it.each(ROWS)("%s", (_what, row, before, after) => {
    expect(sidesOf(row)).toEqual([before, after]);
  });

  it("of a resource that is marked as a whole is gone, attribute by attribute", () => {
    const { changes } = planOf(
      planJson({
        changes: [{ address: "a.b", before: { a: "x", b: null }, after: { a: "y", b: null }, beforeSensitive: true }],
      }),
    );

    expect([shown(changes[0]?.before), shown(changes[0]?.after)]).toEqual([
      { a: C, b: null },
      { a: C, b: null },
    ]);
  });

  it("is gone when only another part of the plan marks it", () => {
    const resource = { address: "a.b", mode: "managed", type: "a", name: "b" };
    const plan = planOf(
      planJson({
        changes: [{ address: "a.b", before: { pin: "12" }, after: { pin: "34" } }],
        drift: [{ address: "a.b", before: { pin: "11" }, after: { pin: "12" } }],
        plannedValues: {
          root_module: { resources: [{ ...resource, values: { pin: "34" }, sensitive_values: { pin: true } }] },
        },
      }),
    );

    expect(shown(plan.changes[0]?.after)).toEqual({ pin: C });
    expect(shown(plan.drift[0]?.before)).toEqual({ pin: C });
    expect([plan.before[0]?.values, plan.after[0]?.values]).toEqual([{}, {}]);
  });

  it.each([
    ["as a whole", true, C],
    ["in a part", { a: true }, { a: C, b: 1 }],
  ])("of an output is gone when it is marked %s", (_how, sensitive, after) => {
    const { outputs } = planOf(
      planJson({
        outputs: { out: { before: { a: 1, b: 1 }, after: { a: 2, b: 1 }, sensitive } },
        plannedValues: {},
        priorState: {},
      }),
    );

    expect(shown(outputs[0]?.after)).toEqual(after);
  });

  it("of an output is gone when only the configuration says that it is sensitive", () => {
    const { outputs } = planOf(
      planJson({
        outputs: { pin: { before: "1", after: "2" } },
        configuration: { root_module: { outputs: { pin: { sensitive: true } } } },
      }),
    );

    expect(shown(outputs[0]?.after)).toBe(C);
  });
});
