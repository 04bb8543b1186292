// What a review is made of, before anything is written.

import type { IgnoredFinding } from "../ignores/ignores.ts";
import type { Plan } from "../plan.ts";
import type { Finding } from "../rules/finding.ts";
import type { Scanned } from "../scanners/scanned.ts";
import type { CostDelta } from "./costDelta.ts";
import type { Coverage } from "./coverage.ts";

/** A stack that was asked for and has no plan. */
export interface Unplanned {
  readonly stack: string;
  /** What it waits for: stacks to be applied, and outputs of theirs that are known only then. @default another reason */
  readonly waits?: { readonly stacks: readonly string[]; readonly outputs: readonly string[] };
}

/** A step that did not get to its end, such as `terraform plan`. */
export interface Failure {
  readonly stack: string;
  readonly step: string;
  /** What was said, without secrets. */
  readonly said: string;
}

export interface Review {
  /** In the order in which they were given: it is the order of the stacks in what is written. */
  readonly plans: readonly Plan[];
  readonly findings: readonly Finding[];
  /** Findings that were accepted; they are in no other list. @default none */
  readonly ignored?: readonly IgnoredFinding[];
  /** What is said of ignores that are over or match nothing. @default none */
  readonly ignoreNotes?: readonly string[];
  readonly cost: CostDelta;
  /** @default none */
  readonly unplanned?: readonly Unplanned[];
  /** @default none */
  readonly failures?: readonly Failure[];
  /** When it is made, in milliseconds since the epoch. @default not said */
  readonly at?: number;
  /** What was planned, such as a hash. @default not said */
  readonly commit?: string;
  /** What the review did not look at. @default nothing */
  readonly coverage?: Coverage;
  /** What scanners say. @default none was asked */
  readonly scanned?: Scanned;
}

/** Whether Terraform stopped before it was done: there is more than the plans say. */
export const hasFailed = ({ plans, failures = [] }: Pick<Review, "plans" | "failures">): boolean =>
  failures.length > 0 || plans.some(({ errored }) => errored);
