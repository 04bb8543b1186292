// The one line on top: what is worst, and never "no changes" for a plan that does not know.

import type { Plan } from "../plan.ts";
import { SEVERITIES } from "../rules/finding.ts";
import { type Counts, countsOf, total } from "./counts.ts";
import { worstFirst } from "./findingOrder.ts";
import { ignoredCount } from "./ignoredPhrase.ts";
import { listed, type Phrase, plural } from "./phrase.ts";
import { hasFailed, type Review } from "./review.ts";
import { cut, shortened } from "./visible.ts";

/** Worst first; the verdict has the first that is true. */
export type Status = "errored" | "incomplete" | "wouldFail" | "findings" | "changes" | "noChanges";

export interface Verdict {
  readonly status: Status;
  readonly phrase: Phrase;
}

const MAX_WHAT_CHARACTERS = 300;
/** What does not matter beside findings is in the table only. */
const NONE = total([]);
const are = (count: number): string => (count === 1 ? "is" : "are");
const joined = (phrases: readonly Phrase[], separator: string): Phrase =>
  phrases.flatMap((phrase, index) => (index > 0 ? [separator, ...phrase] : phrase));
const named = (stacks: readonly string[]): Phrase =>
  listed(
    stacks.map((stack) => cut(stack, 100)),
    5,
  );
const stacksOf = (plans: readonly Plan[]): Phrase => named(plans.map(({ stack }) => stack));

function unfinished({ plans, unplanned = [], failures = [] }: Review, { deferred, unknown }: Counts): Phrase[] {
  const failed = new Set(failures.map(({ stack }) => stack));
  const errored = plans.filter((plan) => plan.errored && !failed.has(plan.stack));
  const partial = plans.filter((plan) => !plan.errored && plan.outside > 0);
  const incomplete = plans.filter((plan) => !plan.errored && !plan.complete && plan.outside === 0);
  const phrases: Phrase[] = [...Map.groupBy(failures, ({ step }) => step)].map(([step, all]) => [
    `${step} failed in `,
    ...named(all.map(({ stack }) => stack)),
  ]);
  if (errored.length > 0)
    phrases.push(["plan is errored: Terraform stopped before it was done in ", ...stacksOf(errored)]);
  if (partial.length > 0) {
    const outside = partial.reduce((sum, plan) => sum + plan.outside, 0);
    phrases.push([`plan is partial: it leaves out ${plural(outside, "resource")} of `, ...stacksOf(partial)]);
  }
  if (incomplete.length > 0) {
    phrases.push(["plan is incomplete: another plan is needed after this apply in ", ...stacksOf(incomplete)]);
  }
  if (unplanned.length > 0) phrases.push(["there is no plan of ", ...named(unplanned.map(({ stack }) => stack))]);
  if (deferred > 0) phrases.push([`${plural(deferred, "change")} ${are(deferred)} deferred`]);
  if (unknown > 0) phrases.push([`${plural(unknown, "change")} with an action that this version does not know`]);
  return phrases;
}

function found({ findings }: Review): Phrase[] {
  const failing = worstFirst(findings).filter(({ applyFails }) => applyFails);
  const bySeverity = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [`${count.toLocaleString("en-US")} ${severity}`] : [];
  });
  const phrases: Phrase[] = [];
  const [first] = failing;
  if (first) {
    const more = failing.length > 1 ? [` (and ${failing.length - 1} more)`] : [];
    phrases.push([
      "apply would fail: ",
      { name: first.address },
      ": ",
      { prose: shortened(first.what.replace(/\.$/, ""), MAX_WHAT_CHARACTERS) },
      ...more,
    ]);
  }
  if (bySeverity.length > 0) phrases.push([`findings: ${bySeverity.join(", ")}`]);
  return phrases;
}

function changed({
  replaced,
  destroyed,
  created,
  updated,
  forgotten,
  moved,
  imported,
  read,
  outputs,
  invoked,
}: Counts): Phrase[] {
  const words = [
    [replaced, "replaced"],
    [destroyed, "destroyed"],
    [updated, "updated"],
    [created, "created"],
    [forgotten, "forgotten"],
    [imported, "imported"],
    [moved, "moved"],
    [read, "read during apply"],
  ] as const;
  const parts = words
    .filter(([count]) => count > 0)
    .map(([count, word], index) =>
      index === 0 ? `${plural(count, "resource")} ${are(count)} ${word}` : `${count.toLocaleString("en-US")} ${word}`,
    );
  if (outputs > 0) parts.push(`${plural(outputs, "output")} ${outputs === 1 ? "changes" : "change"}`);
  if (invoked > 0) parts.push(`${plural(invoked, "action")} ${invoked === 1 ? "runs" : "run"}`);
  return parts.length > 0 ? [[parts.join(", ")]] : [];
}

function statusOf(review: Review, counts: Counts, changes: boolean): Status {
  const { plans, findings, unplanned = [] } = review;
  if (hasFailed(review)) return "errored";
  if (unplanned.length + counts.deferred + counts.unknown > 0 || plans.some(({ complete }) => !complete))
    return "incomplete";
  if (findings.some(({ applyFails }) => applyFails)) return "wouldFail";
  if (findings.length > 0) return "findings";
  return changes ? "changes" : "noChanges";
}

export function verdictOf(review: Review): Verdict {
  const counts = total(review.plans.map(countsOf));
  const changes = changed(counts);
  const status = statusOf(review, counts, changes.length > 0);
  const failedChecks = review.plans.reduce((sum, plan) => sum + plan.failedChecks.length, 0);
  const findings = found(review);
  const told =
    findings.length > 0 ? changed({ ...NONE, replaced: counts.replaced, destroyed: counts.destroyed }) : changes;
  const phrases = [...unfinished(review, counts), ...findings, ...told];
  if (failedChecks > 0)
    phrases.push([`${plural(failedChecks, "check")} ${failedChecks === 1 ? "does" : "do"} not pass`]);
  if (status === "noChanges") phrases.unshift([review.plans.length > 0 ? "no changes" : "no plan was given"]);
  const ignored = review.ignored?.length ?? 0;
  if (ignored > 0) phrases.push([ignoredCount(ignored)]);
  if (counts.drifted > 0) phrases.push([`${plural(counts.drifted, "resource")} changed outside Terraform`]);
  const [first = "", ...rest] = joined(phrases, "; ");
  return {
    status,
    phrase:
      typeof first === "string" ? [`${first.charAt(0).toUpperCase()}${first.slice(1)}`, ...rest] : [first, ...rest],
  };
}
