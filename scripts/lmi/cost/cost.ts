// lmi cost: the commands about what a workload or an environment costs.
import type { Command } from "commander";
import { addCompare } from "./compare.ts";
import { addOf } from "./of.ts";
import { addPrices } from "./prices.ts";
import { addSimulate } from "./simulate.ts";
import { addSize } from "./size.ts";

export function addCost(program: Command): void {
  const cost = program.command("cost").description("whether to move, what it costs, and which numbers to configure");
  addCompare(cost);
  addSize(cost);
  addSimulate(cost);
  addOf(cost);
  addPrices(cost);
}
