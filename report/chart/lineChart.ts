// A chart of lines, and what it refuses.
import type { Block } from "../block.ts";
import { MAX_SERIES } from "../palette.ts";
import { checkNames, checkNumber } from "./checks.ts";
import { figure } from "./figure.ts";
import type { LineChart } from "./lineData.ts";
import { drawLines } from "./lines.ts";
import { lineTable } from "./lineTable.ts";
import { MAX_MARKERS } from "./markers.ts";

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
