// The function that is simulated where none is named: what lmi cost size suggests for the traffic, so that the two agree.
import type { BatchWindow } from "../../../app/capacity/window.ts";
import type { Pricing } from "../../../cost/workload/options.ts";
import type { Workload } from "../../../cost/workload/workload.ts";
import type { Named } from "./simulatedFunctions.ts";

const HOURS_PER_DAY = 24;

const clock = (minute: number): string =>
  [Math.floor(minute / 60) % HOURS_PER_DAY, Math.floor(minute) % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");

/** A queue's lease, as a window in the hours that generated traffic has. */
function leaseWindows({ windows, activeHours }: Workload, { basis }: Pricing): Omit<BatchWindow, "min" | "max">[] {
  if (windows) return [...windows];
  const from = basis.value("batchStartHour") * 60;
  const minutes = Math.ceil((activeHours / basis.value("hoursPerMonth")) * HOURS_PER_DAY * 60);
  if (minutes >= HOURS_PER_DAY * 60) return [];
  const daily = { name: "load", days: ["daily"], from: clock(from), to: clock(from + minutes), timeZone: "Etc/UTC" };
  return [{ ...daily, warmUpMinutes: Math.ceil(basis.value("activationSeconds") / 60) } as unknown as BatchWindow];
}

/**
 * @throws CostError when no managed instance carries the workload
 */
export async function sizedFunction(workload: Workload, pricing: Pricing): Promise<Named> {
  const [{ sizeFor }, { underLoad }, { batchWindows }] = await Promise.all([
    import("../../../cost/workload/sizing.ts"),
    import("../../../cost/simulate/sized.ts"),
    import("../../../app/capacity/windowSchema.ts"),
  ]);
  const { block, scaling } = sizeFor(workload, pricing);
  const managed = underLoad(block, scaling);
  if (block.scalingConfig !== undefined && block.windows === undefined) return { name: "as sized", managed };
  const windows = batchWindows.parse(leaseWindows(workload, pricing).map((window) => ({ ...window, ...scaling })));
  if (windows.length === 0) return { name: "as sized", managed };
  return { name: "as sized", managed: { ...managed, scalingConfig: { min: 0, max: 0 }, windows } };
}

/** Whether the simulation and the comparison choose the same side, or why not. */
export async function verdictNote(
  simulatedUsdPerMonth: number,
  throttledShare: number,
  workload: Workload,
  pricing: Pricing,
): Promise<string> {
  const [{ cheapestOption, egressUsdPerMonth, runOptions }, { percent, usd }] = await Promise.all([
    import("../../../cost/workload/options.ts"),
    import("../../../report/figures.ts"),
  ]);
  const options = runOptions(workload, pricing, undefined, false);
  const [ordinary, managed] = [true, false].map((isOrdinary) =>
    options.filter(({ mode }) => (mode === "onDemand") === isOrdinary),
  );
  if (!ordinary?.length || !managed?.length) return "lmi cost compare: only one side is possible";
  const ordinaryUsd = cheapestOption(ordinary, false).usdPerMonth;
  const comparedUsd = cheapestOption(managed, false).usdPerMonth;
  const simulatedUsd = simulatedUsdPerMonth + egressUsdPerMonth(pricing);
  const side = (managedUsd: number) => (managedUsd < ordinaryUsd ? "managed instances" : "ordinary Lambda");
  const prices = `${usd(simulatedUsd)} a month with an endpoint for logs, against ${usd(ordinaryUsd)} on ordinary Lambda`;
  if (side(simulatedUsd) === side(comparedUsd)) {
    const cheaper = simulatedUsd < ordinaryUsd ? "managed instances cost" : "ordinary Lambda costs";
    const refused = throttledShare > 0 ? `, and ${percent(throttledShare)} of it is throttled` : "";
    return `${prices}: ${cheaper} less, as lmi cost compare says${refused}`;
  }
  return `${prices}; lmi cost compare says ${side(comparedUsd)}, since it prices managed instances at ${usd(comparedUsd)}: on the same day with room for a doubling at every minute, where the simulation scales in after a while, and throttles ${percent(throttledShare)}`;
}
