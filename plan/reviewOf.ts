// Plans become a review: what the rules find, and what the change costs.
import type { DeltaOptions } from "./cost/costDelta.ts";
import { costDelta } from "./cost/costDelta.ts";
import type { Review } from "./report/review.ts";
import { reviewedOf, type ToReview } from "./rules/reviewed.ts";
import { RULES } from "./rules.ts";

export function reviewOf(given: ToReview, pricing: Omit<DeltaOptions, "from">): Review {
  const reviewed = reviewedOf(given);
  return {
    plans: reviewed.plans,
    findings: RULES.flatMap((rule) => [...rule(reviewed)]),
    cost: costDelta(reviewed.plans, { ...pricing, from: reviewed.at }),
  };
}
