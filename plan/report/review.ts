// What a review is made of, before anything is written.

import type { IgnoredFinding } from "../ignores/ignores.ts";
import type { Plan } from "../plan.ts";
import type { Finding } from "../rules/finding.ts";
import type { Scanned } from "../scanners/scanned.ts";
import type { CostDelta } from "./costDelta.ts";
import type { Coverage } from "./coverage.ts";

export interface Review {
  /** In the order in which they were given: it is the order of the stacks in what is written. */
  readonly plans: readonly Plan[];
  readonly findings: readonly Finding[];
  /** Findings that were accepted; they are in no other list. @default none */
  readonly ignored?: readonly IgnoredFinding[];
  /** What is said of ignores that are over or match nothing. @default none */
  readonly ignoreNotes?: readonly string[];
  readonly cost: CostDelta;
  /** Stacks that were asked for and have no plan. @default none */
  readonly unplanned?: readonly string[];
  /** What the review did not look at. @default nothing */
  readonly coverage?: Coverage;
  /** What scanners say. @default none was asked */
  readonly scanned?: Scanned;
}
