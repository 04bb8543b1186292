// From how much load on managed instances cost less than ordinary Lambda.
import type { Basis } from "../constants.ts";
import { alwaysOnUsdPerMonth } from "../instances.ts";
import { gbSeconds } from "../onDemand.ts";
import type { Architecture, PriceTable } from "../prices/priceTable.ts";
import { type ManagedMode, sizesFor } from "./fleet.ts";
import { loadOf } from "./load.ts";
import { cheapestOption, type Pricing, type RunOption, runOptions } from "./options.ts";
import type { Mode } from "./waysToRun.ts";
import type { Workload } from "./workload.ts";

export interface BreakEven {
  readonly requestsPerMonth: number;
  /** On ordinary Lambda, on average over the month; says the same without a number of requests. */
  readonly gbInFlight: number;
}

const SECONDS_PER_HOUR = 3_600;

/** GB-seconds of a month as GB that are in flight at any time, on average. */
export const averageGbInFlight = (gbSecondsPerMonth: number, basis: Basis): number =>
  gbSecondsPerMonth / (basis.value("hoursPerMonth") * SECONDS_PER_HOUR);

type Invocation = Pick<Workload, "durationMs" | "memoryMb">;

const at = (requestsPerMonth: number, { durationMs, memoryMb }: Invocation, basis: Basis): BreakEven => ({
  requestsPerMonth,
  gbInFlight: averageGbInFlight(gbSeconds(requestsPerMonth, durationMs, memoryMb), basis),
});

/**
 * Of an invocation as long as it takes there: where the duration price of ordinary Lambda reaches what the three instances cost that always run, if they can carry the
 * load: in the first price tier, without the request price, which is the same on both, and without egress.
 */
export function floorBreakEven(
  invocation: Invocation,
  listUsdPerHour: number,
  architecture: Architecture,
  { lambda }: PriceTable,
  basis: Basis,
): BreakEven {
  const usdPerMonth = alwaysOnUsdPerMonth(basis.value("minInstances"), listUsdPerHour, basis);
  const [{ usd: usdPerGbSecond }] = lambda.usdPerGbSecond[architecture] as [{ usd: number }];
  const usdPerRequest = usdPerGbSecond * gbSeconds(1, invocation.durationMs, invocation.memoryMb);
  return at(usdPerMonth / usdPerRequest, invocation, basis);
}

/** Beyond the largest workload that is accepted nothing is looked for. */
const MOST_REQUESTS = 1e13;
const STEPS = 45;

const cheapestOf = (options: readonly RunOption[], wanted: readonly Mode[]): number =>
  cheapestOption(
    options.filter(({ mode }) => wanted.includes(mode)),
    false,
  ).usdPerMonth;

/**
 * The fewest requests a month, everything else being equal, at which a mode costs no more than ordinary Lambda: sized for
 * the load, with requests and egress, without commitments. Undefined where ordinary Lambda is cheaper at any load. Both must be possible.
 */
export function breakEvenOf(mode: ManagedMode, workload: Workload, pricing: Pricing): BreakEven | undefined {
  const sizes = sizesFor(workload, pricing.prices, pricing.basis);
  const pays = (requestsPerMonth: number): boolean => {
    const options = runOptions({ ...workload, requestsPerMonth }, pricing, ["onDemand", mode], false, sizes);
    return cheapestOf(options, [mode]) <= cheapestOf(options, ["onDemand"]);
  };
  let high = 1e3;
  while (!pays(high)) {
    high *= 2;
    if (high > MOST_REQUESTS) return undefined;
  }
  let low = high === 1e3 ? 0 : high / 2;
  for (let step = 0; step < STEPS && high - low > high * 1e-6; step++) {
    const middle = (low + high) / 2;
    if (pays(middle)) high = middle;
    else low = middle;
  }
  const { ordinaryDurationMs } = loadOf(workload, pricing.basis);
  const onOrdinaryLambda = { memoryMb: workload.memoryMb, durationMs: ordinaryDurationMs };
  return at(high, onOrdinaryLambda, pricing.basis);
}
