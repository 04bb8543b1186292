// A size as a page: its numbers with their reasons, and how much of each it uses.

import { code } from "../../report/block.ts";
import { barChart } from "../../report/chart/barChart.ts";
import { count } from "../../report/figures.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import { notes } from "../../report/notes.ts";
import { page } from "../../report/page.ts";
import { table } from "../../report/table.ts";
import { COUNT } from "../../report/units.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import type { Sizing } from "./sizing.ts";

/**
 * The text of one HTML file.
 * @param block what goes into the configuration, as text
 */
export function sizePage(sizing: Sizing, block: string, { region, date }: Pick<PriceTable, "region" | "date">): string {
  const { demand, fleet, reasons, checks, assumptions } = sizing;
  const { min, max } = sizing.block.scalingConfig ?? sizing.block.lease ?? { min: 0, max: 0 };
  const broken = checks.filter(({ holds }) => !holds);
  return page({
    title: "Which numbers to configure",
    lead:
      broken.length === 0
        ? `${min} to ${max} environments of ${fleet.size.memoryMib} MiB carry up to ${count(demand.peakInFlight)} invocations at once; every check holds.`
        : `No size of these limits carries this: ${broken.map(({ name }) => name).join(", ")}.`,
    sections: [
      {
        heading: "The numbers",
        blocks: [
          keyFigures([
            { label: "In flight at the peak", value: count(demand.peakInFlight), note: "invocations at once" },
            {
              label: "One environment takes",
              value: count(fleet.maxConcurrency),
              note: `${fleet.limitedBy} allows no more`,
            },
            { label: "Environments", value: `${count(min)} to ${count(max)}` },
            { label: "On one instance", value: count(fleet.environmentsPerInstance), note: fleet.type },
          ]),
          table({
            caption: "Each with its reason",
            columns: [{ head: "Field" }, { head: "Value" }, { head: "Why" }],
            rows: reasons.map(({ field, value, why }) => [field, value, why] as const),
          }),
          code(block),
        ],
      },
      {
        heading: "Demand and what carries it",
        blocks: [
          barChart({
            title: "Invocations at once",
            description:
              "What is in flight in the quietest, the mean and the busiest minute, against what the smallest and the largest number of environments take.",
            valueTitle: "Invocations at once",
            unit: COUNT,
            groupTitle: "When",
            series: ["invocations"],
            groups: [
              { name: "quietest minute", values: { invocations: demand.troughInFlight } },
              { name: "on average", values: { invocations: demand.meanInFlight } },
              { name: "busiest minute", values: { invocations: demand.peakInFlight } },
              { name: `taken by ${min} environments`, values: { invocations: min * fleet.maxConcurrency } },
              { name: `taken by ${max} environments`, values: { invocations: max * fleet.maxConcurrency } },
            ],
          }),
          table({
            caption: "Checked from the other side",
            columns: [{ head: "Check" }, { head: "Holds" }, { head: "Shown" }],
            rows: checks.map(({ name, holds, shown }) => [name, holds ? "yes" : "no", shown] as const),
          }),
        ],
      },
      { heading: "What this rests on", blocks: [notes(assumptions)] },
    ],
    foot: `Prices of ${region}, on demand, read on ${date}.`,
  });
}
