import { describe, expect, it } from "@jest/globals";
import { barChart } from "../../../report/chart/barChart.ts";
import type { BarChart } from "../../../report/chart/barData.ts";
import { lineChart } from "../../../report/chart/lineChart.ts";
import type { LineChart } from "../../../report/chart/lineData.ts";
import { lineTable } from "../../../report/chart/lineTable.ts";
import { COUNT, USD } from "../../../report/units.ts";
import { MONTH, oddReport } from "../oddReport.ts";

const lines = (rest: Partial<LineChart>): LineChart => ({
  title: "Costs",
  description: "What it costs.",
  x: { title: "Requests", unit: COUNT },
  y: { title: "US dollars", unit: USD },
  series: [],
  ...rest,
});
const bars = (rest: Partial<BarChart>): BarChart => ({
  title: "Costs",
  description: "What it costs.",
  valueTitle: "US dollars",
  groupTitle: "Option",
  unit: USD,
  series: ["Fee"],
  groups: [],
  ...rest,
});
const withPoints = (...points: (readonly [number, number])[]) => lines({ series: [{ name: "A", points }] });
const log = { title: "Requests", unit: COUNT, scale: "log" } as const;

describe("a chart of lines", () => {
  it.each([
    ["NaN", withPoints([0, 1], [1, Number.NaN]), 'chart "Costs": "A"[1].y: must be a finite number, got NaN'],
    [
      "infinity",
      withPoints([Number.POSITIVE_INFINITY, 1]),
      'chart "Costs": "A"[0].x: must be a finite number, got Infinity',
    ],
    [
      "what no scale can hold",
      withPoints([1e101, 1]),
      'chart "Costs": "A"[0].x: must be 0 or from 1e-100 to 1e+100 in size, got 1e+101',
    ],
    ["points out of order", withPoints([2, 1], [1, 1]), 'chart "Costs": "A"[1].x: must be above 2, got 1'],
    ["a point twice", withPoints([2, 1], [2, 3]), 'chart "Costs": "A"[1].x: must be above 2, got 2'],
    [
      "zero on a log axis",
      lines({ x: log, series: [{ name: "A", points: [[0, 1]] }] }),
      'chart "Costs": "A"[0].x: must be above 0 on a log axis, got 0',
    ],
    [
      "a marker that is nowhere",
      lines({ markers: [{ label: "break-even", axis: "x", at: Number.POSITIVE_INFINITY }] }),
      'chart "Costs": marker "break-even": must be a finite number, got Infinity',
    ],
    [
      "a band that ends before it begins",
      lines({ bands: [{ label: "window", spans: [[2, 1]] }] }),
      'chart "Costs": band "window": must end after 2, got 1',
    ],
    [
      "two series of one name",
      lines({ series: ["A", "A"].map((name) => ({ name, points: [] })) }),
      'chart "Costs": series[1]: must have its own name, got "A"',
    ],
    [
      "more series than can be told apart",
      lines({ series: Array.from({ length: 7 }, (_, index) => ({ name: `${index}`, points: [] })) }),
      'chart "Costs": series: must be at most 6, got 7',
    ],
  ])("refuses %s", (_, chart, message) => {
    expect(() => lineChart(chart)).toThrow(message);
  });

  it("has every point in its table, in the order of x", () => {
    const table = lineTable(
      lines({
        series: [
          {
            name: "A",
            points: [
              [1, 10],
              [3, 30],
            ],
          },
          {
            name: "B",
            points: [
              [2, 5],
              [3, 6],
            ],
          },
        ],
      }),
    );
    expect(table.columns.map(({ head }) => head)).toEqual(["Requests", "A", "B"]);
    expect(table.rows).toEqual([
      [1, 10, undefined],
      [2, undefined, 5],
      [3, 30, 6],
    ]);
  });

  it("has least and most of each stretch in its table where points are many, and so the peak", () => {
    const { columns, rows } = lineTable(
      lines({ x: { title: "Time (UTC)", scale: "time" }, series: [{ name: "Requests", points: MONTH }] }),
    );
    expect(columns.map(({ head }) => head)).toEqual(["Time (UTC), from", "Requests, least", "Requests, most"]);
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.length).toBeLessThanOrEqual(200);
    expect(Math.max(...rows.map((row) => Number(row[2])))).toBe(9_000);
    expect(rows.every(([, least, most]) => Number(least) <= Number(most))).toBe(true);
  });

  it("keeps the least and most of a logarithmic axis with many points", () => {
    const points = Array.from({ length: 500 }, (_, index): readonly [number, number] => [10 ** (index / 100), index]);
    const { rows } = lineTable(lines({ x: log, series: [{ name: "A", points }] }));
    expect(Math.min(...rows.flatMap((row) => row[1] ?? []).map(Number))).toBe(0);
    expect(Math.max(...rows.flatMap((row) => row[2] ?? []).map(Number))).toBe(499);
  });
});

describe("a chart of bars", () => {
  it.each([
    [
      "NaN",
      bars({ groups: [{ name: "A", values: { Fee: Number.NaN } }] }),
      'chart "Costs": "A": "Fee": must be a finite number, got NaN',
    ],
    [
      "a value that is not there",
      bars({ groups: [{ name: "A", values: {} }] }),
      'chart "Costs": "A": "Fee": must be a finite number, got NaN',
    ],
    [
      "parts below zero",
      bars({ layout: "stacked", groups: [{ name: "A", values: { Fee: -1 } }] }),
      'chart "Costs": "A": "Fee": must be at least 0 where bars are stacked, got -1',
    ],
    [
      "a group twice",
      bars({ groups: ["A", "A"].map((name) => ({ name, values: { Fee: 1 } })) }),
      'chart "Costs": groups[1]: must have its own name, got "A"',
    ],
    [
      "more groups than a phone can show",
      bars({ groups: Array.from({ length: 101 }, (_, index) => ({ name: `${index}`, values: { Fee: 1 } })) }),
      'chart "Costs": groups: must be at most 100, got 101',
    ],
  ])("refuses %s", (_, chart, message) => {
    expect(() => barChart(chart)).toThrow(message);
  });

  it("does not compile without a value of each series", () => {
    const incomplete = () =>
      barChart({
        ...bars({}),
        series: ["Fee", "Requests"],
        // @ts-expect-error the requests are missing
        groups: [{ name: "A", values: { Fee: 1 } }],
      });
    expect(incomplete).toThrow('"Requests": must be a finite number');
  });

  it("has the sum of what is stacked in its table", () => {
    const chart = barChart({
      ...bars({ layout: "stacked" }),
      series: ["Fee", "Requests"],
      groups: [{ name: "A", values: { Fee: 1.5, Requests: 2 } }],
    });
    expect(String(chart.html("c"))).toContain('<data value="3.5">$3.50</data>');
  });
});

describe("every chart", () => {
  it("draws odd data without a coordinate that is none", () => {
    expect(oddReport()).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it("says what it shows to those who cannot see it", () => {
    const text = String(lineChart(withPoints([0, 1], [1, 2])).html("c"));
    expect(text).toContain('role="img" aria-labelledby="c-wide-title c-wide-desc"');
    expect(text).toContain('<title id="c-wide-title">Costs</title><desc id="c-wide-desc">What it costs.</desc>');
    expect(text).toContain("<title>0\nA: $1.00</title>");
  });
});
