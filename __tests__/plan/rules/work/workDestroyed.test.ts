import { describe, expect, it } from "@jest/globals";
import { workStops } from "../../../../plan/rules/work/workStops.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { findingsOf } from "../capacity/samples.ts";

const gone = (address: string, before: Record<string, unknown>): ChangeSpec => ({
  address,
  actions: ["delete"],
  before,
  after: null,
});
const made = (address: string, after: Record<string, unknown>): ChangeSpec => ({
  address,
  actions: ["create"],
  before: null,
  after,
});
const stays: ChangeSpec = {
  address: "aws_dynamodb_table.a",
  actions: ["no-op"],
  before: { name: "a" },
  after: { name: "a" },
};
const addresses = (...changes: ChangeSpec[]) => findingsOf([workStops], changes).map(({ address }) => address);

const rule = gone("aws_cloudwatch_event_rule.ended", { name: "ended" });
const target = gone("aws_cloudwatch_event_target.ended", { rule: "ended", arn: "arn:aws:lambda:x" });
const tick = gone("aws_scheduler_schedule.tick", { name: "tick" });

describe("work that is destroyed", () => {
  it("is told, with the rest of its stack still there", () => {
    expect(addresses(tick, stays)).toEqual(["aws_scheduler_schedule.tick"]);
  });

  it("is not told when it comes back under another address, and is when something else comes", () => {
    expect(addresses(tick, stays, made("aws_scheduler_schedule.beat", { name: "tick" }))).toEqual([]);
    expect(addresses(tick, stays, made("aws_scheduler_schedule.beat", { name: "other" }))).toEqual([
      "aws_scheduler_schedule.tick",
    ]);
  });

  it("is told once for a rule and its target, and for a target alone", () => {
    expect(addresses(rule, target, stays)).toEqual(["aws_cloudwatch_event_rule.ended"]);
    expect(addresses(target, stays)).toEqual(["aws_cloudwatch_event_target.ended"]);
  });

  it("is not told when the whole stack is torn down", () => {
    expect(addresses(tick, rule, target)).toEqual([]);
  });
});
