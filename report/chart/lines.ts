// Draws a chart of lines in one size.
import { area, curveLinear, curveStepAfter, line } from "d3-shape";
import { html, type Markup, px } from "../html.ts";
import { type Axis, extentOf, horizontalRuler, type Ruler, unitOf, verticalRuler } from "./axis.ts";
import { endLabels, endLabelsWidth, LINE_HEIGHT } from "./endLabels.ts";
import type { Drawing } from "./figure.ts";
import { baselineOf, bottomTicks, bottomTitle, horizontalLines } from "./grid.ts";
import type { LineChart, Series } from "./lineData.ts";
import { lyingMarks, ROW_HEIGHT, rowsOf, standing, standingMarks } from "./markers.ts";
import { readout } from "./readout.ts";
import { type Place, reduce } from "./reduce.ts";
import { type Size, widest } from "./size.ts";

function seriesMarks(series: Series, index: number, x: Ruler, y: Ruler): Markup {
  const places = reduce(series.points.map(([atX, atY]): Place => [x.place(atX), y.place(atY)]));
  const [only] = places;
  const dense = places.length > x.place(x.domain[1]);
  if (places.length === 1 && only) {
    return html`<circle class="dot s${index}" cx="${px(only[0])}" cy="${px(only[1])}" r="5"><title>${series.name}</title></circle>`;
  }
  const curve = series.curve === "step" ? curveStepAfter : curveLinear;
  const path = line<Place>().curve(curve).digits(1)([...places]) ?? "";
  const filled = series.area ? area<Place>().y0(baselineOf(y)).curve(curve).digits(1)([...places]) : null;
  return html`${filled !== null && html`<path class="area s${index}" d="${filled}"/>`}<path class="line s${index}${dense && " dense"}" d="${path}"><title>${series.name}</title></path>
`;
}

function bandMarks({ bands = [] }: LineChart, x: Ruler, height: number): Markup {
  const [least, most] = x.domain;
  return html`<g>${bands.flatMap(({ label, spans }) =>
    spans
      .map(([from, to]) => [Math.max(from, least), Math.min(to, most)] as const)
      .filter(([from, to]) => from < to)
      .map(([from, to]) => {
        const [left, right] = [x.place(from), x.place(to)];
        return html`<rect class="band" x="${px(left)}" width="${px(right - left)}" height="${px(height)}"><title>${label}</title></rect>
`;
      }),
  )}</g>`;
}

/** Names stand at the ends of the lines where there are several, and room for all of them. */
const hasEndLabels = ({ series }: LineChart, size: Size, height: number): boolean =>
  size.name !== "narrow" &&
  series.length > 1 &&
  series.every(({ points }) => points.length > 0) &&
  series.length * LINE_HEIGHT <= height &&
  endLabelsWidth(series.map(({ name }) => name)) <= size.width * 0.3;

export function drawLines(chart: LineChart, size: Size): Drawing {
  const { x: xAxis, y: yAxis, series, markers = [], bands = [] } = chart;
  const height = chart.height === "half" ? size.plotHeight * 0.55 : size.plotHeight;
  const atAxis = (axis: "x" | "y") => markers.filter((marker) => marker.axis === axis);
  const values = (of: 0 | 1, axis: "x" | "y") =>
    extentOf([
      ...series.flatMap(({ points }) => points.map((point) => point[of])),
      ...atAxis(axis).map(({ at }) => at),
    ]);

  const y = verticalRuler(yAxis, { extent: values(1, "y"), range: [height, 0], wanted: Math.round(height / 50) });
  const left = widest(y.ticks.map(({ text }) => text)) + 10;
  const labelled = hasEndLabels(chart, size, height);
  const right = labelled ? Math.ceil(endLabelsWidth(series.map(({ name }) => name))) : 24;
  const width = size.width - left - right;
  const xOf = (axis: Axis) =>
    horizontalRuler(axis, { extent: values(0, "x"), range: [0, width], wanted: Math.max(3, Math.round(width / 64)) });
  const x = xOf(xAxis);

  const upright = standing(
    atAxis("x").map(({ label, at }) => ({ label, x: x.place(at) })),
    [-left, width + right],
  );
  const top = 10 + rowsOf(upright) * ROW_HEIGHT;
  const plot = { width, height };
  const title = bottomTitle(xAxis.title, plot, left);
  const drawn = series.some(({ points }) => points.length > 0);
  return {
    height: Math.ceil(top + height + title.height),
    above: yAxis.title,
    legend: [
      ...(labelled || series.length < 2
        ? []
        : series.map(({ name }, index) => ({ label: name, sample: "line" as const, index }))),
      ...bands.map(({ label }) => ({ label, sample: "band" as const })),
    ],
    marks: html`<g transform="translate(${left} ${top})">
${bandMarks(chart, x, height)}${horizontalLines(y.ticks, plot)}${y.domain[0] < 0 && html`<line class="zero" x2="${px(width)}" y1="${px(baselineOf(y))}" y2="${px(baselineOf(y))}"/>`}${bottomTicks(x.ticks, plot)}${title.marks}
${series.map((each, index) => each.points.length > 0 && seriesMarks(each, index, x, y))}
${standingMarks(upright, height)}${lyingMarks(
  atAxis("y").map(({ label, at }) => ({ label, y: y.place(at) })),
  width,
)}
${
  labelled &&
  endLabels(
    series.map(({ name, points }, index) => ({ name, index, y: y.place(points.at(-1)?.[1] ?? 0) })),
    plot,
  )
}
${!drawn && html`<text class="nothing" x="${px(width / 2)}" y="${px(height / 2)}" text-anchor="middle">No values</text>`}
${size.name !== "narrow" && drawn && readout(series, { ...plot, x: unitOf(xAxis), y: unitOf(yAxis), place: x.place })}
</g>`,
  };
}
