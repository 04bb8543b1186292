// Draws bars that lie in rows: names before them, values after them, so that no axis is needed.
import { scaleLinear } from "d3-scale";
import { html, type Markup, px } from "../html.ts";
import type { BarChart } from "./barData.ts";
import { barLegend, barMarkup, barsOf, lanesOf, reachOf } from "./bars.ts";
import type { Drawing } from "./figure.ts";
import { boldWidth, FONT_SIZE, type Size, widest } from "./size.ts";
import { wrapped } from "./wrapped.ts";

const [THICKNESS, LANE, GROUP_GAP, LINE] = [20, 24, 16, 17] as const;

/** The label of each bar, or of each stack. */
const labelsOf = (chart: BarChart): string[][] =>
  chart.groups.map((group) => {
    const bars = barsOf(chart, group);
    if (chart.layout === "stacked") return [chart.unit.text(bars.at(-1)?.to ?? 0)];
    return bars.map(({ value }) => chart.unit.text(value));
  });

const zeroLine = (x: number, from: number, to: number): Markup =>
  html`<line class="zero" x1="${px(x)}" x2="${px(x)}" y1="${px(from)}" y2="${px(to)}"/>`;

export function drawRows(chart: BarChart, size: Size): Drawing {
  const names = chart.groups.map(({ name }) => name);
  // On a phone, and where names are long, they stand over their bars.
  const nameWidth = Math.min(widest(names), size.width * 0.32);
  const over = size.name === "narrow";
  const before = over ? 0 : nameWidth + 14;
  const lines = names.map((name) => wrapped(name, over ? size.width : nameWidth));

  const labels = labelsOf(chart);
  const labelWidth = widest(labels.flat(), boldWidth) + 9;
  const [least, most] = reachOf(chart);
  const reach = scaleLinear()
    .domain(least === most ? [0, 1] : [least, most])
    .range([before + (least < 0 ? labelWidth : 0), size.width - (most > 0 || least === 0 ? labelWidth : 0)]);
  const zero = reach(0);
  const lanes = lanesOf(chart);

  let y = over ? 2 : GROUP_GAP / 2;
  const groups = chart.groups.map((group, order): Markup => {
    const own = lines[order] ?? [];
    const bodyHeight = lanes * LANE;
    const top = over ? y + own.length * LINE + 4 : y + Math.max(0, (own.length * LINE - bodyHeight) / 2);
    const nameTop = over ? y : top + (bodyHeight - own.length * LINE) / 2;
    const end = Math.max(top + bodyHeight, nameTop + own.length * LINE);
    y = end + GROUP_GAP;
    const bars = barsOf(chart, group);
    const lastTo = bars.at(-1)?.to ?? 0;
    return html`<g>${own.map(
      (line, index) =>
        html`<text class="name" x="${px(over ? 0 : before - 14)}" y="${px(nameTop + index * LINE + FONT_SIZE)}" text-anchor="${over ? "start" : "end"}">${line}</text>`,
    )}
${bars.map((bar) => {
  const [from, to] = [reach(bar.from), reach(bar.to)];
  const box = { x: Math.min(from, to), y: top + bar.lane * LANE + 2, width: Math.abs(to - from), height: THICKNESS };
  return barMarkup(bar, group.name, chart.unit, box);
})}
${labels[order]?.map((label, lane) => {
  const to = chart.layout === "stacked" ? lastTo : (bars[lane]?.to ?? 0);
  const negative = to < 0;
  return html`<text class="value" x="${px(reach(to) + (negative ? -7 : 7))}" y="${px(top + lane * LANE + LANE / 2)}" dy="0.32em" text-anchor="${negative ? "end" : "start"}">${label}</text>`;
})}${over && zeroLine(zero, top, top + bodyHeight)}</g>
`;
  });
  const height = Math.max(40, y - GROUP_GAP / 2);
  return {
    height: Math.ceil(height),
    above: chart.valueTitle,
    legend: barLegend(chart),
    marks: html`${groups}${!over && groups.length > 0 && zeroLine(zero, 0, height)}${
      groups.length === 0 &&
      html`<text class="nothing" x="${size.width / 2}" y="24" text-anchor="middle">No values</text>`
    }`,
  };
}
