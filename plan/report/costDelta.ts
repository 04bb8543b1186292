// What a change costs, as the report takes it: a range for every line, in dollars per month more than before.
import type { Assumption } from "../../cost/constants.ts";
import { listed } from "../rules/world/words.ts";

export interface CostDeltaLine {
  readonly stack: string;
  readonly address: string;
  /** Such as `EC2 instances`. */
  readonly what: string;
  /** With the least that the configuration lets run; less than zero where it becomes cheaper. */
  readonly floorUsdPerMonth: number;
  /** With the most that the configuration lets run. */
  readonly ceilingUsdPerMonth: number;
}

/** All amounts are after minus before; `unavailable` says why there are none. */
export type CostDelta =
  | {
      /** Whose prices the amounts are made of. */
      readonly region: string;
      /** False where the plans do not say that everything with a price is in it. */
      readonly isRegionKnown: boolean;
      /** Other Regions in which something with a price is, which the amounts leave out. @default none */
      readonly elsewhere?: readonly string[];
      readonly lines: readonly CostDeltaLine[];
      readonly floorUsdPerMonth: number;
      readonly ceilingUsdPerMonth: number;
      readonly assumptions: readonly Assumption[];
      /** What the amounts leave out. */
      readonly notes: readonly string[];
    }
  | { readonly unavailable: string };

const size = ({ floorUsdPerMonth, ceilingUsdPerMonth }: CostDeltaLine): number =>
  Math.max(Math.abs(floorUsdPerMonth), Math.abs(ceilingUsdPerMonth));
const key = ({ stack, address, what }: CostDeltaLine): string => [stack, address, what].join("\n");

/** Largest first; the same for the same lines in any order. */
export const largestFirst = (lines: readonly CostDeltaLine[]): CostDeltaLine[] =>
  lines.toSorted((one, other) => size(other) - size(one) || (key(one) < key(other) ? -1 : 1));

/** `at prices of us-east-1`, and what these leave out. */
export const atPricesOf = ({ region, isRegionKnown, elsewhere = [] }: Extract<CostDelta, { region: string }>): string =>
  [
    `at prices of ${region}`,
    ...(isRegionKnown ? [] : ["as the plan does not say the Region"]),
    ...(elsewhere.length > 0 ? [`without what is in ${listed(elsewhere)}`] : []),
  ].join(", ");
