// Draws bars that stand in columns, for groups that are a sequence: days, hours, sizes.
import { scaleBand } from "d3-scale";
import { html, px } from "../html.ts";
import { verticalRuler } from "./axis.ts";
import type { BarChart } from "./barData.ts";
import { barLegend, barMarkup, barsOf, lanesOf, reachOf } from "./bars.ts";
import type { Drawing } from "./figure.ts";
import { baselineOf, bottomTitle, horizontalLines } from "./grid.ts";
import { drawRows } from "./rowBars.ts";
import { type Size, textWidth, widest } from "./size.ts";

const [TOP, RIGHT] = [10, 4] as const;
/** So many, when their names do not fit beside each other, lie in rows. */
const FEW = 12;

export function drawColumns(chart: BarChart, size: Size): Drawing {
  const height = size.plotHeight;
  const y = verticalRuler(
    { title: chart.valueTitle, unit: chart.unit },
    { extent: reachOf(chart), range: [height, 0], wanted: Math.round(height / 50) },
  );
  const left = widest(y.ticks.map(({ text }) => text)) + 10;
  const width = size.width - left - RIGHT;
  const names = chart.groups.map(({ name }) => name);
  const groups = scaleBand(names, [0, width]).paddingInner(0.25).paddingOuter(0.1);
  const lanes = lanesOf(chart);
  const lane = groups.bandwidth() / lanes;
  const thickness = Math.max(lane - (lanes > 1 ? 1 : 0), lane * 0.8);
  // Every so many names, so that they do not touch.
  const stride = Math.max(1, Math.ceil((widest(names) + 10) / groups.step()));
  if (stride > 1 && names.length <= FEW) return drawRows(chart, size);
  const labels = names
    .map((name) => ({ name, x: (groups(name) ?? 0) + groups.bandwidth() / 2 }))
    .filter(({ name, x }, index) => index % stride === 0 && x + textWidth(name) / 2 <= width + RIGHT);
  const zero = baselineOf(y);
  const title = bottomTitle(chart.groupTitle, { width, height }, left);
  return {
    height: Math.ceil(TOP + height + title.height),
    above: chart.valueTitle,
    legend: barLegend(chart),
    marks: html`<g transform="translate(${left} ${TOP})">${horizontalLines(y.ticks, { width, height })}
${chart.groups.map((group) =>
  barsOf(chart, group).map((bar) => {
    const [from, to] = [y.place(bar.from), y.place(bar.to)];
    const x = (groups(group.name) ?? 0) + bar.lane * lane;
    return html`${barMarkup(bar, group.name, chart.unit, { x, y: Math.min(from, to), width: thickness, height: Math.abs(to - from) })}
`;
  }),
)}
<g class="bottom"><line x2="${px(width)}" y1="${px(zero)}" y2="${px(zero)}"/>${labels.map(
      ({ name, x }) => html`<text x="${px(x)}" y="${px(height + 20)}" text-anchor="middle">${name}</text>`,
    )}${title.marks}</g>
${names.length === 0 && html`<text class="nothing" x="${px(width / 2)}" y="${px(height / 2)}" text-anchor="middle">No values</text>`}</g>`,
  };
}
