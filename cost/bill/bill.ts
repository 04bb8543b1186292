// The bill of an inventory: the one behind `lmi cost of` and behind the cost of a plan, so that the two never disagree.
import type { Basis } from "../constants.ts";
import { CostError } from "../costError.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Note } from "../inventory/note.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { fixedLines } from "./fixedLines.ts";
import { type Amounts, type BillLine, totalOf } from "./line.ts";
import { managedLines } from "./managedLines.ts";
import type { Usage } from "./usage.ts";
import { usageLines } from "./usageLines.ts";

export interface BillOptions {
  readonly prices: PriceTable;
  /** Knows afterwards what the bill rests on. */
  readonly basis: Basis;
  /** @default nothing is said, so that what bills by use counts 0 */
  readonly usage?: Usage;
  /** The year over which windows are evaluated begins here; milliseconds since the epoch. */
  readonly from: number;
}

export interface Bill {
  /** What the prices are of. */
  readonly region: string;
  readonly pricesDate: string;
  /** By stack, in the order of the inventory's. */
  readonly lines: readonly BillLine[];
  readonly total: Amounts;
  /** What is assumed, may differ, or is not counted. */
  readonly notes: readonly Note[];
}

const UNUSED: Note = {
  subject: "usage",
  text: "not given: what bills by use shows its unit price and counts 0",
};

/** @throws CostError when the inventory is in a Region that the prices are not of */
export function assertRegion({ regions }: Inventory, { region }: PriceTable): void {
  const other = regions.find((one) => one !== region);
  if (other === undefined) return;
  throw new CostError(
    `prices: must be of ${other}, where the stacks are; write them with lmi cost prices --refresh --region ${other} and name the file with --prices, got ${region}`,
  );
}

const byStack = (stacks: readonly string[], lines: readonly BillLine[]): BillLine[] =>
  lines.toSorted((a, b) => stacks.indexOf(a.stack) - stacks.indexOf(b.stack));

export function bill(inventory: Inventory, { prices, basis, usage = {}, from }: BillOptions): Bill {
  const managed = managedLines(inventory, { prices, basis, from });
  const fixed = fixedLines(inventory, { prices, basis, usage });
  const lines = byStack(inventory.stacks, [
    ...managed.lines,
    ...fixed.lines,
    ...usageLines(inventory, { prices, basis }, usage),
  ]);
  const provisioned = inventory.tables
    .filter(({ onDemand }) => !onDemand)
    .map(({ address }) => ({ subject: address, text: "not counted: provisioned capacity has no price in the table" }));
  const isUnused = Object.values(usage).every((value) => value === undefined);
  return {
    region: prices.region,
    pricesDate: prices.date,
    lines,
    total: totalOf(lines),
    notes: [...inventory.notes, ...managed.notes, ...fixed.notes, ...provisioned, ...(isUnused ? [UNUSED] : [])],
  };
}
