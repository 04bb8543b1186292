// lmi cost compare: a workload on ordinary Lambda, on managed instances always on, and on managed instances in windows.
import { type Command, Option } from "commander";
import type { Egress } from "../../../cost/workload/options.ts";
import { UsageError } from "../../cliError.ts";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { amount } from "./amount.ts";
import { type BasisOptions, basisInRegion, withBasis } from "./basisOptions.ts";
import { answer, withHtml } from "./htmlOption.ts";
import { checkFrom, type WorkloadOptions, withWorkload, workloadOf } from "./workloadOptions.ts";

interface Options extends WorkloadOptions, BasisOptions {
  readonly egress: Egress;
  readonly networkGbPerMonth?: number;
  readonly betweenZonesGbPerMonth?: number;
  readonly freeTier?: boolean;
  readonly html?: string;
}

/** No account moves more. */
const MOST_GB = 1e9;

export function addCompare(cost: Command): void {
  const command = cost.command("compare").description("what a workload costs in every way to run it, and from when on");
  withWorkload(command)
    .addOption(
      new Option("--egress <kind>", "how managed instances reach CloudWatch Logs")
        .choices(["endpoint", "nat", "existing"])
        .default("endpoint"),
    )
    .option(
      "--network-gb-per-month <n>",
      "GB through that endpoint or NAT gateway, such as logs",
      amount("--network-gb-per-month", [0, MOST_GB]),
    )
    .option(
      "--between-zones-gb-per-month <n>",
      "GB that instances send from one Availability Zone to another",
      amount("--between-zones-gb-per-month", [0, MOST_GB]),
    )
    .option("--free-tier", "ordinary Lambda's free tier is unused otherwise");
  withBasis(withHtml(command)).action(inSession<Options>(run));
  withExample(
    command,
    "lmi cost compare --requests-per-month 154M --duration-ms 200 --memory-mb 512 --profile io",
    "lmi cost compare --requests-per-month 600k --duration-ms 20000 --memory-mb 2048 --cpu-share 0.9 --arrival queue --active-hours 60",
  );
}

const run: Run<Options> = async (session, options) => {
  const { prices, basis } = await basisInRegion(options);
  const workload = await workloadOf(options, basis);
  checkFrom(options, workload);
  const [{ compare }, { compareReport }] = await Promise.all([
    import("../../../cost/workload/compare.ts"),
    import("../../../cost/workload/compareReport.ts"),
  ]);
  const { egress, networkGbPerMonth, betweenZonesGbPerMonth, freeTier = false } = options;
  if (egress === "existing" && networkGbPerMonth !== undefined) {
    throw new UsageError(`--network-gb-per-month: not with --egress existing, got ${networkGbPerMonth}`);
  }
  const pricing = { prices, basis, egress, networkGbPerMonth, betweenZonesGbPerMonth, freeTier };
  const comparison = compare(workload, pricing);
  const report = () => compareReport(comparison, pricing);
  return answer(options.html, session.settings.json, { json: comparison, report });
};
