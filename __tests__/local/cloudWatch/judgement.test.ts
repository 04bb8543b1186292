import { describe, expect, it } from "@jest/globals";
import type { AlarmState } from "../../../local/cloudWatch/face.ts";
import { type Criterion, evaluationRange, judge, MISSING } from "../../../local/cloudWatch/judgement.ts";

const criterion = (changes: Partial<Criterion> = {}): Criterion => ({
  operator: "GreaterThanThreshold",
  threshold: 0.5,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  missing: "missing",
  ...changes,
});

/** `0` is within, `X` breaches, `-` is missing; as in AWS's tables, the newest is the last. */
const datapoints = (row: string) =>
  row
    .split(" ")
    .map((mark) => ({ X: 1, "0": 0 })[mark])
    .reverse();

const NO = "INSUFFICIENT_DATA";

describe("missing datapoints", () => {
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html; `kept` is the present state.
  it.each([
    ["0 - X - X", 3, ["OK", "OK", "OK", "OK"]],
    ["0 - - - -", 3, ["OK", "OK", "OK", "OK"]],
    ["- - - - -", 3, ["ALARM", "OK", "kept", NO]],
    ["0 X X - X", 3, ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["- - X - -", 3, ["ALARM", "OK", "kept", "ALARM"]],
    ["0 - X - X", 2, ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 0 X 0 X", 2, ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 - X - -", 2, ["ALARM", "OK", "OK", "OK"]],
    ["- - - - 0", 2, ["ALARM", "OK", "OK", "OK"]],
    ["- - - X -", 2, ["ALARM", "OK", "kept", "ALARM"]],
  ] as const)("%s, of which %i must breach", (row, datapointsToAlarm, expected) => {
    const stateWith = (present: AlarmState) =>
      MISSING.map((missing) => judge(criterion({ datapointsToAlarm, missing }), datapoints(row), present).state);
    for (const present of ["OK", "ALARM"] as const)
      expect(stateWith(present)).toEqual(expected.map((state) => (state === "kept" ? present : state)));
  });

  it("are made up for by older ones, of two periods more", () => {
    expect(evaluationRange(criterion())).toBe(5);
  });
});

describe("a threshold", () => {
  it.each([
    ["GreaterThanThreshold", [false, false, true]],
    ["GreaterThanOrEqualToThreshold", [false, true, true]],
    ["LessThanThreshold", [true, false, false]],
    ["LessThanOrEqualToThreshold", [true, true, false]],
  ] as const)("%s", (operator, expected) => {
    const one = criterion({ operator, evaluationPeriods: 1, datapointsToAlarm: 1, threshold: 5 });
    expect([4, 5, 6].map((value) => judge(one, [value], "OK").state === "ALARM")).toEqual(expected);
  });

  it("is in the reason, with the values and what was missing", () => {
    expect(judge(criterion(), [1, 1, 0.75], "OK").reason).toBe(
      "Threshold Crossed: 3 out of the last 3 datapoints [1, 1, 0.75] were greater than the threshold (0.5).",
    );
    expect(judge(criterion({ missing: "breaching" }), [undefined, 1, undefined], "OK").reason).toBe(
      "Threshold Crossed: 3 out of the last 3 datapoints [1] and 2 missing datapoints, which are treated as [Breaching] were greater than the threshold (0.5).",
    );
  });
});
