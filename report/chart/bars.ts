// The bars of a group as spans of values, whichever way they then lie.
import { html, type Markup, px } from "../html.ts";
import type { Unit } from "../units.ts";
import { extentOf } from "./axis.ts";
import { type BarChart, type Group, sumOf, valuesOf } from "./barData.ts";
import type { LegendItem } from "./legend.ts";

export interface Bar {
  readonly index: number;
  readonly name: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
  /** Beside which others of its group it is drawn; 0 for all that are stacked. */
  readonly lane: number;
}

export const lanesOf = ({ layout, series }: BarChart): number =>
  layout === "stacked" ? 1 : Math.max(1, series.length);

export function barsOf(chart: BarChart, group: Group): Bar[] {
  const { layout, series } = chart;
  let sum = 0;
  return valuesOf(chart, group).map((value, index) => {
    const from = layout === "stacked" ? sum : 0;
    sum += value;
    return { index, name: series[index] ?? "", value, from, to: from + value, lane: layout === "stacked" ? 0 : index };
  });
}

/** Least and most that is to be drawn, 0 included. */
export const reachOf = (chart: BarChart): [number, number] => {
  const values = chart.groups.map((group) => valuesOf(chart, group));
  return extentOf([0, ...(chart.layout === "stacked" ? values.map(sumOf) : values.flat())]) ?? [0, 0];
};

export const barLegend = ({ series }: BarChart): LegendItem[] =>
  series.length < 2 ? [] : series.map((label, index) => ({ label, sample: "bar" as const, index }));

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const HAIRLINE = 5;

export const barMarkup = (
  { index, name, value }: Bar,
  group: string,
  unit: Unit,
  { x, y, width, height }: Box,
): Markup => {
  const box = html`x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"`;
  const title = html`<title>${`${group}\n${name}: ${unit.text(value)}`}</title>`;
  // On a hairline a pattern is noise.
  return html`<rect class="bar ${Math.min(width, height) < HAIRLINE ? "plain" : "fill"} s${index}" ${box}>${title}</rect>`;
};
