// lmi change: what a change of the configuration takes to be applied.
import type { Command } from "commander";
import { addPlan } from "./plan.ts";

export function addChange(program: Command): void {
  const change = program.command("change").description("changes of the configuration of what is deployed");
  addPlan(change);
}
