import { describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../../stacks/config/environment.ts";
import { environmentInput } from "../../../support/stacks/environments.ts";
import { ownEntry } from "../../../support/stacks/ownFunctions.ts";

/** With the processor and so many of a team's own, and a budget. */
const withReconciled = (own: number) =>
  defineEnvironment(
    environmentInput({
      ...Object.fromEntries(Array.from({ length: own }, (_, index) => [`functions.words${index}`, ownEntry({})])),
      operations: { alarms: { dailyBudget: { dollars: 100, dollarsPerVCpuHour: 0.04 } } },
    }),
  );

describe("a daily budget", () => {
  it("is for ten functions of the reconciler's at most", () => {
    expect(withReconciled(9).operations.alarms?.dailyBudget?.dollars).toBe(100);
    expect(() => withReconciled(10)).toThrow(
      /operations\.alarms\.dailyBudget: must be left out with more than 10 functions .*, got 11/,
    );
  });
});

describe("the topics of chat channels", () => {
  const topics = (count: number, region = "eu-west-1") =>
    Array.from({ length: count }, (_, index) => `arn:aws:sns:${region}:123456789012:chat-${index}`);
  const told = (alarms: object) => defineEnvironment(environmentInput({ operations: { alarms } }));

  it("are four at most, because an alarm has five actions and one is our own topic", () => {
    expect(() => told({ page: [...topics(4), "oncall@example.com", "https://example.com/"] })).not.toThrow();
    expect(() => told({ ticket: topics(5) })).toThrow(
      "operations.alarms.ticket: must name at most 4 topics, because an alarm calls five with our own, got 5",
    );
  });

  it("are of the alarms' Region", () => {
    expect(() => told({ page: topics(1, "us-east-1") })).toThrow(
      "operations.alarms.page: must name topics in eu-west-1, because an alarm calls no other Region's, got arn:aws:sns:us-east-1:123456789012:chat-0",
    );
  });
});
