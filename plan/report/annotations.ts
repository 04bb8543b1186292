// Findings as workflow commands, which GitHub shows beside a run:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import { type Finding, SEVERITIES, type Severity } from "../rules/finding.ts";
import { worstFirst } from "./findingOrder.ts";
import { ignoredCount } from "./ignoredPhrase.ts";
import { MAX_NAME_CHARACTERS, plural } from "./phrase.ts";
import type { Review } from "./review.ts";
import { verdictOf } from "./verdict.ts";
import { head, shortened } from "./visible.ts";

/**
 * GitHub shows so many of a level for one step, and 50 for a job, and drops the others:
 * https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
 */
const MAX_PER_LEVEL = 10;
/** https://docs.github.com/en/rest/checks/runs: title of an annotation */
const MAX_TITLE_CHARACTERS = 255;
const MAX_TEXT_CHARACTERS = 1_000;

type Level = "error" | "warning" | "notice";
const LEVELS: Record<Severity, Level> = { critical: "error", high: "error", medium: "warning", low: "notice" };

const ESCAPES: Record<string, string> = { "%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C" };
const data = (text: string): string => text.replace(/[%\r\n]/g, (character) => ESCAPES[character] ?? "");
const property = (text: string): string => text.replace(/[%\r\n:,]/g, (character) => ESCAPES[character] ?? "");
const command = (level: Level, title: string, message: string): string =>
  `::${level} title=${property(head(title, MAX_TITLE_CHARACTERS))}::${data(message)}`;

function ofFinding({ severity, stack, address, attribute, what, why, remedy }: Finding): string {
  const short = (text: string) => shortened(text, MAX_TEXT_CHARACTERS);
  const where = [address, attribute ?? ""]
    .map((name) => shortened(name, MAX_NAME_CHARACTERS))
    .join(" ")
    .trim();
  const message = `${where} in ${shortened(stack, MAX_NAME_CHARACTERS)}\n${short(why)}\nWhat to do: ${short(remedy)}`;
  const title = `${severity}: ${short(what)}`;
  return command(LEVELS[severity], title, title.length > MAX_TITLE_CHARACTERS ? `${short(what)}\n${message}` : message);
}

/** `2 critical, 1 low` */
const countedBySeverity = (findings: readonly Finding[]): string =>
  SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [`${count.toLocaleString("en-US")} ${severity}`] : [];
  }).join(", ");

/** A plan that is not whole is an error of its own. */
function ofVerdict(review: Review): string[] {
  const { status } = verdictOf(review);
  if (status !== "errored" && status !== "incomplete") return [];
  const failures = (review.failures ?? []).map(({ stack, step, said }) => {
    const [first = ""] = said.split("\n");
    return shortened(`${step} failed in ${stack}: ${first}`, MAX_TEXT_CHARACTERS);
  });
  const message = "What the review says is not the whole change; see its comment for the stacks.";
  return [command("error", `plan is ${status}`, [...failures.slice(0, MAX_PER_LEVEL), message].join("\n"))];
}

function ofIgnored({ ignored = [] }: Review): string[] {
  if (ignored.length === 0) return [];
  const counted = countedBySeverity(ignored.map(({ finding }) => finding));
  return [
    command("notice", ignoredCount(ignored.length), `${counted}: the review's comment lists them with their reasons.`),
  ];
}

function ofLevel(level: Level, already: number, findings: readonly Finding[]): string[] {
  const room = MAX_PER_LEVEL - already;
  if (findings.length <= room) return findings.map(ofFinding);
  const left = findings.length - (room - 1);
  const counted = countedBySeverity(findings.slice(room - 1));
  const more = command(level, plural(left, "more finding"), `${counted}: the review's comment lists them.`);
  return [...findings.slice(0, room - 1).map(ofFinding), more];
}

/** One line each, worst first; where GitHub would drop some of a level, the last line of the level counts them. */
export function toAnnotations(review: Review): string[] {
  const findings = worstFirst(review.findings);
  const first = ofVerdict(review);
  const ignored = ofIgnored(review);
  const already = { error: first.length, warning: 0, notice: ignored.length };
  return [
    ...first,
    ...ignored,
    ...(["error", "warning", "notice"] as const).flatMap((level) => {
      const own = findings.filter(({ severity }) => LEVELS[severity] === level);
      return ofLevel(level, already[level], own);
    }),
  ];
}
