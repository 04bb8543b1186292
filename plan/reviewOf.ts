// Plans become a review: what the rules find, what the change costs, and what neither looked at.
import { isFree, isPriced } from "../cost/inventory/pricedTypes.ts";
import type { DeltaOptions } from "./cost/costDelta.ts";
import { costDelta } from "./cost/costDelta.ts";
import { coverageOf } from "./report/coverage.ts";
import type { Review } from "./report/review.ts";
import type { Reviewed } from "./rules/finding.ts";
import { judgedTypes, RULES } from "./rules.ts";

export function reviewOf(reviewed: Reviewed, pricing: Omit<DeltaOptions, "from">): Review {
  return {
    plans: reviewed.plans,
    findings: RULES.flatMap((rule) => [...rule(reviewed)]),
    coverage: coverageOf(reviewed.plans, { judged: judgedTypes(), isPriced, isFree }),
    cost: costDelta(reviewed.plans, { ...pricing, from: reviewed.at }),
  };
}
