// What the instances of a capacity provider cost, and the management fee on them.

import { within } from "../../app/capacity/scalingConfig.ts";
import { exact, hours as hoursText, percent } from "../../report/figures.ts";
import { CostError } from "../costError.ts";
import { managedInstanceUsdPerHour } from "../instances.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Note } from "../inventory/note.ts";
import { type Demand, demandOf } from "./demand.ts";
import { type Group, groupsOf } from "./groups.ts";
import { levelsOf } from "./levels.ts";
import type { BillLine } from "./line.ts";
import { createPlacement, NOTHING, type Placement } from "./placement.ts";
import type { Pricing } from "./pricing.ts";
import { unrestrictedNote } from "./unrestricted.ts";

export interface Priced {
  readonly lines: readonly BillLine[];
  readonly notes: readonly Note[];
}

const shown = ({ instances, type }: Placement): string => (type === undefined ? "none" : `${instances} x ${type}`);

interface Figures {
  readonly floor: Placement;
  readonly peak: Placement;
  readonly ceiling: Placement;
  readonly hoursAboveFloor: number;
}

function howOf({ floor, peak, ceiling, hoursAboveFloor }: Figures, hoursPerMonth: number): string {
  const month = `${exact(hoursPerMonth)} h`;
  const always = floor === NOTHING ? "none unless asked for" : `${shown(floor)} x ${month}`;
  const inWindows = hoursAboveFloor > 0 ? [`up to ${shown(peak)} for ${hoursText(hoursAboveFloor)} of windows`] : [];
  const atMost =
    ceiling.listUsdPerHour > floor.listUsdPerHour
      ? [`at most ${shown(ceiling)} x ${month}${ceiling.isCapped ? ", the vCPU cap" : ""}`]
      : [];
  return [always, ...inWindows, ...atMost].join("; ");
}

function linesOf(group: Group, demands: readonly Demand[], { prices, basis, from }: Pricing): BillLine[] {
  const place = createPlacement(group.functions, group.limits, prices, basis);
  const hoursPerMonth = basis.value("hoursPerMonth");
  const floor = place(demands.map(({ schedule }) => within(schedule.limit ?? Infinity, schedule.baseline).min));
  const levels = levelsOf(
    demands.map(({ schedule }) => schedule),
    from,
    basis,
  ).map(({ hoursPerMonth: hours, environments }) => ({ hours, placement: place(environments) }));
  const usdHours = levels.reduce((sum, { hours, placement }) => sum + hours * placement.listUsdPerHour, 0);
  const peak = levels
    .map(({ placement }) => placement)
    .reduce((best, one) => (one.listUsdPerHour > best.listUsdPerHour ? one : best), floor);
  const asked = place(demands.map(({ max }) => max));
  // Among functions that fill the cap together, more of one may go with less of another.
  const ceiling = asked.listUsdPerHour >= peak.listUsdPerHour ? asked : peak;
  const hoursAboveFloor = levels
    .filter(({ placement }) => placement.listUsdPerHour > floor.listUsdPerHour)
    .reduce((sum, { hours }) => sum + hours, 0);

  const listUsd = [floor.listUsdPerHour * hoursPerMonth, usdHours, ceiling.listUsdPerHour * hoursPerMonth] as const;
  const { stack, address } = group;
  const line = (what: string, part: "ec2UsdPerHour" | "feeUsdPerHour", how: string): BillLine => {
    const [floorUsdPerMonth, windowsUsd, ceilingUsd] = listUsd.map(
      (usd) => managedInstanceUsdPerHour(usd, basis)[part],
    );
    const floorUsd = floorUsdPerMonth ?? 0;
    const windowsUsdPerMonth = Math.max(floorUsd, windowsUsd ?? 0);
    const ceilingUsdPerMonth = Math.max(windowsUsdPerMonth, ceilingUsd ?? 0);
    return { stack, address, what, floorUsdPerMonth: floorUsd, windowsUsdPerMonth, ceilingUsdPerMonth, how };
  };
  return [
    line("instances", "ec2UsdPerHour", howOf({ floor, peak, ceiling, hoursAboveFloor }, hoursPerMonth)),
    line("management fee", "feeUsdPerHour", `${percent(basis.value("managementFee"))} of the EC2 on-demand price`),
  ];
}

/** Two lines for each capacity provider that has functions. */
export function managedLines(inventory: Inventory, pricing: Pricing): Priced {
  const priced = groupsOf(inventory, pricing.basis).map((group): Priced => {
    const demands = group.functions.map((fn) => demandOf(fn, inventory, pricing.basis));
    const notes = [...group.notes, ...demands.flatMap((demand) => demand.notes)];
    try {
      return {
        lines: linesOf(group, demands, pricing),
        notes: [...notes, ...unrestrictedNote(group, group.limits, group.functions, pricing)],
      };
    } catch (error) {
      if (!(error instanceof CostError)) throw error;
      return { lines: [], notes: [...notes, { subject: group.address, text: `not counted: ${error.message}` }] };
    }
  });
  return { lines: priced.flatMap(({ lines }) => lines), notes: priced.flatMap(({ notes }) => notes) };
}
