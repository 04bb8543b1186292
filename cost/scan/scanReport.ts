// A scan as a report: what to move, together on which instances, what stays and why, and what must be measured before it is known.
import { type Block, list, paragraph } from "../../report/block.ts";
import { count, percent, usd } from "../../report/figures.ts";
import { keyFigures } from "../../report/keyFigures.ts";
import type { Report, Section } from "../../report/report.ts";
import { table } from "../../report/table.ts";
import { COUNT, USD } from "../../report/units.ts";
import { restsOn } from "../restsOn.ts";
import { NOT_PRICED_IN_SCAN } from "./notPriced.ts";
import type { PlannedProvider } from "./plan.ts";
import type { Scan, ScannedFunction, Verdict } from "./scan.ts";

/** A page has all of it, a terminal the first. */
const shortened = (rows: number, top: number, make: (most: number) => Block, what: string): Block => {
  const short = make(top);
  return {
    html: (id) => make(rows).html(id),
    lines: () => [
      ...short.lines(),
      ...(rows > top ? [`and ${rows - top} more ${what}; --top, --html and --json show them`] : []),
    ],
  };
};

const providerName = ({ trust, part, parts }: PlannedProvider): string =>
  parts > 1 ? `${trust}, ${part} of ${parts}` : trust;

const range = ({ minInstances, maxInstances, type }: PlannedProvider): string =>
  minInstances === maxInstances ? `${minInstances} x ${type}` : `${minInstances} to ${maxInstances} x ${type}`;

const providersTable = (providers: readonly PlannedProvider[]): Block =>
  table({
    caption: "Capacity providers, US dollars a month without requests, which cost the same on both",
    columns: [
      { head: "Trust group" },
      { head: "architecture" },
      { head: "functions", unit: COUNT },
      { head: "instances" },
      { head: "today", unit: USD },
      { head: "moved", unit: USD },
      { head: "saved", unit: USD },
    ],
    rows: providers.map(
      (one) =>
        [
          providerName(one),
          one.architecture,
          one.moved.length,
          range(one),
          one.ordinaryUsdPerMonth,
          one.usdPerMonth,
          one.ordinaryUsdPerMonth - one.usdPerMonth,
        ] as const,
    ),
  });

const functionsTable = (functions: readonly ScannedFunction[], caption: string): Block =>
  table({
    caption,
    columns: [
      { head: "Function" },
      { head: "runtime" },
      { head: "MB", unit: COUNT },
      { head: "requests/month", unit: COUNT },
      { head: "mean ms", unit: COUNT },
      { head: "in flight", unit: COUNT },
      { head: "at most", unit: COUNT },
      { head: "today", unit: USD },
      { head: "moved", unit: USD },
      { head: "saved", unit: USD },
      { head: "how sure" },
    ],
    rows: functions.map(
      ({ candidate, ...one }) =>
        [
          candidate.name,
          candidate.runtime ?? "image",
          candidate.memoryMb,
          candidate.requestsPerMonth,
          candidate.durationMs,
          candidate.meanInFlight,
          candidate.peakInFlight,
          one.ordinaryUsdPerMonth,
          one.movedUsdPerMonth,
          one.movedUsdPerMonth === undefined ? undefined : one.savedUsdPerMonth,
          one.sureness,
        ] as const,
    ),
  });

const reasonsTable = (
  functions: readonly ScannedFunction[],
  caption: string,
  why: (one: ScannedFunction) => string,
): Block =>
  table({
    caption,
    columns: [
      { head: "Function" },
      { head: "runtime" },
      { head: "today", unit: USD },
      { head: "saved", unit: USD },
      { head: "why" },
    ],
    rows: functions.map(
      (one) =>
        [
          one.candidate.name,
          one.candidate.runtime ?? "image",
          one.ordinaryUsdPerMonth,
          one.movedUsdPerMonth === undefined ? undefined : one.savedUsdPerMonth,
          why(one),
        ] as const,
    ),
  });

/** What moved functions must stand, once for each language. */
function concurrencyTexts(functions: readonly ScannedFunction[]): string[] {
  const models = new Map(
    functions.flatMap(({ candidate: { runtimeAnswer } }) =>
      runtimeAnswer.model ? [[runtimeAnswer.model.language, runtimeAnswer.model] as const] : [],
    ),
  );
  return [...models.values()].map(({ language, atOnce, defaultPerVCpu, documentation }) => {
    const fallback = defaultPerVCpu === undefined ? "" : `; ${defaultPerVCpu} at once per vCPU unless configured`;
    return `${language}: ${atOnce}${fallback} (${documentation})`;
  });
}

const plural = (amount: number, what: string): string => `${count(amount)} ${what}${amount === 1 ? "" : "s"}`;

function leadOf({ functions, ordinaryUsdPerMonth, savedUsdPerMonth, unread, span }: Scan): string {
  if (span.hours === 0)
    return `${plural(functions.length, "function")}, of which nothing was measured: no price can be said.`;
  const of = (verdict: Verdict) => functions.filter((one) => one.verdict === verdict).length;
  const cost = `${plural(functions.length, "function")} cost ${usd(ordinaryUsdPerMonth)} a month on ordinary Lambda`;
  const priced = functions.filter(({ movedUsdPerMonth }) => movedUsdPerMonth !== undefined).length;
  const saving =
    priced === 0
      ? "moving none of them saves anything"
      : `moving ${count(priced)} of them saves ${usd(savedUsdPerMonth)} (${percent(savedUsdPerMonth / ordinaryUsdPerMonth)})`;
  const sure = `${count(of("moves"))} move, ${count(of("stays"))} stay, ${count(of("depends"))} depend on what was not measured`;
  return `${cost}; ${saving}: ${sure}${unread.length > 0 ? `; ${count(unread.length)} could not be read` : ""}.`;
}

function sectionsOf(result: Scan, top: number): Section[] {
  const { functions, providers, unread, notes, egressUsdPerMonth, reportedCost, span } = result;
  const of = (verdict: Verdict) => functions.filter((one) => one.verdict === verdict);
  const [moves, depends, stays] = [of("moves"), of("depends"), of("stays")];
  const moved = functions.filter(({ movedUsdPerMonth }) => movedUsdPerMonth !== undefined);
  const group = (
    heading: string,
    rows: readonly ScannedFunction[],
    make: (shown: readonly ScannedFunction[]) => Block,
  ): Section[] =>
    rows.length === 0
      ? []
      : [{ heading, blocks: [shortened(rows.length, top, (most) => make(rows.slice(0, most)), "of them")] }];
  return [
    {
      heading: "Together",
      blocks:
        providers.length === 0
          ? [
              paragraph(
                "No group of functions that may share instances pays for three of them, and for the way to its logs.",
              ),
            ]
          : [
              shortened(providers.length, top, (most) => providersTable(providers.slice(0, most)), "providers"),
              paragraph(`The way to CloudWatch Logs, once for all of them: ${usd(egressUsdPerMonth)} a month.`),
            ],
    },
    ...group("What moves", moves, (rows) =>
      functionsTable(
        rows,
        "Where it is cheaper within a factor of two of what was not measured, or whatever that is (sure)",
      ),
    ),
    ...group("What depends on what was not measured", depends, (rows) =>
      reasonsTable(
        rows,
        "With the cautious guess; measure what decides",
        ({ dependsOn, movedUsdPerMonth }) =>
          `${movedUsdPerMonth === undefined ? "stays" : "moves"} as guessed; decided by ${dependsOn.join(", and ")}`,
      ),
    ),
    ...group("What stays", stays, (rows) => reasonsTable(rows, "On ordinary Lambda", ({ why }) => why)),
    ...(moved.length > 0
      ? [{ heading: "What code must stand when it moves", blocks: [list(concurrencyTexts(moved))] }]
      : []),
    ...(unread.length > 0
      ? [{ heading: "Not read", blocks: [list(unread.map(({ name, why }) => `${name}: ${why}`))] }]
      : []),
    {
      heading: "What to know",
      blocks: [
        list([
          span.hours === 0
            ? "nothing was measured: no file has metrics of a function that is listed"
            : `${span.hours} hours from ${new Date(span.from).toISOString().slice(0, 16)}Z on, by the hour`,
          ...(reportedCost === undefined ? [] : [`the usage report: Lambda cost ${usd(reportedCost)} in its hours`]),
          ...notes,
        ]),
      ],
    },
    { heading: "Not priced here", blocks: [list(NOT_PRICED_IN_SCAN)] },
  ];
}

/** @param top how many functions of each kind a terminal shows */
export function scanReport(result: Scan, top: number): Report {
  const { ordinaryUsdPerMonth, savedUsdPerMonth, functions, providers, assumptions, prices } = result;
  const [first, ...others] = sectionsOf(result, top);
  const figures = keyFigures([
    {
      label: "Today",
      value: result.span.hours === 0 ? "unknown" : usd(ordinaryUsdPerMonth),
      note: "a month on ordinary Lambda",
    },
    { label: "Saved by moving", value: usd(savedUsdPerMonth), note: "a month, all that moves together" },
    { label: "Functions", value: count(functions.length), note: `${count(providers.length)} capacity providers` },
  ]);
  return {
    title: "What of this account should move to managed instances?",
    lead: leadOf(result),
    sections: [
      ...(first ? [{ ...first, blocks: [figures, ...first.blocks] }] : []),
      ...others,
      restsOn(assumptions, prices),
    ],
    foot: `Prices of ${prices.region}, on demand, read on ${prices.date}.`,
  };
}
