// Options of a review, and the review that they ask for: checked for secrets before anything of it is printed.
import { mkdir, writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import type { Plan } from "../../../plan/plan.ts";
import type { Failure, Review, Unplanned } from "../../../plan/report/review.ts";
import type { Severity } from "../../../plan/rules/finding.ts";
import type { Scanned } from "../../../plan/scanners/scanned.ts";
import { FailedError, UsageError } from "../../cliError.ts";
import { type BasisOptions, basisOf, withBasis } from "../cost/basisOptions.ts";
import type { Answer, Session } from "../session.ts";
import { reviewedFile } from "./reviewed.ts";

/** Worst first; those of plan/rules/finding.ts, which is not loaded for a help text. */
const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];
const FORMATS = ["markdown", "summary", "annotations", "fingerprint"] as const;

export interface ReviewOptions extends BasisOptions {
  readonly format: (typeof FORMATS)[number];
  readonly summary?: boolean;
  readonly fingerprint?: boolean;
  readonly failOn: Severity;
  readonly windows?: ReadonlyMap<string, string>;
  readonly at?: string;
  readonly key?: string;
  readonly commit?: string;
  readonly full?: boolean;
  readonly output?: string;
  readonly sarif?: string;
  readonly sarifIn?: readonly string[];
  readonly sarifFailOn?: Severity;
  readonly ignore?: readonly string[];
  readonly ignores?: string;
}

function windowsFile(text: string, earlier: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const [, name, file] = /^([\w-]{1,64})=(.+)$/.exec(text) ?? [];
  if (name === undefined || file === undefined) {
    throw new UsageError(`--windows: must be <function>=<file>, got ${text}`);
  }
  return new Map([...earlier, [name, file]]);
}

function commit(text: string): string {
  if (/^[0-9a-f]{7,64}$/i.test(text)) return text;
  throw new UsageError(`--commit: must be 7 to 64 hexadecimal digits, got ${text}`);
}

const repeated = (text: string, earlier: readonly string[] = []): readonly string[] => [...earlier, text];

export const withReview = (command: Command): Command =>
  withBasis(command)
    .addOption(new Option("--format <name>", "what is printed").choices([...FORMATS]).default("markdown"))
    .option("--summary", "the same as --format summary: for a terminal")
    .option("--fingerprint", "the same as --format fingerprint: a hash of what would change, to tie an approval to")
    .addOption(new Option("--fail-on <severity>", "exit 10 from here up").choices([...SEVERITIES]).default("high"))
    .option("--windows <function=file>", "windows instead of those that the plan declares; repeatable", windowsFile)
    .option("--at <instant>", "when it is reviewed: a window may be open (default: now)")
    .option("--key <text>", "tells the comments of one pull request apart (default: the stacks)")
    .option("--commit <hash>", "what was planned, for the first line of the comment", commit)
    .option("--full", "drop no detail, whatever the length")
    .option("--output <file>", "also write the Markdown there")
    .option("--sarif <file>", "also write the findings there, as SARIF 2.1.0")
    .option("--sarif-in <file>", "show what checkov, trivy, tflint or others wrote there; repeatable", repeated)
    .addOption(
      new Option(
        "--sarif-fail-on <severity>",
        "exit 10 also for such results on what changes (default: never)",
      ).choices([...SEVERITIES]),
    )
    .option("--ignore <rule[:address]>", "do not count such findings in this review; repeatable", repeated)
    .option("--ignores <file>", "findings that are accepted, with reason and last day (default: lmi-ignore.json)");

async function windowsOf(
  files: ReviewOptions["windows"],
): Promise<ReadonlyMap<string, readonly BatchWindow[]> | undefined> {
  if (files === undefined) return undefined;
  const { readWindowFile } = await import("../window/windowFile.ts");
  return new Map(
    await Promise.all([...files].map(async ([name, file]) => [name, (await readWindowFile(file)).windows] as const)),
  );
}

/** Says aloud which plan did not get to its end, found something, or is fine. */
async function exitCodeOf(review: Review, { failOn, sarifFailOn }: ReviewOptions): Promise<number> {
  const { verdictOf } = await import("../../../plan/report/verdict.ts");
  const { status } = verdictOf(review);
  if (status === "errored" || status === "incomplete") return 20;
  const reaches = (all: readonly { readonly severity: Severity }[], least: Severity): boolean =>
    all.some(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least));
  const scanned = sarifFailOn !== undefined && reaches(review.scanned?.onChanged ?? [], sarifFailOn);
  return scanned || reaches(review.findings, failOn) ? 10 : 0;
}

async function write(option: string, file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${option} ${file}: cannot be written (${error.code ?? error.message})`, { cause: error });
  });
}

async function scannedOf(
  { sarifIn, sarifFailOn }: ReviewOptions,
  plans: readonly Plan[],
  planFiles: readonly string[],
): Promise<Scanned | undefined> {
  if (sarifIn === undefined) {
    if (sarifFailOn !== undefined) throw new UsageError("--sarif-fail-on: only together with --sarif-in");
    return undefined;
  }
  const { readScans } = await import("../../../plan/scanners/scan.ts");
  return readScans(sarifIn, plans, planFiles);
}

/** What was asked for besides the stacks that have a plan. */
export interface Given {
  /** Paths of the plans, which scanners may have looked at. @default none */
  readonly planFiles?: readonly string[];
  /** Stacks that have no plan: the review says so. @default none */
  readonly unplanned?: readonly Unplanned[];
  /** What went wrong meanwhile. @default nothing */
  readonly failures?: readonly Failure[];
  /** A folder that gets the review as JSON, by its fingerprint. @default none does */
  readonly record?: string;
  /** Whether what changed outside of Terraform is a finding. @default false */
  readonly failOnDrift?: boolean;
}

/**
 * @throws FailedError when a text holds what is marked sensitive; nothing is printed or written then
 */
export async function answerOf(
  plans: readonly Plan[],
  options: ReviewOptions,
  { settings, terminal }: Pick<Session, "settings" | "terminal">,
  { planFiles = [], unplanned = [], failures = [], record, failOnDrift = false }: Given = {},
): Promise<Answer> {
  const [{ reviewOf }, report, { findLeak }, { instant }, { ignoresOf }, pricing] = await Promise.all([
    import("../../../plan/reviewOf.ts"),
    import("../../../plan/report/report.ts"),
    import("../../../plan/secrets/guard.ts"),
    import("../instant.ts"),
    import("./ignoreFile.ts"),
    basisOf(options),
  ]);
  const at = options.at === undefined ? Date.now() : instant("--at", options.at);
  const windows = await windowsOf(options.windows);
  const scanned = await scannedOf(options, plans, planFiles);
  const ignores = await ignoresOf(options.ignore ?? [], options.ignores);
  const reviewed = { plans, at, ...(windows && { windows }) };
  const review: Review = {
    ...reviewOf(reviewed, pricing, ignores),
    at,
    ...(options.commit !== undefined && { commit: options.commit }),
    unplanned,
    failures,
    ...(scanned && { scanned }),
    ...(failures.length > 0 && { cost: { unavailable: "not every stack could be planned" } }),
  };
  const markdown = () =>
    report.renderMarkdown(review, {
      ...(options.key !== undefined && { key: options.key }),
      full: options.full === true,
    });
  if (options.summary && options.fingerprint) {
    throw new UsageError("--fingerprint: not together with --summary");
  }
  const format = options.summary ? "summary" : options.fingerprint ? "fingerprint" : options.format;
  const printers = {
    markdown: () => markdown().replace(/\n$/, "").split("\n"),
    summary: () => report.renderSummary(review, { colour: terminal?.hasColour === true }),
    annotations: () => report.toAnnotations(review),
    fingerprint: () => [report.fingerprintOf(plans)],
  } as const;
  const json = settings.json || record !== undefined ? report.toJson(review) : undefined;
  const lines = settings.json ? [] : printers[format]();
  const files = [
    ...(record === undefined || json === undefined
      ? []
      : [["--out", reviewedFile(record, json.fingerprint), JSON.stringify(json)] as const]),
    ...(options.output === undefined ? [] : [["--output", options.output, markdown()] as const]),
    ...(options.sarif === undefined
      ? []
      : [["--sarif", options.sarif, `${JSON.stringify(report.toSarif(review), undefined, 2)}\n`] as const]),
  ];
  const texts = [lines.join("\n"), json === undefined ? "" : JSON.stringify(json), ...files.map(([, , text]) => text)];
  for (const text of texts) {
    const place = findLeak(text, plans);
    if (place !== undefined) {
      throw new FailedError(
        `plan review: ${place} would hold a value that is marked sensitive; nothing was printed or written, please report it`,
      );
    }
  }
  if (record !== undefined) await mkdir(record, { recursive: true });
  for (const [option, file, text] of files) await write(option, file, text);
  const drifted = failOnDrift && plans.some(({ drift }) => drift.length > 0);
  return { json, lines, exitCode: (await exitCodeOf(review, options)) || (drifted ? 10 : 0) };
}
