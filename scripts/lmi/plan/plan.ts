// lmi plan: the commands about what an apply would do.
import type { Command } from "commander";
import { addReview } from "./review.ts";
import { addRun } from "./run.ts";

export function addPlan(program: Command): void {
  const plan = program.command("plan").description("what an apply does to capacity, access, data and cost");
  addReview(plan);
  addRun(plan);
}
