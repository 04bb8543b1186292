// What managed instances are priced with.
import type { Basis } from "../constants.ts";
import type { PriceTable } from "../prices/priceTable.ts";

export interface Pricing {
  readonly prices: PriceTable;
  readonly basis: Basis;
  /** The year over which windows are evaluated begins here; milliseconds since the epoch. */
  readonly from: number;
}
