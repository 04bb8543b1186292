// lmi deploy: the commands about what follows an apply.
import type { Command } from "commander";
import { addCheck } from "./check.ts";

export function addDeploy(deploy: Command): void {
  addCheck(deploy);
}
