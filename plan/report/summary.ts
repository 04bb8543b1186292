// The review for a terminal: the verdict, counts, findings, what is destroyed or replaced, the cost.
import { columns } from "../../report/columns.ts";
import type { Change } from "../plan.ts";
import type { Finding, Severity } from "../rules/finding.ts";
import type { Scanned } from "../scanners/scanned.ts";
import { usdRange } from "./amounts.ts";
import { changesByKind } from "./changeKind.ts";
import { phraseOf } from "./changePhrase.ts";
import { atPricesOf, largestFirst } from "./costDelta.ts";
import { isCostTold } from "./costTold.ts";
import { ALWAYS_COUNTED, COUNTED, countsOf, total } from "./counts.ts";
import { coveragePhrases } from "./coverage.ts";
import { worstFirst } from "./findingOrder.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { ignoredPhrase } from "./ignoredPhrase.ts";
import { asPlain } from "./phrase.ts";
import type { Review } from "./review.ts";
import { placeOf, resultPhrase, scannerPhrases } from "./scannerPhrase.ts";
import { verdictOf } from "./verdict.ts";
import { shortened, visible } from "./visible.ts";
import { waitPhrases } from "./waitPhrase.ts";

export interface SummaryOptions {
  /** With ANSI colours, which only a terminal shows. @default false */
  readonly colour?: boolean;
}

const MAX_TEXT_CHARACTERS = 500;
const MAX_COST_LINES = 10;
const MAX_SAID_LINES = 20;
const CODES = { bold: 1, red: 31, yellow: 33, grey: 90 } as const;
type Paint = (code: keyof typeof CODES, text: string) => string;

const COLOURS: Record<Severity, keyof typeof CODES> = { critical: "red", high: "red", medium: "yellow", low: "grey" };

const line = (text: string): string => shortened(text, MAX_TEXT_CHARACTERS);

function counts({ plans }: Review): string[] {
  const all = plans.map(countsOf);
  const sum = total(all);
  const names = COUNTED.filter((name) => ALWAYS_COUNTED.has(name) || sum[name] > 0);
  return columns([
    ["stack", ...names],
    ...plans.map(({ stack }, index) => [line(stack), ...names.map((name) => String(all[index]?.[name] ?? 0))]),
  ]);
}

function findingLines(findings: readonly Finding[], severalStacks: boolean, paint: Paint): string[] {
  return findings.flatMap(({ rule, severity, stack, address, attribute, what, remedy }) => {
    const where = [address, attribute ?? "", severalStacks ? `(${stack})` : ""].filter((part) => part !== "").join(" ");
    return [
      `${paint(COLOURS[severity], severity.padEnd(8))}  ${line(where)}`,
      `          ${line(what)} (${line(rule)})`,
      `          ${paint("grey", `do: ${line(remedy)}`)}`,
    ];
  });
}

const MAX_TYPES = 10;
const MAX_RESULTS = 20;

/** A count for each scanner, and the first results. */
function scannerLines(scanned: Scanned | undefined, severalStacks: boolean): string[] {
  if (scanned === undefined) return [];
  const shown = [
    ...scanned.onChanged.map((one) => [severalStacks ? `${one.address} (${one.stack})` : one.address, one] as const),
    ...scanned.elsewhere.map((one) => [placeOf(one), one] as const),
  ].slice(0, MAX_RESULTS);
  const left = scanned.onChanged.length + scanned.elsewhere.length - shown.length;
  const byPlace = Map.groupBy(shown, ([where]) => where);
  return [
    ...scannerPhrases(scanned).map((phrase) => `scanned  ${line(asPlain(phrase))}`),
    ...[...byPlace].flatMap(([where, results]) => [
      `  ${line(where)}`,
      ...results.map(([, result]) => `    ${line(asPlain(resultPhrase(result, MAX_TEXT_CHARACTERS)))}`),
    ]),
    ...(left > 0 ? [`  and ${left} more`] : []),
  ];
}

function ignoredLines({ ignored = [], ignoreNotes = [] }: Review, severalStacks: boolean): string[] {
  return [...ignored.map((one) => asPlain(ignoredPhrase(one, severalStacks))), ...ignoreNotes].map(
    (text) => `ignored   ${line(text)}`,
  );
}

function costLines(review: Review): string[] {
  const { cost } = review;
  if (!isCostTold(review)) return [];
  if ("unavailable" in cost) return [`cost  not known: ${line(cost.unavailable)}`];
  const lines = largestFirst(cost.lines);
  const left = lines.length - MAX_COST_LINES;
  return [
    `cost  ${usdRange(cost.floorUsdPerMonth, cost.ceilingUsdPerMonth)} per month ${atPricesOf(cost)}`,
    ...columns(
      lines
        .slice(0, MAX_COST_LINES)
        .map((one) => [
          `  ${line(one.what)}`,
          line(one.address),
          usdRange(one.floorUsdPerMonth, one.ceilingUsdPerMonth),
        ]),
    ),
    ...(left > 0 ? [`  and ${left} more`] : []),
  ];
}

/** Lines without colour codes unless asked for; every destroyed and replaced resource has one. */
export function renderSummary(review: Review, { colour = false }: SummaryOptions = {}): string[] {
  const paint: Paint = (code, text) => (colour ? `\u001b[${CODES[code]}m${text}\u001b[0m` : text);
  const severalStacks = review.plans.length > 1;
  const kinds = changesByKind(review.plans);
  const changes = (["unknown", "destroyed", "replaced"] as const).flatMap((kind) => kinds.get(kind) ?? []);
  const changeLine = (change: Change) =>
    asPlain([{ name: change.address }, severalStacks ? ` (${visible(change.stack)}) ` : " ", ...phraseOf(change)]);
  const sections = [
    [paint("bold", asPlain(verdictOf(review).phrase))],
    (review.unplanned ?? []).flatMap(waitPhrases).map((phrase) => line(asPlain(phrase))),
    (review.failures ?? []).flatMap(({ said }) => said.split("\n").slice(0, MAX_SAID_LINES).map(line)),
    counts(review),
    findingLines(worstFirst(review.findings), severalStacks, paint),
    ignoredLines(review, severalStacks),
    changes.map(changeLine),
    scannerLines(review.scanned, severalStacks),
    coveragePhrases(review.coverage, MAX_TYPES).map((phrase) => line(asPlain(phrase))),
    costLines(review),
    review.plans.length > 0 ? [`fingerprint  ${fingerprintOf(review.plans)}`] : [],
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, index) => (index > 0 ? ["", ...lines] : lines));
}
