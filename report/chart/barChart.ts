// A chart of bars, and what it refuses.
import type { Block } from "../block.ts";
import { MAX_SERIES } from "../palette.ts";
import type { Column, Table } from "../table.ts";
import { type BarChart, sumOf, valuesOf } from "./barData.ts";
import { checkNames, checkNumber } from "./checks.ts";
import { drawColumns } from "./columnBars.ts";
import { figure } from "./figure.ts";
import { drawRows } from "./rowBars.ts";

/** As many as are still bars, and not hairlines, on a phone. */
const MAX_GROUPS = 100;

function check(chart: BarChart): void {
  const { title, series, groups, layout } = chart;
  const path = `chart "${title}"`;
  checkNames(`${path}: series`, series, MAX_SERIES);
  checkNames(
    `${path}: groups`,
    groups.map(({ name }) => name),
    MAX_GROUPS,
  );
  for (const group of groups) {
    valuesOf(chart, group).forEach((value, index) => {
      const at = `${path}: "${group.name}": "${series[index]}"`;
      checkNumber(at, value);
      if (layout === "stacked" && value < 0) {
        throw new RangeError(`${at}: must be at least 0 where bars are stacked, got ${value}`);
      }
    });
  }
}

function barTable(chart: BarChart): Table {
  const { title, groupTitle, unit, series, groups, layout } = chart;
  const summed = layout === "stacked" && series.length > 1;
  return {
    caption: title,
    columns: [
      { head: groupTitle },
      ...series.map((head): Column => ({ head, unit })),
      ...(summed ? [{ head: "Sum", unit }] : []),
    ],
    rows: groups.map((group) => {
      const values = valuesOf(chart, group);
      return [group.name, ...values, ...(summed ? [sumOf(values)] : [])];
    }),
  };
}

/** @throws RangeError, at once, naming the value that cannot be drawn */
export function barChart<const Name extends string>(
  chart: BarChart<NoInfer<Name>> & { readonly series: readonly Name[] },
): Block {
  check(chart);
  const draw = chart.direction === "columns" ? drawColumns : drawRows;
  return figure(chart, (size) => draw(chart, size), chart.table ?? barTable(chart));
}
