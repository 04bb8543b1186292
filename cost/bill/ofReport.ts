// A bill as a report: by stack, line by line, and what to know about it.
import { list } from "../../report/block.ts";
import { barChart } from "../../report/chart/barChart.ts";
import { usd } from "../../report/figures.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import type { Report } from "../../report/report.ts";
import { table } from "../../report/table.ts";
import { USD } from "../../report/units.ts";
import type { Assumption } from "../constants.ts";
import type { PriceTable } from "../prices/priceTable.ts";
import { restsOn } from "../restsOn.ts";
import type { Bill } from "./bill.ts";
import { type Amounts, type BillLine, totalOf } from "./line.ts";

const SERIES = ["floor", "with windows", "ceiling"] as const;

const amounts = ({ floorUsdPerMonth, windowsUsdPerMonth, ceilingUsdPerMonth }: Amounts) =>
  [floorUsdPerMonth, windowsUsdPerMonth, ceilingUsdPerMonth] as const;

const valuesOf = (line: Amounts) => {
  const [floor, windows, ceiling] = amounts(line);
  return { floor, "with windows": windows, ceiling };
};

interface StackBill {
  readonly stack: string;
  readonly lines: readonly BillLine[];
  readonly total: Amounts;
}

const byStack = ({ lines }: Bill): StackBill[] =>
  [...Map.groupBy(lines, ({ stack }) => stack)].map(([stack, own]) => ({ stack, lines: own, total: totalOf(own) }));

const linesTable = (stacks: readonly StackBill[], total: Amounts) =>
  table({
    caption: "US dollars a month: each stack, and of what it is the sum",
    columns: [
      { head: "a month" },
      { head: "floor", unit: USD },
      { head: "with windows", unit: USD },
      { head: "ceiling", unit: USD },
      { head: "how" },
      { head: "what bills" },
    ],
    rows: [
      ...stacks.flatMap(({ stack, lines, total: own }) => [
        [stack, ...amounts(own), undefined, undefined] as const,
        ...lines.map((line) => [`  ${line.what}`, ...amounts(line), line.how, line.address] as const),
      ]),
      ["total", ...amounts(total), undefined, undefined] as const,
    ],
  });

export function ofReport(
  environment: string,
  bill: Bill,
  assumptions: readonly Assumption[],
  prices: Pick<PriceTable, "region" | "date" | "source">,
): Report {
  const { total, notes } = bill;
  const stacks = byStack(bill);
  return {
    title: `What ${environment} costs`,
    lead: `${usd(total.floorUsdPerMonth)} a month when nothing asks for capacity, ${usd(total.windowsUsdPerMonth)} with its batch windows, ${usd(total.ceilingUsdPerMonth)} if everything asks at all hours.`,
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
            series: SERIES,
            groups: stacks.map(({ stack, total: own }) => ({ name: stack, values: valuesOf(own) })),
          }),
        ],
      },
      { heading: "Line by line", blocks: [linesTable(stacks, total)] },
      {
        heading: "What to know",
        blocks: notes.length > 0 ? [list(notes.map((one) => `${one.subject}: ${one.text}`))] : [],
      },
      restsOn(assumptions, prices),
    ],
    foot: `Prices of ${prices.region}, on demand, read on ${prices.date}.`,
  };
}
