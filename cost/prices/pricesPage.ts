// A price table as a page.

import { paragraph } from "../../report/block.ts";
import { barChart } from "../../report/chart/barChart.ts";
import { notes } from "../../report/notes.ts";
import { page } from "../../report/page.ts";
import { table } from "../../report/table.ts";
import { COUNT, USD } from "../../report/units.ts";
import type { Basis } from "../constants.ts";
import { managedInstanceUsdPerHour } from "../instances.ts";
import type { PriceTable } from "./priceTable.ts";

/** The smallest of every family, which tells families apart; the others rise with their vCPUs. */
function smallest({ instances }: PriceTable): readonly (readonly [string, PriceTable["instances"][string]])[] {
  const families = Map.groupBy(Object.entries(instances), ([type]) => type.split(".")[0]);
  return [...families.values()].flatMap((types) => types.toSorted(([, a], [, b]) => a.vCpus - b.vCpus).slice(0, 1));
}

/** The text of one HTML file. */
export function pricesPage(prices: PriceTable, basis: Basis): string {
  const withFee = (listUsdPerHour: number): number => {
    const { ec2UsdPerHour, feeUsdPerHour } = managedInstanceUsdPerHour(listUsdPerHour, basis);
    return ec2UsdPerHour + feeUsdPerHour;
  };
  const hours = basis.value("hoursPerMonth");
  const families = smallest(prices);
  return page({
    title: `Prices of managed instances in ${prices.region}`,
    lead: `${Object.keys(prices.instances).length} instance types, on demand, read on ${prices.date}, in US dollars without tax.`,
    sections: [
      {
        heading: "By family",
        blocks: [
          barChart({
            title: "One vCPU for a month",
            description: "EC2 and the management fee, of the smallest type of each family.",
            valueTitle: "US dollars a month",
            unit: USD,
            groupTitle: "Type",
            series: ["with the fee"],
            groups: families.map(([name, { usdPerHour, vCpus }]) => ({
              name,
              values: { "with the fee": (withFee(usdPerHour) * hours) / vCpus },
            })),
          }),
          table({
            caption: "Every type",
            columns: [
              { head: "Type" },
              { head: "Architecture" },
              { head: "vCPUs", unit: COUNT },
              { head: "GiB", unit: COUNT },
              { head: "An hour", unit: USD },
              { head: "With the fee", unit: USD },
              { head: "A month", unit: USD },
            ],
            rows: Object.entries(prices.instances).map(
              ([type, { architecture, vCpus, memoryGib, usdPerHour }]) =>
                [
                  type,
                  architecture,
                  vCpus,
                  memoryGib,
                  usdPerHour,
                  withFee(usdPerHour),
                  withFee(usdPerHour) * hours,
                ] as const,
            ),
          }),
        ],
      },
      { heading: "What this rests on", blocks: [paragraph(prices.source), notes(basis.used())] },
    ],
  });
}
