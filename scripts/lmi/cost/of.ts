// lmi cost of: what an environment costs as it is synthesised, line by line.
import type { Command } from "commander";
import type { Usage } from "../../../cost/bill/usage.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { type BasisOptions, basisInRegion, withBasis } from "./basisOptions.ts";
import { answer, withHtml } from "./htmlOption.ts";
import { usageOf, withUsage } from "./usageOptions.ts";

interface Options extends Usage, BasisOptions {
  readonly out: string;
  readonly from?: string;
  readonly html?: string;
}

export function addOf(cost: Command): void {
  const command = cost
    .command("of")
    .description("what the synthesised stacks cost: at their floor, with their windows, and at their ceiling")
    .option("--out <folder>", "what npm run synth wrote", "cdktf.out")
    .option("--from <instant>", "from when windows are counted, for a year (default: now)");
  withHtml(withBasis(withUsage(command))).action(inSession<Options>(run));
  withExample(command, "lmi cost of --env prod --requests-per-month 50M --log-kb-per-request 1");
}

const run: Run<Options> = async ({ settings }, options) => {
  const [
    { prices, basis },
    { assertRegion, bill },
    { ofReport },
    { inventoryOfSynthesized },
    { readStacksOf },
    { instant },
  ] = await Promise.all([
    basisInRegion(options),
    import("../../../cost/bill/bill.ts"),
    import("../../../cost/bill/ofReport.ts"),
    import("../../../cost/inventory/synthesized.ts"),
    import("../../../terraform/manifest.ts"),
    import("../instant.ts"),
  ]);
  const from = options.from === undefined ? Date.now() : instant("--from", options.from);
  const inventory = inventoryOfSynthesized(await readStacksOf(options.out, settings.environment));
  assertRegion(inventory, prices);
  const made = bill(inventory, { prices, basis, usage: usageOf(options), from });
  const assumptions = basis.used();
  return answer(options.html, settings.json, {
    json: { environment: settings.environment, ...made, assumptions },
    report: () => ofReport(settings.environment, made, assumptions, prices),
  });
};
