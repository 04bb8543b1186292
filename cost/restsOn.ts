// The last section of every report of cost: the prices, and the constants that were used.
import { paragraph } from "../report/block.ts";
import { notes } from "../report/notes.ts";
import type { Section } from "../report/report.ts";
import type { Assumption } from "./constants.ts";
import type { PriceTable } from "./prices/priceTable.ts";

export const restsOn = (
  assumptions: readonly Assumption[],
  { region, date, source }: Pick<PriceTable, "region" | "date" | "source">,
): Section => ({
  heading: "Assumptions",
  blocks: [notes(assumptions), paragraph(`Prices: ${region}, on demand, read on ${date}; ${source}`)],
});
