// Findings that were accepted: of a rule, at one address or everywhere, with a reason and a last day.
import type { Finding } from "../rules/finding.ts";

const DAY_MS = 86_400_000;

export interface Ignore {
  /** Id of the rule. */
  readonly rule: string;
  /** Of the resource; undefined: every one. */
  readonly address?: string;
  readonly reason: string;
  /** The last day on which it holds, in UTC, such as `2026-12-31`; undefined: for this review only. */
  readonly until?: string;
  /** Where it is written, such as `lmi-ignore.json [0]`. */
  readonly source: string;
}

export interface IgnoredFinding {
  readonly finding: Finding;
  readonly reason: string;
  readonly until?: string;
}

export interface Sifted {
  /** Those that count. */
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  /** What a reader should know of ignores that do nothing. */
  readonly notes: readonly string[];
}

const isOver = ({ until }: Ignore, at: number): boolean => until !== undefined && at >= Date.parse(until) + DAY_MS;

const isOf = ({ rule, address }: Ignore, finding: Finding): boolean =>
  rule === finding.rule && (address === undefined || address === finding.address);

const named = ({ source, rule, address }: Ignore): string =>
  `${source}: ${rule}${address === undefined ? "" : ` at ${address}`}`;

/** @param at when the review is made, in milliseconds since the epoch */
export function sift(all: readonly Finding[], ignores: readonly Ignore[], at: number): Sifted {
  const inForce = ignores.filter((ignore) => !isOver(ignore, at));
  const findings: Finding[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const finding of all) {
    const ignore = inForce.find((one) => isOf(one, finding));
    if (ignore === undefined) findings.push(finding);
    else ignored.push({ finding, reason: ignore.reason, ...(ignore.until !== undefined && { until: ignore.until }) });
  }
  const notes = ignores.flatMap((ignore) => {
    if (!inForce.includes(ignore)) return [`${named(ignore)} held until ${ignore.until}, and ignores nothing any more`];
    return all.some((finding) => isOf(ignore, finding)) ? [] : [`${named(ignore)} matches no finding of this review`];
  });
  return { findings, ignored, notes };
}
