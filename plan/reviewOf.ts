// Plans become a review: what the rules find, and what the change costs.
import type { DeltaOptions } from "./cost/costDelta.ts";
import { costDelta } from "./cost/costDelta.ts";
import type { Review } from "./report/review.ts";
import { reviewedOf, type ToReview } from "./rules/reviewed.ts";
import { findingsOf } from "./rules/rule.ts";
import { RULES } from "./rules.ts";

export function reviewOf(given: ToReview, pricing: Omit<DeltaOptions, "from">): Review {
  return {
    plans: given.plans,
    findings: findingsOf(RULES, reviewedOf(given)),
    cost: costDelta(given.plans, { ...pricing, from: given.at }),
  };
}
