// lmi plan: the commands about what an apply would do.
import type { Command } from "commander";
import { addReview } from "./review.ts";
import { addRun } from "./run.ts";

export function addPlan(plan: Command): void {
  addReview(plan);
  addRun(plan);
}
