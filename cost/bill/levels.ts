// How long so many environments are kept for functions in a month, on average over a year: baselines, windows, and the time
// that instances bill on after a window has closed.
import { type Schedule, scheduled, transitions } from "../../app/capacity/transitions.ts";
import { openAt } from "../../app/capacity/window.ts";
import type { Basis } from "../constants.ts";

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

/** So many hours of a month, so many environments of each function. */
export interface Level {
  readonly hoursPerMonth: number;
  readonly environments: readonly number[];
}

interface Step {
  readonly at: number;
  readonly min: number;
}

function asked(schedule: Schedule, from: number): Step[] {
  const steps: Step[] = [{ at: from, min: scheduled(schedule, openAt(schedule.windows, from)).min }];
  for (const { at, desired } of transitions(schedule, from)) {
    if (at >= from + YEAR) break;
    steps.push({ at, min: desired.min });
  }
  return steps;
}

/** What is asked for, and for a while after each time that it falls what there was; at least until the next change. */
function billed(steps: readonly Step[], drainMs: number, until: number): Step[] {
  const kept: Step[] = [];
  for (const [index, { at, min }] of steps.entries()) {
    const before = kept.at(-1)?.min ?? min;
    const next = steps[index + 1]?.at ?? until;
    if (min >= before) kept.push({ at, min });
    else if (at + drainMs < next) kept.push({ at: at + drainMs, min });
  }
  return kept;
}

/** @param from where the year begins, in milliseconds since the epoch */
export function levelsOf(schedules: readonly Schedule[], from: number, basis: Basis): Level[] {
  const until = from + YEAR;
  const hasWindows = schedules.some(({ windows }) => windows.length > 0);
  const drainMs = hasWindows ? basis.value("drainSeconds") * 1000 : 0;
  const steps = schedules.map((schedule) => billed(asked(schedule, from), drainMs, until));
  const edges = [...new Set(steps.flatMap((one) => one.map(({ at }) => at)))].toSorted((a, b) => a - b);
  const hours = new Map<string, Level>();
  const positions = steps.map(() => 0);
  for (const [index, at] of edges.entries()) {
    const environments = steps.map((one, position) => {
      let current = positions[position] ?? 0;
      while ((one[current + 1]?.at ?? until) <= at) current += 1;
      positions[position] = current;
      return one[current]?.min ?? 0;
    });
    const share = ((edges[index + 1] ?? until) - at) / YEAR;
    const key = environments.join();
    const sofar = hours.get(key)?.hoursPerMonth ?? 0;
    hours.set(key, { hoursPerMonth: sofar + share * basis.value("hoursPerMonth"), environments });
  }
  return [...hours.values()];
}
