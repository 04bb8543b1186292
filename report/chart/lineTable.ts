// The numbers of a chart of lines as a table: every point, or least and most of each stretch where points are many.
import { scaleLinear, scaleLog, scaleUtc } from "d3-scale";
import type { Column, Table } from "../table.ts";
import { type Axis, extentOf, unitOf } from "./axis.ts";
import type { LineChart, Point } from "./lineData.ts";

/** More rows than this nobody reads. */
const MAX_ROWS = 200;
const STRETCHES = 96;

/** Where stretches begin, at round values. */
function edgesOf(axis: Axis, [from, to]: readonly [number, number]): number[] {
  if (axis.scale === "log") {
    const scale = scaleLog().domain([from, to]).range([0, STRETCHES]);
    return Array.from({ length: STRETCHES }, (_, index) => scale.invert(index));
  }
  const ticks =
    axis.scale === "time"
      ? scaleUtc().domain([from, to]).ticks(STRETCHES).map(Number)
      : scaleLinear().domain([from, to]).ticks(STRETCHES);
  return ticks[0] === from ? ticks : [from, ...ticks];
}

function everyPoint({ title, x, y, series }: LineChart, xs: readonly number[]): Table {
  const bySeries = series.map(({ points }) => new Map(points));
  return {
    caption: title,
    columns: [
      { head: x.title, unit: unitOf(x) },
      ...series.map(({ name }): Column => ({ head: name, unit: unitOf(y) })),
    ],
    rows: xs.map((at) => [at, ...bySeries.map((points) => points.get(at))]),
  };
}

/** Least and most of the points of each stretch. */
function extents(points: readonly Point[], edges: readonly number[]): ([number, number] | undefined)[] {
  let index = 0;
  return edges.map((_, stretch) => {
    const end = edges[stretch + 1] ?? Number.POSITIVE_INFINITY;
    const inside: number[] = [];
    for (let point = points[index]; point && point[0] < end; point = points[++index]) inside.push(point[1]);
    return extentOf(inside);
  });
}

function everyStretch({ title, x, y, series }: LineChart, extent: readonly [number, number]): Table {
  const edges = edgesOf(x, extent);
  const bySeries = series.map(({ points }) => extents(points, edges));
  return {
    caption: `${title}: least and most from each row to the next`,
    columns: [
      { head: `${x.title}, from`, unit: unitOf(x) },
      ...series.flatMap(({ name }): Column[] => [
        { head: `${name}, least`, unit: unitOf(y) },
        { head: `${name}, most`, unit: unitOf(y) },
      ]),
    ],
    rows: edges.map((edge, row) => [edge, ...bySeries.flatMap((all) => all[row] ?? [undefined, undefined])]),
  };
}

export function lineTable(chart: LineChart): Table {
  const xs = [...new Set(chart.series.flatMap(({ points }) => points.map(([x]) => x)))].toSorted((a, b) => a - b);
  const extent = extentOf(xs);
  return xs.length > MAX_ROWS && extent ? everyStretch(chart, extent) : everyPoint(chart, xs);
}
