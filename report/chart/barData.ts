// What a chart of bars is made of.
import type { Table } from "../table.ts";
import type { Unit } from "../units.ts";

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
