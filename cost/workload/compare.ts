// What a workload costs in every way to run it, which is cheapest, from when on, and how sure that is.

import type { Assumption } from "../constants.ts";
import { slowdown } from "../onDemand.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { type BreakEven, breakEvenOf, floorBreakEven } from "./breakEven.ts";
import { type Demand, demandOf } from "./demand.ts";
import { cheapestFleet } from "./fleet.ts";
import { NOT_PRICED, type NotPriced } from "./notPriced.ts";
import { cheapestOption, hasIdleHours, type Pricing, type RunOption, runOptions } from "./options.ts";
import { type InputSureness, inputSureness, type Sureness, surenessOf } from "./sureness.ts";
import type { Workload } from "./workload.ts";

export interface Comparison {
  readonly workload: Workload;
  readonly demand: Omit<Demand, "levels">;
  /** How many times as long an invocation takes on ordinary Lambda, which has too little CPU for it; 1 when it has enough. */
  readonly onDemandSlowdown: number;
  readonly options: readonly RunOption[];
  /** The cheapest that commits to nothing. */
  readonly winner: RunOption;
  /** The cheapest of all. */
  readonly winnerWithCommitment: RunOption;
  readonly breakEven: {
    /** Against the three cheapest instances, if they carry the load. */
    readonly floor: BreakEven & { readonly instanceType: string };
    readonly alwaysOn: BreakEven | undefined;
    /** Left out where there is load at all hours. */
    readonly inWindows?: BreakEven | undefined;
  };
  readonly sureness: Sureness;
  readonly inputs: readonly InputSureness[];
  readonly notPriced: readonly NotPriced[];
  readonly prices: Pick<PriceTable, "region" | "date" | "source">;
  readonly assumptions: readonly Assumption[];
}

/** @throws CostError when no instance type can carry one invocation */
export function compare(workload: Workload, pricing: Pricing): Comparison {
  const { prices, basis } = pricing;
  const options = runOptions(workload, pricing);
  const winner = cheapestOption(options, false);
  const onDemandSlowdown = slowdown(workload.cpuShare, workload.memoryMb, basis);
  const onOrdinaryLambda = { ...workload, durationMs: workload.durationMs * onDemandSlowdown };
  const floor = cheapestFleet({ ...workload, requestsPerMonth: 0 }, prices, basis);
  const inputs = inputSureness(workload, winner.mode, pricing);
  const { levels: _, ...demand } = demandOf(workload);
  return {
    workload,
    demand,
    onDemandSlowdown,
    options,
    winner,
    winnerWithCommitment: cheapestOption(options, true),
    breakEven: {
      floor: {
        instanceType: floor.type,
        ...floorBreakEven(onOrdinaryLambda, floor.instance.usdPerHour, floor.architecture, prices, basis),
      },
      alwaysOn: breakEvenOf("alwaysOn", workload, pricing),
      ...(hasIdleHours(workload, basis) && { inWindows: breakEvenOf("inWindows", workload, pricing) }),
    },
    sureness: surenessOf(inputs, workload.certainty),
    inputs,
    notPriced: NOT_PRICED,
    prices: { region: prices.region, date: prices.date, source: prices.source },
    assumptions: basis.used(),
  };
}
