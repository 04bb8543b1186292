// lmi plan: the commands about what an apply would do.
import type { Command } from "commander";
import { addCompare } from "./compare.ts";
import { addFailed } from "./failed.ts";
import { addPost } from "./post.ts";
import { addReview } from "./review.ts";
import { addRun } from "./run.ts";

export function addPlan(plan: Command): void {
  addReview(plan);
  addRun(plan);
  addCompare(plan);
  addFailed(plan);
  addPost(plan);
}
