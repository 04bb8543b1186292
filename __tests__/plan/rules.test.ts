import { describe, expect, it } from "@jest/globals";
import { SEVERITIES } from "../../plan/rules/finding.ts";
import { judgedTypes, RULES } from "../../plan/rules.ts";

describe("a rule", () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    "has an id of its own, a title, why, remedy, severities and types: %s",
    (id, rule) => {
      const { title, why, remedy, severities, types } = rule;
      expect(RULES.filter((other) => other.id === id)).toEqual([rule]);
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(title).toMatch(/^[A-Z].{9,89}[^.]$/);
      for (const sentence of [why, remedy]) expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(SEVERITIES.filter((severity) => severities.includes(severity))).toEqual(severities);
      expect(types.filter((type) => !/^aws_[a-z0-9_]+$/.test(type))).toEqual([]);
      expect(new Set(types).size).toBe(types.length);
    },
  );
});

describe("the types that are judged", () => {
  it("are those of what systems on managed instances are made of, and of what holds data", () => {
    const judged = judgedTypes();

    for (const type of [
      "aws_lambda_function",
      "aws_lambda_capacity_provider",
      "aws_nat_gateway",
      "aws_iam_role_policy",
    ])
      expect(judged).toContain(type);
    expect(judged).toContain("aws_efs_file_system");
    for (const type of ["aws_guardduty_detector", "aws_cloudwatch_dashboard"]) expect(judged).not.toContain(type);
  });
});
