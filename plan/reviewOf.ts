// Plans become a review: what the rules find, and what the change costs.
import type { DeltaOptions } from "./cost/costDelta.ts";
import { costDelta } from "./cost/costDelta.ts";
import type { Review } from "./report/review.ts";
import type { Reviewed } from "./rules/finding.ts";
import { RULES } from "./rules.ts";

export function reviewOf(reviewed: Reviewed, pricing: Omit<DeltaOptions, "from">): Review {
  return {
    plans: reviewed.plans,
    findings: RULES.flatMap((rule) => [...rule(reviewed)]),
    cost: costDelta(reviewed.plans, { ...pricing, from: reviewed.at }),
  };
}
