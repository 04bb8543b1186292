// lmi cost size: which numbers go into the configuration for a workload.
import { type Command, Option } from "commander";
import { withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { type BasisOptions, basisInRegion, withBasis } from "./basisOptions.ts";
import { answer, withHtml } from "./htmlOption.ts";
import { withReadyFigures } from "./readyFigures.ts";
import { checkFrom, type WorkloadOptions, withWorkload, workloadOf } from "./workloadOptions.ts";

interface Options extends WorkloadOptions, BasisOptions {
  readonly format: "typescript" | "json";
  readonly html?: string;
}

export function addSize(cost: Command): void {
  const command = cost
    .command("size")
    .description("memory, concurrency, environments, vCPU cap and types for a workload");
  const from =
    "from when windows are counted, for a year (default: now); or what lmi ready --json measured, a .json file";
  withWorkload(command, from).addOption(
    new Option("--format <name>", "of the block to paste").choices(["typescript", "json"]).default("typescript"),
  );
  withHtml(withBasis(command)).action(inSession<Options>(run));
  withExample(
    command,
    "lmi cost size --requests-per-month 300M --duration-ms 120 --memory-mb 1024 --invocation-memory-mb 60 --profile io",
  );
}

/** As it is written in stacks/config: keys without quotes, one line per value. */
function literal(value: unknown, indent = ""): string {
  if (Array.isArray(value)) return `[${value.map((entry) => literal(entry)).join(", ")}]`;
  if (typeof value !== "object" || value === null) {
    return typeof value === "number" && value >= 1_000
      ? value.toLocaleString("en-US").replaceAll(",", "_")
      : JSON.stringify(value);
  }
  const inner = `${indent}  `;
  const entries = Object.entries(value).map(([key, entry]) => `${inner}${key}: ${literal(entry, inner)},\n`);
  return `{\n${entries.join("")}${indent}}`;
}

const run: Run<Options> = async (session, given) => {
  const options = await withReadyFigures(given);
  const { prices, basis } = await basisInRegion(options);
  const workload = await workloadOf(options, basis);
  checkFrom(options, workload);
  const [{ sizeFor }, { sizeReport }] = await Promise.all([
    import("../../../cost/workload/sizing.ts"),
    import("../../../cost/workload/sizeReport.ts"),
  ]);
  const sizing = sizeFor(workload, { prices, basis });
  const { block, checks } = sizing;
  const section = block.scalingConfig ? "api" : "processor";
  const text = options.format === "json" ? JSON.stringify(block, undefined, 2) : `${section}: ${literal(block)},`;
  return {
    ...(await answer(options.html, session.settings.json, {
      json: sizing,
      report: () => sizeReport(sizing, text, prices),
    })),
    exitCode: checks.every(({ holds }) => holds) ? 0 : 1,
  };
};
