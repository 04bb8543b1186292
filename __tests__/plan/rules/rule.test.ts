import { describe, expect, it } from "@jest/globals";
import { type Reviewed, reviewedOf } from "../../../plan/rules/reviewed.ts";
import { type About, type FoundAs, family, findingsOf, rule, worstFirst } from "../../../plan/rules/rule.ts";

const ABOUT: About = {
  severity: ["high", "low"],
  title: "It happens",
  why: "It matters.",
  remedy: "Undo it.",
  types: ["aws_sqs_queue"],
};
const PLACE = { stack: "prod", address: "aws_sqs_queue.a", what: "It happens to a." };
const reviewed = (): Reviewed => reviewedOf({ plans: [], at: 0 });

describe("a rule", () => {
  it("says what a finding leaves out: its worst severity, why it matters, and what to do", () => {
    const own = { ...PLACE, severity: "low", why: "It matters here.", remedy: "Leave it.", applyFails: true } as const;
    const rules = [rule({ id: "it-happens", ...ABOUT, check: () => [PLACE, own] })];

    expect(findingsOf(rules, reviewed())).toEqual([
      { rule: "it-happens", severity: "high", ...PLACE, why: "It matters.", remedy: "Undo it." },
      { rule: "it-happens", ...own },
    ]);
  });

  it("shares its look with its family, which looks once in a review", () => {
    let looks = 0;
    const rules = family<"one" | "two">({ one: ABOUT, two: { ...ABOUT, severity: "medium" } }, function* () {
      looks++;
      for (const rule of ["two", "one"] as const) yield { ...PLACE, rule } satisfies FoundAs<"one" | "two">;
    });

    const found = findingsOf(rules, reviewed());

    expect(found.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(["high one", "medium two"]);
    expect(looks).toBe(1);
    findingsOf(rules, reviewed());
    expect(looks).toBe(2);
  });

  it("has its severities in order, each once", () => {
    expect(worstFirst(["low", "critical", "low", "medium"])).toEqual(["critical", "medium", "low"]);
  });
});
