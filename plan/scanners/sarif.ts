// What scanners write: SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
// Seen of checkov 3.3 and tflint 0.53, and in the sources of trivy: all give a file and a line, none the resource's address.
import { isObject, nested, only, type Values } from "../../terraform/block.ts";
import { SarifError } from "../planError.ts";
import type { Severity } from "../rules/finding.ts";

/** One result that a scanner neither passed nor suppressed. */
export interface SarifResult {
  readonly rule: string;
  readonly severity: Severity;
  /** One line. */
  readonly message: string;
  /** As the scanner names it: mostly a path relative to where it ran. */
  readonly file: string | undefined;
  readonly line: number | undefined;
  /** Texts that may name the resource, the surest first. */
  readonly names: readonly string[];
}

export interface SarifRun {
  /** The scanner's name in lower case. */
  readonly tool: string;
  /** Whether the scanner says that it did not get to its end. */
  readonly unfinished: boolean;
  readonly suppressed: number;
  readonly results: readonly SarifResult[];
}

const MAX_TEXT_CHARACTERS = 2_000;
/** GitHub takes no more of a run: https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning */
const MAX_RESULTS = 25_000;
const MAX_LINE = 2 ** 31;

const FAILS = new Set(["fail", "open", "review"]);
const SEVERITY_OF: Readonly<Record<string, Severity>> = { error: "high", warning: "medium", note: "low", none: "low" };

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const oneLine = (value: string): string => value.slice(0, MAX_TEXT_CHARACTERS).replaceAll(/\s+/g, " ").trim();

/** GitHub's bands: https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning */
function severityOf(result: Values, rule: Values): Severity {
  const given = only(result.properties)["security-severity"] ?? only(rule.properties)["security-severity"];
  const score = typeof given === "number" || (typeof given === "string" && given !== "") ? Number(given) : Number.NaN;
  if (!Number.isNaN(score)) return score >= 9 ? "critical" : score >= 7 ? "high" : score >= 4 ? "medium" : "low";
  const level = text(result.level) ?? text(only(rule.defaultConfiguration).level) ?? "warning";
  return (Object.hasOwn(SEVERITY_OF, level) && SEVERITY_OF[level]) || "medium";
}

/** Trivy's text has a line for each of several things, and what is wrong stands in one of them. */
const TRIVY = /^Message: (.+)$/m;

function messageOf({ message }: Values, rule: Values): string {
  const { text: given, id, arguments: values } = only(message);
  const template = typeof id === "string" ? text(only(only(rule.messageStrings)[id]).text) : undefined;
  const filled = template?.replaceAll(/\{(\d+)\}/g, (all, index) => [values].flat().map(String)[index] ?? all);
  const said = text(given) ?? filled ?? text(only(rule.shortDescription).text) ?? "";
  return oneLine(TRIVY.exec(said.slice(0, MAX_TEXT_CHARACTERS))?.[1] ?? said);
}

const textsIn = (values: Values): string[] =>
  Object.values(values).filter((value): value is string => typeof value === "string");

function pathOf({ uri, uriBaseId }: Values, bases: Values): string | undefined {
  if (typeof uri !== "string" || uri === "") return undefined;
  const base =
    typeof uriBaseId === "string" && Object.hasOwn(bases, uriBaseId) ? only(bases[uriBaseId]).uri : undefined;
  const whole = typeof base === "string" && !/^[\w+-]+:|^\//.test(uri) ? `${base.replace(/\/?$/, "/")}${uri}` : uri;
  const path = whole.replace(/^file:\/\//, "").slice(0, MAX_TEXT_CHARACTERS);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function resultOf(result: Values, ruleOf: (result: Values) => Values, bases: Values): SarifResult {
  const rule = ruleOf(result);
  const [location = {}] = nested(result.locations);
  const { artifactLocation, region } = only(location.physicalLocation);
  const line = only(region).startLine;
  const logical = nested(location.logicalLocations).flatMap(({ fullyQualifiedName, name }) =>
    [fullyQualifiedName, name].filter((one) => typeof one === "string"),
  );
  return {
    rule: oneLine(text(result.ruleId) ?? text(only(result.rule).id) ?? text(rule.id) ?? "") || "without a rule",
    severity: severityOf(result, rule),
    message: messageOf(result, rule),
    file: pathOf(only(artifactLocation), bases),
    line: typeof line === "number" && Number.isInteger(line) && line > 0 && line < MAX_LINE ? line : undefined,
    names: [...logical, ...textsIn(only(result.properties))].map((one) => one.slice(0, MAX_TEXT_CHARACTERS)),
  };
}

function runOf({ tool, results, invocations, originalUriBaseIds }: Values): SarifRun {
  const { driver, extensions } = only(tool);
  const rules = nested(only(driver).rules);
  const byId = new Map(
    [...nested(extensions).flatMap((one) => nested(one.rules)), ...rules].map((one) => [one.id, one]),
  );
  const ruleOf = ({ ruleId, ruleIndex, rule }: Values): Values =>
    byId.get(ruleId ?? only(rule).id) ?? (typeof ruleIndex === "number" ? rules[ruleIndex] : undefined) ?? {};
  const failing = nested(results).filter(
    ({ kind, baselineState }) => FAILS.has(text(kind) ?? "fail") && baselineState !== "absent",
  );
  const isSuppressed = ({ suppressions }: Values): boolean =>
    nested(suppressions).some(({ status }) => (status ?? "accepted") === "accepted");
  return {
    // tflint has a run of its own for what went wrong.
    tool:
      oneLine(text(only(driver).name) ?? "")
        .toLowerCase()
        .replace(/-errors$/, "") || "a scanner without a name",
    unfinished: nested(invocations).some(({ executionSuccessful }) => executionSuccessful === false),
    suppressed: failing.filter(isSuppressed).length,
    results: failing.filter((one) => !isSuppressed(one)).map((one) => resultOf(one, ruleOf, only(originalUriBaseIds))),
  };
}

/**
 * @param file its name, for messages
 * @throws SarifError when the text is no SARIF 2.1.0
 */
export function sarifRuns(file: string, content: string): SarifRun[] {
  const refuse = (got: string) => new SarifError(`${file}: must be SARIF 2.1.0, as scanners write it, got ${got}`);
  let log: unknown;
  try {
    log = JSON.parse(content);
  } catch {
    throw refuse(content.trim() === "" ? "an empty file" : "text that is not JSON");
  }
  if (!isObject(log) || !Array.isArray(log.runs)) throw refuse("JSON without runs");
  if (log.version !== "2.1.0") throw refuse(`version ${JSON.stringify(log.version ?? null).slice(0, 40)}`);
  const runs = nested(log.runs);
  const count = runs.reduce((sum, { results }) => sum + (Array.isArray(results) ? results.length : 0), 0);
  if (count > MAX_RESULTS) throw refuse(`${count.toLocaleString("en-US")} results; at most 25,000 are read`);
  return runs.map(runOf);
}
