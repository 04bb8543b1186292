// lmi cost: the commands about what a workload or an environment costs.
import type { Command } from "commander";
import { addCompare } from "./compare.ts";
import { addOf } from "./of.ts";
import { addPrices } from "./prices.ts";
import { addScan } from "./scan/scan.ts";
import { addSimulate } from "./simulate.ts";
import { addSize } from "./size.ts";

export function addCost(cost: Command): void {
  addCompare(cost);
  addSize(cost);
  addSimulate(cost);
  addScan(cost);
  addOf(cost);
  addPrices(cost);
}
