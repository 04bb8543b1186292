// What an alarm makes of its datapoints: M of N that breach, and what missing ones mean.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
import type { AlarmState } from "./face.ts";

export const OPERATORS = {
  GreaterThanThreshold: { holds: (value: number, threshold: number) => value > threshold, words: "greater than" },
  GreaterThanOrEqualToThreshold: {
    holds: (value: number, threshold: number) => value >= threshold,
    words: "greater than or equal to",
  },
  LessThanThreshold: { holds: (value: number, threshold: number) => value < threshold, words: "less than" },
  LessThanOrEqualToThreshold: {
    holds: (value: number, threshold: number) => value <= threshold,
    words: "less than or equal to",
  },
} as const;

export type Operator = keyof typeof OPERATORS;
export const MISSING = ["breaching", "notBreaching", "ignore", "missing"] as const;
export type Missing = (typeof MISSING)[number];

export interface Criterion {
  readonly operator: Operator;
  readonly threshold: number;
  /** Of so many periods … */
  readonly evaluationPeriods: number;
  /** … so many must breach. */
  readonly datapointsToAlarm: number;
  readonly missing: Missing;
}

export interface Judgement {
  readonly state: AlarmState;
  /** Absent when too little is known to say anything new: the state is the present one. */
  readonly reason?: string;
}

/** CloudWatch looks at more periods than it evaluates, to make up for missing ones; how many more it leaves open. */
const MORE_PERIODS = 2;

/** How many periods are looked at. */
export const evaluationRange = ({ evaluationPeriods }: Criterion): number => evaluationPeriods + MORE_PERIODS;

/**
 * The state that an alarm is in by its datapoints.
 * @param datapoints of the evaluation range, newest first; undefined where there is none
 * @param present the state that the alarm is in
 */
export function judge(
  criterion: Criterion,
  datapoints: readonly (number | undefined)[],
  present: AlarmState,
): Judgement {
  const { operator, threshold, evaluationPeriods: most, datapointsToAlarm: least, missing } = criterion;
  const { holds, words } = OPERATORS[operator];
  const real = datapoints.filter((value) => value !== undefined).slice(0, most);
  const breaching = real.filter((value) => holds(value, threshold)).length;
  const lacking = most - real.length;
  const shown = real.map((value) => Number(value.toPrecision(6))).join(", ");
  const because = (state: AlarmState, count: number, filled = ""): Judgement => {
    const is = `${count === 1 ? "was" : "were"}${state === "ALARM" ? "" : " not"}`;
    const datapointsOf = `${count} out of the last ${most} datapoints${shown ? ` [${shown}]` : ""}${filled}`;
    return { state, reason: `Threshold Crossed: ${datapointsOf} ${is} ${words} the threshold (${threshold}).` };
  };
  const decide = (count: number, filled?: string) =>
    count >= least ? because("ALARM", count, filled) : because("OK", most - count, filled);

  if (lacking === 0) return decide(breaching);
  if (missing === "breaching" || missing === "notBreaching") {
    const filled = ` and ${lacking} missing ${lacking === 1 ? "datapoint, which is" : "datapoints, which are"} treated as [${missing === "breaching" ? "Breaching" : "NonBreaching"}]`;
    return decide(breaching + (missing === "breaching" ? lacking : 0), filled);
  }
  if (breaching >= least) return because("ALARM", breaching);
  if (breaching < real.length) return because("OK", real.length - breaching);
  if (missing === "ignore") return { state: present };
  if (real.length === 0)
    return { state: "INSUFFICIENT_DATA", reason: `Insufficient Data: ${lacking} datapoints were unknown.` };
  // All that there are breach: enough when the oldest of them is as old as the alarm needs.
  const oldest = datapoints.findLastIndex((value) => value !== undefined);
  if (oldest + 1 >= least) return because("ALARM", breaching);
  return { state: present };
}
