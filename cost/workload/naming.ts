// How the ways to run a workload are called, and the answer in a sentence.

import { percent, usd } from "../../report/figures.ts";
import type { Comparison } from "./compare.ts";
import type { Mode, RunOption } from "./options.ts";

export const MODE_NAMES: Readonly<Record<Mode, string>> = {
  onDemand: "ordinary Lambda",
  alwaysOn: "managed instances, always on",
  inWindows: "managed instances, in windows only",
};

/** What whoever sends requests must know of windows: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html */
export const OUTSIDE_WINDOWS =
  "requests outside of them fail, since no traffic wakes what is deactivated; lmi cost size keeps an API always on, and --arrival queue is for work that waits";

/** `managed instances, always on, arm64, 3 year plan` */
export function optionName({ mode, architecture, commitmentYears }: RunOption): string {
  const plan = commitmentYears > 0 ? `, ${commitmentYears} year plan` : "";
  return `${MODE_NAMES[mode]}, ${architecture}${plan}`;
}

/** The other side of the question: ordinary Lambda if managed instances win, and the other way around. */
function runnerUp({ options, winner }: Comparison): RunOption | undefined {
  const others = options.filter(
    ({ mode, commitmentYears }) => commitmentYears === 0 && (mode === "onDemand") !== (winner.mode === "onDemand"),
  );
  return others.toSorted((a, b) => a.usdPerMonth - b.usdPerMonth)[0];
}

/** The answer in one sentence. */
export function verdict(comparison: Comparison): string {
  const { winner } = comparison;
  const other = runnerUp(comparison);
  const cost = `Cheapest: ${optionName(winner)}, for ${usd(winner.usdPerMonth)} a month`;
  if (!other || winner.usdPerMonth === other.usdPerMonth) return `${cost}, as much as the other side.`;
  const saved = other.usdPerMonth - winner.usdPerMonth;
  return `${cost}, ${usd(saved)} (${percent(saved / other.usdPerMonth)}) less than ${optionName(other)}.`;
}
