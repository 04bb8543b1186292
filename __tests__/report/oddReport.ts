// Charts of data that a chart is seldom tried with.
import { barChart } from "../../report/chart/barChart.ts";
import { lineChart } from "../../report/chart/lineChart.ts";
import type { LineChart } from "../../report/chart/lineData.ts";
import { page } from "../../report/page.ts";
import { COUNT, USD } from "../../report/units.ts";

const MINUTE = 60_000;
const x = { title: "Requests", unit: COUNT } as const;
const y = { title: "US dollars", unit: USD } as const;
const lines = (title: string, rest: Partial<LineChart> & Pick<LineChart, "series">) =>
  lineChart({ title, description: `A chart: ${title}.`, x, y, ...rest });
const bars = (title: string, values: readonly number[], direction: "rows" | "columns") =>
  barChart({
    title,
    description: `A chart: ${title}.`,
    valueTitle: "US dollars",
    unit: USD,
    groupTitle: "Option",
    direction,
    series: ["One", "Other"],
    groups: values.map((value, index) => ({ name: `Option ${index + 1}`, values: { One: value, Other: value / 2 } })),
  });

/** A month by the minute, with one peak. */
export const MONTH = Array.from(
  { length: 43_200 },
  (_, minute) => [Date.UTC(2026, 2, 1) + minute * MINUTE, minute === 20_011 ? 9_000 : 100 + (minute % 7)] as const,
);

export const oddReport = (): string =>
  page({
    title: "Odd",
    lead: "What a chart is seldom tried with.",
    sections: [
      {
        heading: "Lines",
        blocks: [
          lines("no series", { series: [] }),
          lines("no points", { series: [{ name: "A", points: [] }] }),
          lines("one point", { series: [{ name: "A", points: [[5, 5]] }] }),
          lines("one point on logarithmic axes", {
            x: { ...x, scale: "log" },
            y: { ...y, scale: "log" },
            series: [{ name: "A", points: [[5, 5]], area: true }],
          }),
          lines("all zeros", {
            series: [
              {
                name: "A",
                points: [
                  [0, 0],
                  [9, 0],
                ],
                area: true,
              },
              {
                name: "B",
                points: [
                  [0, 0],
                  [9, 0],
                ],
                curve: "step",
              },
            ],
          }),
          lines("huge and tiny", {
            series: [
              {
                name: "A",
                points: [
                  [1e-12, 1e18],
                  [1e-11, 3e18],
                ],
              },
            ],
          }),
          lines("tiny dollars", {
            series: [
              {
                name: "A",
                points: [
                  [0, 2e-7],
                  [10, 1.1e-6],
                ],
              },
            ],
          }),
          lines("below zero", {
            series: [
              {
                name: "A",
                points: [
                  [-10, -500],
                  [10, 1_500],
                ],
                area: true,
              },
            ],
          }),
          lines("many decades", {
            x: { ...x, scale: "log" },
            y: { ...y, scale: "log" },
            series: [
              {
                name: "A",
                points: [
                  [1e-6, 1e-4],
                  [1e12, 1e9],
                ],
              },
            ],
          }),
          lines("many markers", {
            series: [
              {
                name: "A",
                points: [
                  [0, 1],
                  [100, 100],
                ],
              },
            ],
            markers: [0, 4, 8, 60, 90, 100].map((at) => ({ axis: "x" as const, at, label: `marker at ${at}` })),
          }),
          lines("six that end alike", {
            series: Array.from({ length: 6 }, (_, index) => ({
              name: `Number ${index}`,
              points: [
                [0, index],
                [9, 5],
              ],
            })),
          }),
          lines("a month", {
            x: { title: "Time (UTC)", scale: "time" },
            y: { title: "Requests per minute", unit: COUNT },
            series: [{ name: "Requests", points: MONTH }],
          }),
        ],
      },
      {
        heading: "Bars",
        blocks: [
          bars("no rows", [], "rows"),
          bars("no columns", [], "columns"),
          bars("rows of zeros", [0, 0], "rows"),
          bars("columns of zeros", [0, 0], "columns"),
          bars("rows below zero", [-300, 100, -20], "rows"),
          bars("columns below zero", [-300, 100, -20], "columns"),
          bars(
            "a hundred columns",
            Array.from({ length: 100 }, (_, index) => index),
            "columns",
          ),
        ],
      },
    ],
  });
