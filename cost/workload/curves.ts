// How costs change along one input, everything else being equal: what the charts draw.
import { cheapestOption, type Pricing, runOptions } from "./options.ts";
import { hasIdleHours, MODES, type Mode } from "./waysToRun.ts";
import type { Workload } from "./workload.ts";

/** At that input, the cheapest that each mode can do without commitments, in USD a month. */
export interface CurvePoint {
  readonly at: number;
  readonly usdPerMonth: Readonly<Partial<Record<Mode, number>>>;
}

function pointAt(at: number, workload: Workload, pricing: Pricing): CurvePoint {
  const options = runOptions(workload, pricing, MODES, false);
  const modes = MODES.filter((mode) => options.some((option) => option.mode === mode));
  const cheapest = (mode: Mode) =>
    cheapestOption(
      options.filter((option) => option.mode === mode),
      false,
    ).usdPerMonth;
  return { at, usdPerMonth: Object.fromEntries(modes.map((mode) => [mode, cheapest(mode)])) };
}

/** Requests a month, evenly on a logarithmic axis. */
export function costByRequests(
  workload: Workload,
  pricing: Pricing,
  [from, to]: readonly [number, number],
  points = 80,
): CurvePoint[] {
  const step = (to / from) ** (1 / (points - 1));
  return Array.from({ length: points }, (_, index) => {
    const requestsPerMonth = from * step ** index;
    return pointAt(requestsPerMonth, { ...workload, requestsPerMonth }, pricing);
  });
}

const HOURS_PER_DAY = 24;

/** The same requests in more and more hours of the month, up to all. */
export function costByActiveHours(workload: Workload, pricing: Pricing, points = 24): CurvePoint[] {
  const all = pricing.basis.value("hoursPerMonth");
  const activationsPerMonth = hasIdleHours(workload, pricing.basis)
    ? workload.activationsPerMonth
    : all / HOURS_PER_DAY;
  return Array.from({ length: points }, (_, index) => {
    const activeHours = ((index + 1) / points) * all;
    return pointAt(activeHours, { ...workload, activeHours, activationsPerMonth }, pricing);
  });
}
