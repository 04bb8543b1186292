// What a change costs: the bill after it minus the bill before it, by the same functions as `lmi cost of`.

import { type Bill, bill } from "../../cost/bill/bill.ts";
import type { BillLine } from "../../cost/bill/line.ts";
import type { Basis } from "../../cost/constants.ts";
import { CostError } from "../../cost/costError.ts";
import { inventoryOfPlans } from "../../cost/inventory/planned.ts";
import type { PriceTable } from "../../cost/prices/priceTable.ts";
import { type PlanConfiguration, regionOf } from "../../terraform/planConfiguration.ts";
import type { Plan } from "../plan.ts";
import type { CostDelta, CostDeltaLine } from "../report/costDelta.ts";

export interface DeltaOptions {
  readonly prices: PriceTable;
  readonly basis: Basis;
  /** From when windows are counted, for a year; milliseconds since the epoch. */
  readonly from: number;
}

/** Lines that stand for several resources have no address of their own that would stay the same. */
const keyOf = ({ stack, address, what }: BillLine): string => {
  const isGroup = /^\d+ x /.test(address);
  return JSON.stringify([stack, what, isGroup ? "" : address]);
};

const summed = (lines: readonly BillLine[]): Map<string, CostDeltaLine> => {
  const sums = new Map<string, CostDeltaLine>();
  for (const line of lines) {
    const known = sums.get(keyOf(line));
    sums.set(keyOf(line), {
      stack: line.stack,
      address: line.address,
      what: line.what,
      floorUsdPerMonth: line.floorUsdPerMonth + (known?.floorUsdPerMonth ?? 0),
      ceilingUsdPerMonth: line.ceilingUsdPerMonth + (known?.ceilingUsdPerMonth ?? 0),
    });
  }
  return sums;
};

/** Less than this is no change. */
const HALF_A_CENT = 0.005;

function linesOf(before: Bill, after: Bill): CostDeltaLine[] {
  const [old, young] = [summed(before.lines), summed(after.lines)];
  return [...new Set([...old.keys(), ...young.keys()])]
    .flatMap((key): CostDeltaLine[] => {
      const [was, is] = [old.get(key), young.get(key)];
      const either = is ?? was;
      if (!either) return [];
      return [
        {
          stack: either.stack,
          address: either.address,
          what: either.what,
          floorUsdPerMonth: (is?.floorUsdPerMonth ?? 0) - (was?.floorUsdPerMonth ?? 0),
          ceilingUsdPerMonth: (is?.ceilingUsdPerMonth ?? 0) - (was?.ceilingUsdPerMonth ?? 0),
        },
      ];
    })
    .filter(
      ({ floorUsdPerMonth, ceilingUsdPerMonth }) =>
        Math.max(Math.abs(floorUsdPerMonth), Math.abs(ceilingUsdPerMonth)) >= HALF_A_CENT,
    );
}

/** Regions that the resources say they are in, and else that of their provider. */
const regionsOf = (plans: readonly Plan[]): Set<string> =>
  new Set(
    plans
      .flatMap(({ after, before, configuration }) => [
        ...[...after, ...before].map(({ values }) => values.region),
        regionOf(configuration as PlanConfiguration),
      ])
      .filter((region) => typeof region === "string"),
  );

/** Never throws for what a plan says: a review without a price is better than none, and says why. */
export function costDelta(plans: readonly Plan[], { prices, basis, from }: DeltaOptions): CostDelta {
  const other = [...regionsOf(plans)].find((region) => region !== prices.region);
  if (other !== undefined) {
    return {
      unavailable: `the stacks are in ${other}, and the prices of ${prices.region}: write them with lmi cost prices --refresh --region ${other}, and name the file with --prices`,
    };
  }
  const errored = plans.find((plan) => plan.errored);
  if (errored)
    return {
      unavailable: `the plan of ${errored.stack} ended in an error, so that it does not say what would be there`,
    };
  const billOf = (side: "before" | "after"): Bill => {
    const stacks = plans.map((plan) => ({
      name: plan.stack,
      resources: plan[side],
      ...(side === "after" && { configuration: plan.configuration as PlanConfiguration }),
    }));
    return bill(inventoryOfPlans(stacks), { prices, basis, from });
  };
  try {
    const [before, after] = [billOf("before"), billOf("after")];
    return {
      lines: linesOf(before, after),
      floorUsdPerMonth: after.total.floorUsdPerMonth - before.total.floorUsdPerMonth,
      ceilingUsdPerMonth: after.total.ceilingUsdPerMonth - before.total.ceilingUsdPerMonth,
      assumptions: basis.used(),
      notes: after.notes.map(({ subject, text }) => `${subject}: ${text}`),
    };
  } catch (error) {
    if (error instanceof CostError) return { unavailable: error.message };
    throw error;
  }
}
