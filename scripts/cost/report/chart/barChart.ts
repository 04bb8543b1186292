// A chart of bars: what it is made of, and what it refuses.
import type { Block } from "../block.ts";
import { MAX_SERIES } from "../palette.ts";
import type { Column, Table } from "../table.ts";
import type { Unit } from "../units.ts";
import { checkNames, checkNumber } from "./checks.ts";
import { drawColumns } from "./columnBars.ts";
import { figure } from "./figure.ts";
import { drawRows } from "./rowBars.ts";

/** As many as are still bars, and not hairlines, on a phone. */
const MAX_GROUPS = 100;

/** One thing that is compared, such as an option or a day, with a value of each series. */
export interface Group<Name extends string = string> {
  readonly name: string;
  readonly values: Readonly<Record<Name, number>>;
}

export interface BarChart<Name extends string = string> {
  readonly title: string;
  /** What is to be seen in it: shown under the title, and read aloud. */
  readonly description: string;
  /** What the values are: `US dollars per month`. */
  readonly valueTitle: string;
  readonly unit: Unit;
  /** What the groups are: `Option`. */
  readonly groupTitle: string;
  /** `rows` reads well with long names, `columns` where groups are a sequence; @default rows */
  readonly direction?: "rows" | "columns";
  /** `stacked` where the values of a group are parts of a sum; @default grouped */
  readonly layout?: "grouped" | "stacked";
  readonly series: readonly Name[];
  readonly groups: readonly Group<Name>[];
  /** @default the values, and the sum of what is stacked */
  readonly table?: Table;
}

/** Of the group, in the order of the series. */
export const valuesOf = ({ series }: BarChart, { values }: Group): number[] =>
  series.map((name) => values[name] ?? Number.NaN);

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

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
