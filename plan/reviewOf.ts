// Plans become a review: what the rules find, what the change costs, and what neither looked at.
import { isFree, isPriced } from "../cost/inventory/pricedTypes.ts";
import type { DeltaOptions } from "./cost/costDelta.ts";
import { costDelta } from "./cost/costDelta.ts";
import { type Ignore, sift } from "./ignores/ignores.ts";
import { coverageOf } from "./report/coverage.ts";
import type { Review } from "./report/review.ts";
import { reviewedOf, type ToReview } from "./rules/reviewed.ts";
import { findingsOf } from "./rules/rule.ts";
import { judgedTypes, RULES } from "./rules.ts";

export function reviewOf(
  given: ToReview,
  pricing: Omit<DeltaOptions, "from">,
  ignores: readonly Ignore[] = [],
): Review {
  const { findings, ignored, notes } = sift(findingsOf(RULES, reviewedOf(given)), ignores, given.at);
  return {
    plans: given.plans,
    findings,
    ignored,
    ignoreNotes: notes,
    coverage: coverageOf(given.plans, { judged: judgedTypes(), isPriced, isFree }),
    cost: costDelta(given.plans, { ...pricing, from: given.at }),
  };
}
