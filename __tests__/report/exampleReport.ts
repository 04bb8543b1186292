// A report as the cost commands write them, from made-up but plausible numbers.
import { list, paragraph } from "../../report/block.ts";
import { barChart } from "../../report/chart/barChart.ts";
import { lineChart } from "../../report/chart/lineChart.ts";
import type { Point } from "../../report/chart/lineData.ts";
import { count, hours, percent, usd } from "../../report/figures.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import { notes } from "../../report/notes.ts";
import { page } from "../../report/page.ts";
import { table } from "../../report/table.ts";
import { COUNT, HOURS, PERCENT, USD } from "../../report/units.ts";

const HOUR = 3_600_000;
const MIDNIGHT = Date.UTC(2026, 10, 23);
const HOSTILE = `<script>alert("x")</script> & 'co'`;

const steps = (from: number, to: number, many: number): number[] =>
  Array.from({ length: many + 1 }, (_, index) => from + ((to - from) * index) / many);

const requests = steps(6, 9, 60).map((exponent) => 10 ** exponent);
const onDemand = requests.map((x): Point => [x, x * 1.5333e-6]);
const managed = requests.map((x): Point => [x, 205.51 * Math.max(1, Math.ceil(x / 3.2e8)) + x * 2e-7]);

/** By the minute: a diurnal hill, and a batch from 01:00 to 03:00. */
const minutes = Array.from({ length: 1_440 }, (_, minute) => {
  const hill = 1 - Math.cos((2 * Math.PI * (minute - 240)) / 1_440);
  const batch = minute >= 60 && minute < 180 ? 60_000 : 0;
  const wobble = 1 + 0.04 * Math.sin(minute * 1.7) + 0.03 * Math.sin(minute * 0.31);
  const traffic = Math.round((12_000 * hill + batch) * wobble);
  const environments = Math.max(3, Math.ceil(traffic / 4_200));
  const throttles = minute >= 60 && minute < 66 ? 900 * (66 - minute) : 0;
  return { at: MIDNIGHT + minute * 60_000, traffic, environments, throttles };
});
const costs = minutes.map(({ environments }) => (Math.max(3, Math.ceil(environments / 6)) * 0.09387) / 60);

/** What the charts of the report show. */
export const SHOWN = {
  onDemand,
  managed,
  options: [
    ["On-demand Lambda, arm64", 307.04],
    ["On-demand Lambda, x86_64, Compute Savings Plan", 331.5],
    ["Managed instances, always on", 205.51],
    ["Managed instances, always on, 3-year Savings Plan", 89.4],
    ["Managed instances in the batch windows", 51.82],
  ] as const,
  parts: [
    ["Always on", { Instances: 178.7, "Management fee": 26.81, Requests: 30.8 }],
    ["In the windows", { Instances: 14.9, "Management fee": 2.23, Requests: 30.8 }],
    [HOSTILE, { Instances: 0, "Management fee": 0, Requests: 307.04 }],
  ] as const,
  days: Array.from({ length: 30 }, (_, day) => [String(day + 1), day % 7 < 5 ? 6.9 + (day % 5) * 0.4 : 2.1] as const),
  traffic: minutes.map(({ at, traffic }): Point => [at, traffic]),
  hostile: HOSTILE,
} as const;

const windowOpen = [[MIDNIGHT + HOUR, MIDNIGHT + 3 * HOUR]] as const;

export const exampleReport = (): string =>
  page({
    title: "Thumbnails: move the nightly batch, keep the rest",
    lead: "At 200 M requests a month of 200 ms and 512 MB, managed instances cost a third less than on-demand Lambda. Inside the batch windows they cost a sixth.",
    sections: [
      {
        heading: "The answer",
        blocks: [
          keyFigures([
            { label: "Cheapest a month", value: usd(51.82), note: "managed instances in the batch windows" },
            { label: "Break-even", value: count(154_131_578), note: "requests a month, against three m7g.large" },
            { label: "Saved a month", value: percent(0.831), note: `${usd(255.22)} against on-demand, arm64` },
            { label: "Hours with capacity", value: hours(60.8), note: "two hours each night" },
          ]),
          barChart({
            title: "What a month costs",
            description: "All options for this workload, with the free tier used up elsewhere.",
            valueTitle: "US dollars per month",
            unit: USD,
            groupTitle: "Option",
            series: ["Cost"],
            groups: SHOWN.options.map(([name, cost]) => ({ name, values: { Cost: cost } })),
          }),
          barChart({
            title: "What the cost is made of",
            description: "The management fee is taken from the on-demand price; a discount never reduces it.",
            valueTitle: "US dollars per month",
            unit: USD,
            groupTitle: "Option",
            layout: "stacked",
            series: ["Instances", "Management fee", "Requests"],
            groups: SHOWN.parts.map(([name, values]) => ({ name, values })),
          }),
        ],
      },
      {
        heading: "When it changes",
        blocks: [
          paragraph("Left of the break-even on-demand Lambda is cheaper. Each step to the right is another instance."),
          lineChart({
            title: "Cost by requests",
            description: "From a million to a billion requests a month, everything else the same.",
            x: { title: "Requests per month (logarithmic)", scale: "log", unit: COUNT },
            y: { title: "US dollars per month", unit: USD },
            series: [
              { name: "On-demand Lambda", points: onDemand },
              { name: "Managed instances", points: managed, curve: "step" },
            ],
            markers: [
              { label: "Break-even 154 M", axis: "x", at: 154_131_578 },
              { label: "This workload 200 M", axis: "x", at: 2e8 },
            ],
          }),
          lineChart({
            title: "Cost by active hours",
            description: "The same requests in fewer hours: what is deactivated is not billed.",
            x: { title: "Hours per month in which there is load", unit: HOURS },
            y: { title: "US dollars per month", unit: USD },
            series: [
              {
                name: "On-demand Lambda",
                points: [
                  [20, 307.04],
                  [730, 307.04],
                ],
              },
              {
                name: "Always on",
                points: [
                  [20, 205.51],
                  [730, 205.51],
                ],
              },
              { name: "In the windows", points: steps(20, 730, 71).map((x) => [x, 12 + x * 0.271]) },
              { name: "In the windows, 3 years", points: steps(20, 730, 71).map((x) => [x, 7 + x * 0.138]) },
            ],
            markers: [{ label: "Budget $250", axis: "y", at: 250 }],
          }),
          barChart({
            title: "Cost by day",
            description: "Thirty simulated days; the batch does not run at weekends.",
            valueTitle: "US dollars per day",
            unit: USD,
            groupTitle: "Day of the month",
            direction: "columns",
            series: ["Cost"],
            groups: SHOWN.days.map(([name, cost]) => ({ name, values: { Cost: cost } })),
          }),
        ],
      },
      {
        heading: "A simulated day",
        blocks: [
          lineChart({
            title: "Traffic",
            description: "Requests in each minute; the batch comes on top of the night's traffic.",
            height: "half",
            x: { title: "Time (UTC)", scale: "time" },
            y: { title: "Requests per minute", unit: COUNT },
            series: [{ name: "Requests", points: SHOWN.traffic, area: true }],
            bands: [{ label: "Batch window", spans: windowOpen }],
          }),
          lineChart({
            title: "Execution environments",
            description: "Those that run, and those that a scale-up without delay would run.",
            height: "half",
            x: { title: "Time (UTC)", scale: "time" },
            y: { title: "Environments", unit: COUNT },
            series: [
              {
                name: "Running",
                curve: "step",
                points: minutes.map(({ at }, index) => [at, minutes[Math.max(0, index - 6)]?.environments ?? 0]),
              },
              { name: "Needed", curve: "step", points: minutes.map(({ at, environments }) => [at, environments]) },
            ],
            bands: [{ label: "Batch window", spans: windowOpen }],
          }),
          lineChart({
            title: "Throttles",
            description: "Requests that were turned away, until capacity had grown.",
            height: "half",
            x: { title: "Time (UTC)", scale: "time" },
            y: { title: "Throttles per minute", unit: COUNT },
            series: [{ name: "Throttles", points: minutes.map(({ at, throttles }) => [at, throttles]), area: true }],
          }),
          lineChart({
            title: "Cost",
            description: "What was spent since midnight.",
            height: "half",
            x: { title: "Time (UTC)", scale: "time" },
            y: { title: "US dollars since midnight", unit: USD },
            series: [
              {
                name: "Cost",
                area: true,
                points: minutes.map(({ at }, index) => [
                  at,
                  costs.slice(0, index + 1).reduce((sum, cost) => sum + cost, 0),
                ]),
              },
            ],
          }),
          table({
            caption: "The day, by configuration",
            columns: [
              { head: "Configuration" },
              { head: "Requests", unit: COUNT },
              { head: "Throttled", unit: PERCENT },
              { head: "Capacity", unit: HOURS },
              { head: "Cost", unit: USD },
            ],
            rows: [
              ["min 3, max 20", 24_512_345, 0.00077, 24, 7.21],
              ["min 6, max 20", 24_512_345, 0, 24, 8.04],
              [HOSTILE, 24_512_345, undefined, 2, 0.71],
            ],
          }),
        ],
      },
      {
        heading: "What this rests on",
        blocks: [
          paragraph("How sure the answer is follows from these. Measure what is assumed, and run the report again."),
          notes([
            {
              name: "Hours of a month",
              value: 730,
              unit: "hours",
              mark: "documented",
              source: "https://docs.aws.amazon.com/pricing-calculator/latest/userguide/what-is-pricing-calculator.html",
            },
            {
              name: "Activation",
              value: 90,
              unit: "seconds from 0/0 until work can start",
              mark: "measured",
              source: "aprender report spike 023, 2026-09",
            },
            {
              name: "Scale-in",
              value: 900,
              unit: "seconds of lower load before capacity goes",
              mark: "assumed",
              source:
                "called conservative, without a figure: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html",
            },
            { name: "Management fee", value: 0.15, unit: "of the EC2 on-demand price", mark: "given", source: HOSTILE },
          ]),
          paragraph("Not priced here:"),
          list(["Fargate: containers that are there anyway", "Lambda Web Functions: one process behind a URL"]),
        ],
      },
    ],
    foot: "Prices of 2026-11-20 for us-east-1.",
  });
