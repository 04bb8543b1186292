// How the ways to run a workload are called, and the answer in a sentence.

import { percent, usd } from "../../report/figures.ts";
import type { Comparison } from "./compare.ts";
import type { RunOption } from "./options.ts";
import { MODE_NAMES } from "./waysToRun.ts";

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
  if (!other) {
    const impossible = comparison.notPossible.find(
      ({ mode }) => (mode === "onDemand") !== (winner.mode === "onDemand"),
    );
    return impossible ? `${cost}; ${MODE_NAMES[impossible.mode]} is not possible: ${impossible.why}.` : `${cost}.`;
  }
  if (winner.usdPerMonth === other.usdPerMonth) return `${cost}, as much as the other side.`;
  const saved = other.usdPerMonth - winner.usdPerMonth;
  return `${cost}, ${usd(saved)} (${percent(saved / other.usdPerMonth)}) less than ${optionName(other)}.`;
}
