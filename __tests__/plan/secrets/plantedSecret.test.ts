import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readPlan } from "../../../plan/read/readPlan.ts";
import { findLeak } from "../../../plan/secrets/guard.ts";
import { planJson } from "../../support/plan/json.ts";

// A value with its mask, and the secrets that the mask covers. The mask may be shorter or longer than its list.
interface Marked {
  readonly value: unknown;
  readonly mask: unknown;
  readonly secrets: readonly string[];
}

const secret = fc.oneof(
  fc.string({ minLength: 8, maxLength: 20, unit: fc.constantFrom(..."abcXYZ0189-_/+=\"\\<&'*`|\n\u00e9") }),
  fc.uuid(),
  fc.string({ minLength: 8, maxLength: 12, unit: fc.constantFrom(..."ghijkl") }),
);
const TEXTS = ["vpc", "10.0.0.0/16", "aws_lambda", ""];

const leaf: fc.Arbitrary<Marked> = fc.oneof(
  fc.constantFrom(...TEXTS, 1, 443, true, null).map((value) => ({ value, mask: false, secrets: [] })),
  secret.map((value) => ({ value, mask: true, secrets: [value] })),
  fc.integer({ min: 10_000_000 }).map((value) => ({ value, mask: true, secrets: [String(value)] })),
  secret.map((value) => ({ value: JSON.stringify({ password: value }), mask: true, secrets: [value] })),
);

const without = (value: unknown, mask: unknown): Marked => ({ value, mask, secrets: [] });

const { tree } = fc.letrec<{ tree: Marked; object: Marked; list: Marked }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, tie("object"), tie("list")),
  object: fc
    .tuple(fc.dictionary(fc.constantFrom("a", "b", "constructor", "tags"), tie("tree")), fc.boolean())
    .map(([parts, whole]): Marked => {
      const entries = Object.entries(parts);
      const secrets = entries.flatMap(([, part]) => part.secrets);
      const value = Object.fromEntries(entries.map(([key, part]) => [key, part.value]));
      const masks = entries.filter(([, { mask }]) => mask !== false).map(([key, { mask }]) => [key, mask]);
      return { value, mask: whole && secrets.length > 0 ? true : Object.fromEntries(masks), secrets };
    }),
  list: fc
    .tuple(fc.array(tie("tree"), { maxLength: 4 }), fc.integer({ min: -1, max: 1 }))
    .map(([parts, more]): Marked => {
      const masks: unknown[] = parts.map(({ mask }) => mask);
      if (parts.length === 0) return without([], []);
      if (more > 0) masks.push(true);
      // Cutting off what marks would make the plan itself wrong.
      if (more < 0 && parts.at(-1)?.secrets.length === 0) masks.pop();
      return { value: parts.map(({ value }) => value), mask: masks, secrets: parts.flatMap((part) => part.secrets) };
    }),
}));

const resource = fc.dictionary(fc.constantFrom("id", "name", "tags", "policy"), tree, { minKeys: 1 }).map((parts) => ({
  value: Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part.value])),
  mask: Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part.mask])),
  secrets: Object.values(parts).flatMap((part) => part.secrets),
}));

const PLACES = ["before", "after", "drift", "deferred", "output", "prior", "planned"] as const;

function planWith({ value, mask }: Marked, place: (typeof PLACES)[number], copies: readonly string[]) {
  const attributes = value as Record<string, unknown>;
  const state = {
    root_module: {
      child_modules: [
        { resources: [{ address: "module.m.a.b", type: "a", name: "b", values: value, sensitive_values: mask }] },
      ],
    },
  };
  const change = { address: "a.b", after: attributes, afterSensitive: mask };
  const changes = [
    // Both sides of a change, of which only one is marked.
    ...(place === "before" ? [{ address: "a.b", before: attributes, after: attributes, beforeSensitive: mask }] : []),
    ...(place === "after" ? [{ address: "a.b", before: attributes, after: attributes, afterSensitive: mask }] : []),
    { address: "z.copy", after: { copies, text: `<${copies.join(" ")}>`, json: JSON.stringify({ copies }) } },
  ];
  return planJson({
    changes,
    ...(place === "drift" && { drift: [change] }),
    ...(place === "deferred" && { deferred: [{ reason: "absent_prereq", change }] }),
    ...(place === "output" && { outputs: { out: { after: value, sensitive: mask } } }),
    ...(place === "prior" && { priorState: { values: state } }),
    ...(place === "planned" && { plannedValues: state }),
  });
}

/** All texts of a value: keys, and numbers as text. */
function* textsIn(value: unknown): Iterable<string> {
  if (typeof value === "string" || typeof value === "number") yield String(value);
  else if (typeof value === "object" && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      yield key;
      yield* textsIn(one);
    }
  }
}

describe("a secret that is planted under a mark", () => {
  it("is nowhere in the plan, however it is marked, and wherever copies of it stand", () => {
    fc.assert(
      fc.property(resource, fc.constantFrom(...PLACES), fc.boolean(), (marked, place, copied) => {
        const json = planWith(marked, place, copied ? marked.secrets : []);
        const { secrets: _secrets, ...plan } = readPlan("test.json", Buffer.from(JSON.stringify(json)));

        const texts = [...textsIn(plan)];
        for (const secret of marked.secrets) {
          expect(texts.filter((text) => text.includes(secret))).toEqual([]);
          expect(JSON.stringify(plan)).not.toContain(JSON.stringify(secret).slice(1, -1));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("is found by the guard in what would be printed, unless it is a word", () => {
    const planted = fc.oneof(
      fc.uuid(),
      fc.string({ minLength: 8, maxLength: 20, unit: fc.constantFrom(..."abc0189-_*<") }),
    );
    fc.assert(
      fc.property(planted, (text) => {
        fc.pre(!/^[a-z]*$/.test(text) && !/^[*<_-]+$/.test(text));
        const marked = { value: { id: text }, mask: { id: true }, secrets: [text] };
        const plan = readPlan("test.json", Buffer.from(JSON.stringify(planWith(marked, "after", []))));

        expect(findLeak(`| a | ${text} |`, [plan])).toBe("line 1, column 7");
      }),
    );
  });
});
