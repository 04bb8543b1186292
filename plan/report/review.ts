// What a review is made of, before anything is written.

import type { Plan } from "../plan.ts";
import type { Finding } from "../rules/finding.ts";
import type { CostDelta } from "./costDelta.ts";

export interface Review {
  /** In the order in which they were given: it is the order of the stacks in what is written. */
  readonly plans: readonly Plan[];
  readonly findings: readonly Finding[];
  readonly cost: CostDelta;
  /** Stacks that were asked for and have no plan. @default none */
  readonly unplanned?: readonly string[];
}
