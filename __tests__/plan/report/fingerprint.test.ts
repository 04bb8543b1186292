import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { fingerprintOf } from "../../../plan/report/report.ts";
import { type ChangeSpec, type PlanSpec, planJson, planOf } from "../../support/plan/json.ts";
import { exampleReview } from "./exampleReview.ts";

const policy = (value: object, spaces?: number): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [value] }, null, spaces);
const base: ChangeSpec = {
  address: "aws_iam_policy.a",
  before: { id: "1", name: "a", policy: policy({ Effect: "Allow", Action: ["a"] }), untouched: 1, secret: "s1" },
  after: { id: "1", name: "b", policy: policy({ Effect: "Allow", Action: ["a", "b"] }), untouched: 1, secret: "s2" },
  beforeSensitive: { secret: true },
  afterSensitive: { secret: true },
};
const other: ChangeSpec = { address: "aws_sqs_queue.b", before: { id: "2", a: 1 }, after: null };
const of = (spec: PlanSpec, stack = "s"): string => fingerprintOf([planOf(planJson(spec), stack)]);
const changed = (more: Partial<ChangeSpec>): string => of({ changes: [{ ...base, ...more }, other] });
const original = changed({});
const after = (more: object): string => changed({ after: { ...base.after, ...more } });

describe("the fingerprint", () => {
  it("is a SHA-256", () => expect(original).toMatch(/^[0-9a-f]{64}$/));

  it.each<[string, string]>([
    ["the order of the changes", of({ changes: [other, base] })],
    ["the order of keys", changed({ after: Object.fromEntries(Object.entries(base.after ?? {}).reverse()) })],
    ["the formatting of documents", after({ policy: policy({ Action: ["b", "a"], Effect: "Allow" }, 2) })],
    [
      "what is left as it is",
      changed({ before: { ...base.before, untouched: 2 }, after: { ...base.after, untouched: 2 } }),
    ],
    [
      "the secret itself",
      changed({ before: { ...base.before, secret: "s3" }, after: { ...base.after, secret: "s4" } }),
    ],
    ["drift", of({ changes: [base, other], drift: [{ ...base, address: "aws_sqs_queue.c" }] })],
    [
      "times and versions",
      of({ changes: [base, other], terraformVersion: "1.12.0", rest: { timestamp: "2026-12-01T00:00:00Z" } }),
    ],
    ["what of a destroyed object is not its name", of({ changes: [base, { ...other, before: { id: "2", a: 9 } }] })],
    [
      "changes that are none",
      of({ changes: [base, other, { address: "aws_sqs_queue.c", before: { a: 1 }, after: { a: 1 } }] }),
    ],
  ])("does not depend on %s", (_, fingerprint) => expect(fingerprint).toBe(original));

  it.each<[string, string]>([
    ["a value", after({ name: "c" })],
    ["what it was", changed({ before: { ...base.before, name: "z" } })],
    ["what a document says", after({ policy: policy({ Effect: "Allow", Action: ["a", "c"] }) })],
    ["a secret that changes or does not", changed({ after: { ...base.after, secret: "s1" } })],
    [
      "a value that becomes unknown",
      changed({ afterUnknown: { name: true }, after: { ...base.after, name: undefined } }),
    ],
    ["the address", changed({ address: "aws_iam_policy.b" })],
    ["the action", changed({ actions: ["delete", "create"] })],
    ["the order of a replacement", changed({ actions: ["create", "delete"] })],
    ["where it is moved from", changed({ previousAddress: "aws_iam_policy.c" })],
    ["what is imported", changed({ importing: { id: "x" } })],
    ["which object is destroyed", of({ changes: [base, { ...other, before: { id: "3", a: 1 } }] })],
    ["the stack", of({ changes: [base, other] }, "t")],
    ["an output", of({ changes: [base, other], outputs: { o: { before: 1, after: 2 } } })],
    ["a deferred change", of({ changes: [base, other], deferred: [{ reason: "r", change: other }] })],
    ["an error", of({ changes: [base, other], errored: true })],
    ["one change less", of({ changes: [base] })],
  ])("depends on %s", (_, fingerprint) => expect(fingerprint).not.toBe(original));

  it("tells the order of a list from another where it may matter", () => {
    const list = (...command: string[]) =>
      of({ changes: [{ address: "a_b.c", before: { command: [] }, after: { command } }] });
    expect(list("a", "b")).not.toBe(list("b", "a"));
  });

  it("depends on the order of neither plans nor changes", () => {
    const { plans } = exampleReview;
    const expected = fingerprintOf(plans);
    fc.assert(
      fc.property(fc.shuffledSubarray([...plans], { minLength: 2 }), fc.infiniteStream(fc.nat()), (shuffled, keys) => {
        const mixed = shuffled.map((plan) => {
          const keyed = plan.changes.map((change) => [keys.next().value ?? 0, change] as const);
          return { ...plan, changes: keyed.sort(([one], [other]) => one - other).map(([, change]) => change) };
        });
        expect(fingerprintOf(mixed)).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });
});
