// A chart of lines: what it is made of, and what it refuses.
import type { Block } from "../block.ts";
import { MAX_SERIES } from "../palette.ts";
import type { Table } from "../table.ts";
import type { Axis } from "./axis.ts";
import { checkNames, checkNumber } from "./checks.ts";
import { figure } from "./figure.ts";
import { drawLines } from "./lines.ts";
import { lineTable } from "./lineTable.ts";
import { MAX_MARKERS } from "./markers.ts";

/** A series has them by x, each once; a jump is what a step is for. */
export type Point = readonly [x: number, y: number];

export interface Series {
  readonly name: string;
  /** None is drawn as a name without a line, one as a dot. */
  readonly points: readonly Point[];
  /** `step`: a value holds until the next one; @default straight */
  readonly curve?: "straight" | "step";
  /** Filled down to 0, or on a log axis to its end; @default false */
  readonly area?: boolean;
}

/** A line across the plot at one value, such as the break-even. */
export interface Marker {
  readonly label: string;
  readonly axis: "x" | "y";
  readonly at: number;
}

/** Ranges of x behind the lines, such as when windows are open. */
export interface Band {
  readonly label: string;
  readonly spans: readonly (readonly [from: number, to: number])[];
}

export interface LineChart {
  readonly title: string;
  /** What is to be seen in it: shown under the title, and read aloud. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly markers?: readonly Marker[];
  readonly bands?: readonly Band[];
  /** For several that stand under each other; @default full */
  readonly height?: "full" | "half";
  /** @default the points, or least and most of their neighbourhood where they are many */
  readonly table?: Table;
}

function check({ title, x, y, series, markers = [], bands = [] }: LineChart): void {
  const path = `chart "${title}"`;
  checkNames(
    `${path}: series`,
    series.map(({ name }) => name),
    MAX_SERIES,
  );
  for (const { name, points } of series) {
    let before = Number.NEGATIVE_INFINITY;
    points.forEach(([atX, atY], index) => {
      checkNumber(`${path}: "${name}"[${index}].x`, atX, x.scale);
      checkNumber(`${path}: "${name}"[${index}].y`, atY, y.scale);
      if (atX <= before) throw new RangeError(`${path}: "${name}"[${index}].x: must be above ${before}, got ${atX}`);
      before = atX;
    });
  }
  checkNames(
    `${path}: markers`,
    markers.map(({ label }) => label),
    MAX_MARKERS,
  );
  for (const { label, axis, at } of markers) {
    checkNumber(`${path}: marker "${label}"`, at, axis === "x" ? x.scale : y.scale);
  }
  for (const { label, spans } of bands) {
    for (const [from, to] of spans) {
      checkNumber(`${path}: band "${label}"`, from);
      checkNumber(`${path}: band "${label}"`, to);
      if (to <= from) throw new RangeError(`${path}: band "${label}": must end after ${from}, got ${to}`);
    }
  }
}

/** @throws RangeError, at once, naming the value that cannot be drawn */
export function lineChart(chart: LineChart): Block {
  check(chart);
  return figure(chart, (size) => drawLines(chart, size), chart.table ?? lineTable(chart));
}
