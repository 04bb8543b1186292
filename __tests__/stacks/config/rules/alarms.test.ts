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
