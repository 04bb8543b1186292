// A bill as a page with charts.

import { list } from "../../report/block.ts";
import { barChart } from "../../report/chart/barChart.ts";
import { usd } from "../../report/figures.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import { notes } from "../../report/notes.ts";
import { page } from "../../report/page.ts";
import { table } from "../../report/table.ts";
import { USD } from "../../report/units.ts";
import type { Assumption } from "../constants.ts";
import type { Bill } from "./bill.ts";
import { type Amounts, totalOf } from "./line.ts";

const amounts = ({ floorUsdPerMonth, windowsUsdPerMonth, ceilingUsdPerMonth }: Amounts) => ({
  floor: floorUsdPerMonth,
  "with windows": windowsUsdPerMonth,
  ceiling: ceilingUsdPerMonth,
});

/** The text of one HTML file. */
export function ofPage(environment: string, bill: Bill, assumptions: readonly Assumption[]): string {
  const { lines, total, region, pricesDate } = bill;
  const stacks = [...new Set(lines.map(({ stack }) => stack))];
  const billed = lines.filter(({ ceilingUsdPerMonth }) => ceilingUsdPerMonth > 0);
  return page({
    title: `What ${environment} costs`,
    lead: `${usd(total.floorUsdPerMonth)} a month when nothing asks for capacity, ${usd(total.windowsUsdPerMonth)} with its batch windows, at most ${usd(total.ceilingUsdPerMonth)}.`,
    sections: [
      {
        heading: "By stack",
        blocks: [
          keyFigures([
            { label: "Floor", value: usd(total.floorUsdPerMonth), note: "a month, nothing asks" },
            { label: "With windows", value: usd(total.windowsUsdPerMonth), note: "a month, as declared" },
            { label: "Ceiling", value: usd(total.ceilingUsdPerMonth), note: "a month, everything asks at all hours" },
          ]),
          barChart({
            title: "Cost by stack",
            description: "What each stack costs at its floor, with its batch windows, and at its ceiling.",
            valueTitle: "US dollars a month",
            unit: USD,
            groupTitle: "Stack",
            series: ["floor", "with windows", "ceiling"],
            groups: stacks.map((name) => ({
              name,
              values: amounts(totalOf(lines.filter(({ stack }) => stack === name))),
            })),
          }),
        ],
      },
      {
        heading: "Line by line",
        blocks: [
          table({
            caption: "What bills, without what is free or was not counted",
            columns: [
              { head: "What" },
              { head: "Stack" },
              { head: "Floor", unit: USD },
              { head: "With windows", unit: USD },
              { head: "Ceiling", unit: USD },
              { head: "How" },
            ],
            rows: billed.map(
              (line) =>
                [
                  line.what,
                  line.stack,
                  line.floorUsdPerMonth,
                  line.windowsUsdPerMonth,
                  line.ceilingUsdPerMonth,
                  line.how,
                ] as const,
            ),
          }),
        ],
      },
      { heading: "What to know", blocks: [list(bill.notes.map(({ subject, text }) => `${subject}: ${text}`))] },
      { heading: "What this rests on", blocks: [notes(assumptions)] },
    ],
    foot: `Prices of ${region}, on demand, read on ${pricesDate}.`,
  });
}
