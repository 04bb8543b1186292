// A rule of the review: what it is called, how bad it is, what it means, and how it finds it.
import { type Finding, SEVERITIES, type Severity } from "./finding.ts";
import type { Reviewed } from "./reviewed.ts";

/** What every finding of a rule says that has no words of its own; plain, without Markdown. */
export interface Help {
  /** Why it matters. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
}

export interface About extends Help {
  /** What a finding has that names none; with several, where it depends on the case, worst first. */
  readonly severity: Severity | readonly [Severity, ...Severity[]];
  /** What happens, in one short line. */
  readonly title: string;
  /** The types of resources that it judges; empty: every type. */
  readonly types: readonly string[];
}

/** One thing found; what it leaves out is said by its rule. */
export type Found = Pick<Finding, "stack" | "address" | "attribute" | "what" | "applyFails"> &
  Partial<Pick<Finding, "severity" | "why" | "remedy">>;

export interface Rule extends Omit<About, "severity"> {
  /** Such as `capacity-provider-replaced`: it stays the same from version to version. */
  readonly id: string;
  /** What its findings may have, worst first. */
  readonly severities: readonly [Severity, ...Severity[]];
  check(reviewed: Reviewed): Iterable<Found>;
}

export const rule = ({ severity, ...rest }: About & Pick<Rule, "id" | "check">): Rule => ({
  ...rest,
  severities: typeof severity === "string" ? [severity] : severity,
});

/** Found by a look that several rules share. */
export type FoundAs<Id extends string> = Found & { readonly rule: Id };

/** Rules that one look at the plans finds together. */
export function family<Id extends string>(
  abouts: Readonly<Record<Id, About>>,
  look: (reviewed: Reviewed) => Iterable<FoundAs<Id>>,
): readonly Rule[] {
  const all = (reviewed: Reviewed): readonly FoundAs<Id>[] => [...look(reviewed)];
  return Object.entries<About>(abouts).map(([id, about]) =>
    rule({ id, ...about, check: (reviewed) => reviewed.once(all).filter((found) => found.rule === id) }),
  );
}

/** All that the rules find, in full words. */
export const findingsOf = (rules: readonly Rule[], reviewed: Reviewed): Finding[] =>
  rules.flatMap(({ id, severities: [severity], why, remedy, check }) =>
    [...check(reviewed)].map(
      ({ stack, address, attribute, what, applyFails, ...own }): Finding => ({
        rule: id,
        severity: own.severity ?? severity,
        stack,
        address,
        ...(attribute !== undefined && { attribute }),
        what,
        why: own.why ?? why,
        remedy: own.remedy ?? remedy,
        ...(applyFails !== undefined && { applyFails }),
      }),
    ),
  );

/** Each severity once, worst first. */
export const worstFirst = (severities: Iterable<Severity>): readonly [Severity, ...Severity[]] => {
  const given = new Set(severities);
  return SEVERITIES.filter((severity) => given.has(severity)) as [Severity, ...Severity[]];
};
