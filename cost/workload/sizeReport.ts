// A size as a report: its numbers with their reasons, and how much of each it uses.

import { code } from "../../report/block.ts";
import { barChart } from "../../report/chart/barChart.ts";
import { count } from "../../report/figures.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import type { Report } from "../../report/report.ts";
import { table } from "../../report/table.ts";
import { COUNT } from "../../report/units.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { restsOn } from "../restsOn.ts";
import type { Sizing } from "./sizing.ts";

/** @param block what goes into stacks/config, as text */
export function sizeReport(
  sizing: Sizing,
  block: string,
  prices: Pick<PriceTable, "region" | "date" | "source">,
): Report {
  const { load, fleet, reasons, checks, assumptions } = sizing;
  const { min, max } = sizing.scaling;
  const broken = checks.filter(({ holds }) => !holds);
  return {
    title: "Which numbers to configure",
    lead:
      broken.length === 0
        ? `${min} to ${max} environments of ${fleet.size.memoryMib} MiB carry up to ${count(load.peakInFlight)} invocations at once; every check holds.`
        : `No size of these limits carries this: ${broken.map(({ name }) => name).join(", ")}.`,
    sections: [
      {
        heading: "The numbers",
        blocks: [
          keyFigures([
            { label: "In flight at the peak", value: count(load.peakInFlight), note: "invocations at once" },
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
        ],
      },
      {
        heading: "Checks",
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
              { name: "quietest minute", values: { invocations: load.troughInFlight } },
              { name: "on average", values: { invocations: load.meanInFlight } },
              { name: "busiest minute", values: { invocations: load.peakInFlight } },
              // A queue may be sized with as many at least as at most.
              ...[...new Set([min, max])].map((environments) => ({
                name: `taken by ${environments} environments`,
                values: { invocations: environments * fleet.maxConcurrency },
              })),
            ],
          }),
          table({
            caption: "Checked from the other side",
            columns: [{ head: "Holds" }, { head: "Check" }, { head: "Shown" }],
            rows: checks.map(({ name, holds, shown }) => [holds ? "ok" : "BROKEN", name, shown] as const),
          }),
        ],
      },
      { heading: "For stacks/config/<environment>.ts", blocks: [code(block)] },
      restsOn(assumptions, prices),
    ],
    foot: `Prices of ${prices.region}, on demand, read on ${prices.date}.`,
  };
}
