// What a workload costs in every way to run it, which is cheapest, from when on, and how sure that is.

import type { Assumption } from "../constants.ts";
import { CostError } from "../costError.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { type BreakEven, breakEvenOf, floorBreakEven } from "./breakEven.ts";
import { fleetsFor } from "./fleet.ts";
import { figuresOf, type LoadFigures, loadOf } from "./load.ts";
import { NOT_PRICED, type NotPriced } from "./notPriced.ts";
import { cheapestOption, type Pricing, type RunOption, runOptions } from "./options.ts";
import { type Start, startsOf } from "./starts.ts";
import { type InputSureness, inputSureness, type Sureness, surenessOf } from "./sureness.ts";
import { hasIdleHours, MODE_NAMES, MODES, type Mode, whyNot } from "./waysToRun.ts";
import type { Workload } from "./workload.ts";

/** A way to run it that a limit forbids. */
export interface Impossible {
  readonly mode: Mode;
  readonly why: string;
}

export interface Comparison {
  readonly workload: Workload;
  readonly load: LoadFigures;
  /** How many times as long an invocation takes on ordinary Lambda, which has too little CPU for it; 1 when it has enough. */
  readonly onDemandSlowdown: number;
  readonly options: readonly RunOption[];
  readonly notPossible: readonly Impossible[];
  /** The cheapest that commits to nothing. */
  readonly winner: RunOption;
  /** The cheapest of all. */
  readonly winnerWithCommitment: RunOption;
  readonly breakEven: {
    /** Against the three cheapest instances, if they carry the load. */
    readonly floor?: BreakEven & { readonly instanceType: string };
    /** Left out where either side is not possible. */
    readonly alwaysOn?: BreakEven | undefined;
    /** Left out where windows are not possible too. */
    readonly inWindows?: BreakEven | undefined;
  };
  /** Ways to spare requests of cold starts; empty where neither the runtime nor how long it starts is known. */
  readonly starts: readonly Start[];
  readonly sureness: Sureness;
  readonly inputs: readonly InputSureness[];
  readonly notPriced: readonly NotPriced[];
  readonly prices: Pick<PriceTable, "region" | "date" | "source">;
  readonly assumptions: readonly Assumption[];
}

/** @throws CostError when nothing can carry one invocation */
export function compare(workload: Workload, pricing: Pricing): Comparison {
  const { prices, basis } = pricing;
  const load = loadOf(workload, basis);
  const notPossible = MODES.flatMap((mode): Impossible[] => {
    const why = whyNot(mode, workload, load.ordinaryDurationMs / 1000, basis);
    // Load at all hours is no limit of windows.
    return why === undefined || (mode === "inWindows" && !hasIdleHours(workload, basis)) ? [] : [{ mode, why }];
  });
  const options = runOptions(workload, pricing);
  if (options.length === 0) {
    throw new CostError(
      `not possible: ${notPossible.map(({ mode, why }) => `${MODE_NAMES[mode]}: ${why}`).join("; ")}`,
    );
  }
  const isPossible = (...modes: readonly Mode[]) =>
    modes.every((wanted) => options.some(({ mode }) => mode === wanted));
  const winner = cheapestOption(options, false);
  const onOrdinaryLambda = { ...workload, durationMs: load.ordinaryDurationMs };
  const idle = { ...workload, requestsPerMonth: 0 };
  const floor = isPossible("alwaysOn") ? fleetsFor(idle, pricing, loadOf(idle, basis)).cheapest("alwaysOn") : undefined;
  const inputs = inputSureness(workload, winner.mode, pricing);
  return {
    workload,
    load: figuresOf(load),
    onDemandSlowdown: load.ordinarySlowdown,
    options,
    notPossible,
    winner,
    winnerWithCommitment: cheapestOption(options, true),
    breakEven: {
      ...(floor && {
        floor: {
          instanceType: floor.type,
          ...floorBreakEven(onOrdinaryLambda, floor.instance.usdPerHour, floor.architecture, prices, basis),
        },
      }),
      ...(isPossible("onDemand", "alwaysOn") && { alwaysOn: breakEvenOf("alwaysOn", workload, pricing) }),
      ...(isPossible("onDemand", "inWindows") && { inWindows: breakEvenOf("inWindows", workload, pricing) }),
    },
    starts: startsOf(workload, load, options, pricing),
    sureness: surenessOf(inputs, workload.certainty),
    inputs,
    notPriced: NOT_PRICED,
    prices: { region: prices.region, date: prices.date, source: prices.source },
    assumptions: basis.used(),
  };
}
