// lmi change: what a change of the configuration takes to be applied.
import type { Command } from "commander";
import { addPlan } from "./plan.ts";

export function addChange(change: Command): void {
  addPlan(change);
}
