// Rows of numbers as one line of blocks each, for a terminal; a page has charts of them.
import type { Block } from "./block.ts";
import { columns } from "./columns.ts";
import { count } from "./figures.ts";
import { html } from "./html.ts";
import { sparkline } from "./sparkline.ts";

export interface SparklineSeries {
  readonly name: string;
  readonly values: Float64Array;
  /** What its highest value is per, such as `a minute`. */
  readonly per?: string;
}

/** Narrower tells nothing. */
const MIN_PLACES = 10;

/** @param width columns of the terminal */
export const sparklines = (series: readonly SparklineSeries[], width: number): Block => ({
  html: () => html``,
  lines: () => {
    const labels = columns(
      series.map(({ name, values, per }) => {
        const top = values.reduce((highest, value) => Math.max(highest, value), 0);
        return [name, `to ${count(top)}${per === undefined ? "" : ` ${per}`}`];
      }),
    );
    const labelWidth = Math.max(...labels.map(({ length }) => length)) + 2;
    return series.map(({ values }, index) =>
      `${labels[index]?.padEnd(labelWidth)}${sparkline(values, Math.max(MIN_PLACES, width - labelWidth - 1))}`.trimEnd(),
    );
  },
});
