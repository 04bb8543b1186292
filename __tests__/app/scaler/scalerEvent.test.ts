import { describe, expect, it } from "@jest/globals";
import { scalerEvent } from "../../../app/scaler/scalerEvent.ts";

const key = { functionName: "processor", owner: "run-1" };
const acquire = { action: "acquire", ...key, config: { min: 1, max: 4 }, seconds: 3_600, settleSeconds: 600 };
/** The longest lease. */
const LONGEST = 30 * 60 * 60;

describe("what the scaler is called with", () => {
  it.each([
    acquire,
    { ...acquire, seconds: 1, settleSeconds: 1 },
    { ...acquire, seconds: LONGEST, settleSeconds: LONGEST },
    { action: "check", ...key, since: 3, settleBy: 1_767_600_000 },
    { action: "check", ...key, since: 3, settleBy: 1_767_600_000, atLeast: 1 },
    { action: "release", ...key },
    { action: "reconcile" },
  ])("is taken as it is: %j", (event) => {
    expect(scalerEvent.parse(event)).toEqual(event);
  });

  it.each<[unknown, string, string]>([
    [undefined, "", "Invalid input: expected object, received undefined"],
    [{}, "action", "Invalid discriminator value. Expected 'acquire' | 'check' | 'release' | 'reconcile'"],
    [
      { action: "scale" },
      "action",
      "Invalid discriminator value. Expected 'acquire' | 'check' | 'release' | 'reconcile'",
    ],
    [{ ...acquire, functionName: "" }, "functionName", "Too small: expected string to have >=1 characters"],
    [{ ...acquire, owner: undefined }, "owner", "Invalid input: expected string, received undefined"],
    [{ ...acquire, config: { min: 0, max: 4 } }, "config", "min 0 is allowed only with max 0 (deactivated), got 0/4"],
    [{ ...acquire, config: { min: 5, max: 4 } }, "config", "min must not be above max, got 5/4"],
    [
      { ...acquire, config: { min: 1, max: 15_001 } },
      "config",
      "max must be a whole number from 0 to 15000, got 15001",
    ],
    [{ ...acquire, config: { min: 1 } }, "config.max", "Invalid input: expected number, received undefined"],
    [{ ...acquire, seconds: 0 }, "seconds", "Too small: expected number to be >=1"],
    [{ ...acquire, seconds: LONGEST + 1 }, "seconds", "Too big: expected number to be <=108000"],
    [{ ...acquire, seconds: undefined }, "seconds", "Invalid input: expected number, received undefined"],
    [{ action: "check", ...key, since: 3, settleBy: 1, atLeast: 0 }, "atLeast", "Too small: expected number to be >=1"],
    [{ ...acquire, settleSeconds: 0 }, "settleSeconds", "Too small: expected number to be >=1"],
    [{ ...acquire, settleSeconds: LONGEST + 1 }, "settleSeconds", "Too big: expected number to be <=108000"],
    [{ action: "check", ...key, settleBy: 1 }, "since", "Invalid input: expected number, received undefined"],
    [{ action: "check", ...key, since: 3 }, "settleBy", "Invalid input: expected number, received undefined"],
    [{ action: "release", ...key, config: {} }, "", 'Unrecognized key: "config"'],
    [{ action: "reconcile", functionName: "processor" }, "", 'Unrecognized key: "functionName"'],
  ])("is refused by name when it is wrong: %j", (event, path, message) => {
    const { error } = scalerEvent.safeParse(event);

    expect(error?.issues.map((issue) => [issue.path.join("."), issue.message])).toEqual([[path, message]]);
  });
});
