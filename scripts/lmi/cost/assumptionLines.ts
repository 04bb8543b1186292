// What a report rests on, as its last lines.
import type { Assumption } from "../../../cost/constants.ts";
import type { PriceTable } from "../../../cost/prices/priceTable.ts";
import { columns } from "../../../report/columns.ts";

/** A heading and one line for each. */
export function assumptionLines(
  assumptions: readonly Assumption[],
  { region, date, source }: Pick<PriceTable, "region" | "date" | "source">,
): string[] {
  const rows = assumptions.map(({ name, value, unit, mark, source: from }) => [name, `${value} ${unit}`, mark, from]);
  return [
    "",
    `Prices: ${region}, on demand, read on ${date}; ${source}`,
    "Assumptions:",
    ...columns(rows).map((row) => `  ${row}`),
  ];
}
