// One line of a bill: what something costs in a month when nothing asks, with its windows, and when everything asks at once.
import type { Located } from "../../terraform/located.ts";

/** US dollars in a month. */
export interface Amounts {
  readonly floorUsdPerMonth: number;
  readonly windowsUsdPerMonth: number;
  readonly ceilingUsdPerMonth: number;
}

export interface BillLine extends Located, Amounts {
  readonly what: string;
  /** The arithmetic, short: `3 x m7g.large x 730 h`. */
  readonly how: string;
}

/** The same, whatever asks. */
export const constantLine = (
  { stack, address }: Located,
  what: string,
  usdPerMonth: number,
  how: string,
): BillLine => ({
  stack,
  address,
  what,
  floorUsdPerMonth: usdPerMonth,
  windowsUsdPerMonth: usdPerMonth,
  ceilingUsdPerMonth: usdPerMonth,
  how,
});

export const totalOf = (lines: readonly Amounts[]): Amounts => ({
  floorUsdPerMonth: lines.reduce((sum, line) => sum + line.floorUsdPerMonth, 0),
  windowsUsdPerMonth: lines.reduce((sum, line) => sum + line.windowsUsdPerMonth, 0),
  ceilingUsdPerMonth: lines.reduce((sum, line) => sum + line.ceilingUsdPerMonth, 0),
});
