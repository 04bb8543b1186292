import { describe, expect, it } from "@jest/globals";
import { timesPerMonth } from "../../../cost/bill/scheduleRate.ts";

const DAYS = 730 / 24;

describe("how often a schedule fires in a month", () => {
  it.each([
    ["rate(1 minute)", 43_800],
    ["rate(5 minutes)", 8_760],
    ["rate(1 hour)", 730],
    ["rate(2 days)", DAYS / 2],
    ["at(2027-01-01T00:00:00)", 0],
    ["cron(0 3 * * ? *)", DAYS],
    ["cron(0/15 * * * ? *)", 4 * 730],
    ["cron(0,30 9-17 ? * MON-FRI *)", 2 * 9 * DAYS * (5 / 7)],
    ["cron(0 3 ? * WED *)", DAYS / 7],
    ["cron(0 3 1,15 * ? *)", DAYS * (2 / 31)],
    ["cron(0 3 L * ? *)", 1],
    ["cron(0 3 ? * 6#3 *)", 1],
    ["cron(0 3 * JAN-MAR ? *)", DAYS / 4],
  ])("%s: %d", (expression, times) => {
    expect(timesPerMonth(expression, 730)).toBeCloseTo(times, 6);
  });

  it.each([
    "rate(0 minutes)",
    "rate(1 fortnight)",
    "cron(* * *)",
    "cron(61 * * * ? *)",
    "cron(0 3 ? * NOPE *)",
    "daily",
  ])("%s is not understood, and not taken for never", (expression) => {
    expect(timesPerMonth(expression, 730)).toBeUndefined();
  });
});
