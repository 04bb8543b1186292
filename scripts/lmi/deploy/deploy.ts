// lmi deploy: the commands about what follows an apply.
import type { Command } from "commander";
import { addCheck } from "./check.ts";

export function addDeploy(program: Command): void {
  const deploy = program.command("deploy").description("what an apply left behind");
  addCheck(deploy);
}
