// What a change costs: the bill after it minus the bill before it, by the same functions as `lmi cost of`.

import { type Bill, bill } from "../../cost/bill/bill.ts";
import type { BillLine } from "../../cost/bill/line.ts";
import type { Basis } from "../../cost/constants.ts";
import { CostError } from "../../cost/costError.ts";
import { inventoryOfPlans } from "../../cost/inventory/planned.ts";
import { isPriced } from "../../cost/inventory/pricedTypes.ts";
import type { PriceTable } from "../../cost/prices/priceTable.ts";
import type { PlanConfiguration } from "../../terraform/planConfiguration.ts";
import type { Plan, ResourceState } from "../plan.ts";
import { regionsIn } from "../regions.ts";
import type { CostDelta, CostDeltaLine } from "../report/costDelta.ts";
import { listed } from "../rules/world/words.ts";

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

/** One side of the apply, of one plan, by Region. */
interface Sided {
  readonly plan: Plan;
  readonly here: readonly ResourceState[];
  /** What is in a Region that the prices are not of. */
  readonly elsewhere: readonly (readonly [ResourceState, region: string])[];
  /** Of what is here and has a price, that whose Region the plan does not say. */
  readonly unplaced: readonly ResourceState[];
}

const hasPrice = ({ mode, type }: ResourceState): boolean => mode === "managed" && isPriced(type);

/** What is forgotten stays in the account and bills as before; the values that the plan has of it afterwards are none. */
function resourcesOn(side: "before" | "after", { before, after, changes }: Plan): readonly ResourceState[] {
  if (side === "before") return before;
  const forgotten = new Set(changes.filter(({ action }) => action === "forget").map(({ address }) => address));
  if (forgotten.size === 0) return after;
  return [
    ...after.filter(({ address }) => !forgotten.has(address)),
    ...before.filter(({ address }) => forgotten.has(address)),
  ];
}

function sided(plan: Plan, side: "before" | "after", region: string): Sided {
  const regionOf = regionsIn(plan, side);
  const here: ResourceState[] = [];
  const elsewhere: [ResourceState, string][] = [];
  const unplaced: ResourceState[] = [];
  for (const resource of resourcesOn(side, plan)) {
    const its = regionOf(resource);
    if (its !== undefined && its !== region) elsewhere.push([resource, its]);
    else {
      here.push(resource);
      if (its === undefined && hasPrice(resource)) unplaced.push(resource);
    }
  }
  return { plan, here, elsewhere: elsewhere.filter(([resource]) => hasPrice(resource)), unplaced };
}

const addressesOf = (resources: readonly ResourceState[]): string =>
  listed([...new Set(resources.map(({ address }) => address))]);

/** What the prices are not of, or may not be of. */
function regionNotes(sides: readonly Sided[], region: string): string[] {
  const unplaced = sides.flatMap((side) => side.unplaced);
  const byRegion = Map.groupBy(
    sides.flatMap((side) => side.elsewhere),
    ([, its]) => its,
  );
  return [
    ...[...byRegion].map(
      ([its, all]) =>
        `${its}: not counted, as the prices are those of ${region}: ${addressesOf(all.map(([resource]) => resource))}`,
    ),
    ...(unplaced.length > 0
      ? [`Region: the plan does not say it, and the prices are those of ${region}: ${addressesOf(unplaced)}`]
      : []),
  ];
}

/** Never throws for what a plan says: a review without a price is better than none, and says why. */
export function costDelta(plans: readonly Plan[], { prices, basis, from }: DeltaOptions): CostDelta {
  const { region } = prices;
  const sides = {
    before: plans.map((plan) => sided(plan, "before", region)),
    after: plans.map((plan) => sided(plan, "after", region)),
  };
  const all = [...sides.after, ...sides.before];
  const [other] = all.flatMap(({ elsewhere }) => elsewhere.map(([, its]) => its));
  if (other !== undefined && !all.some(({ here }) => here.some(hasPrice))) {
    return {
      unavailable: `the stacks are in ${other}, and the prices of ${region}: write them with lmi cost prices --refresh --region ${other}, and name the file with --prices`,
    };
  }
  const errored = plans.find((plan) => plan.errored);
  if (errored)
    return {
      unavailable: `the plan of ${errored.stack} ended in an error, so that it does not say what would be there`,
    };
  const billOf = (side: "before" | "after"): Bill => {
    const stacks = sides[side].map(({ plan, here }) => ({
      name: plan.stack,
      resources: here,
      ...(side === "after" && { configuration: plan.configuration as PlanConfiguration }),
    }));
    return bill(inventoryOfPlans(stacks), { prices, basis, from });
  };
  try {
    const [before, after] = [billOf("before"), billOf("after")];
    return {
      region,
      isRegionKnown: all.every(({ unplaced }) => unplaced.length === 0),
      elsewhere: [...new Set(all.flatMap((side) => side.elsewhere.map(([, its]) => its)))].toSorted(),
      lines: linesOf(before, after),
      floorUsdPerMonth: after.total.floorUsdPerMonth - before.total.floorUsdPerMonth,
      ceilingUsdPerMonth: after.total.ceilingUsdPerMonth - before.total.ceilingUsdPerMonth,
      assumptions: basis.used(),
      notes: [...regionNotes(all, region), ...after.notes.map(({ subject, text }) => `${subject}: ${text}`)],
    };
  } catch (error) {
    if (error instanceof CostError) return { unavailable: error.message };
    throw error;
  }
}
