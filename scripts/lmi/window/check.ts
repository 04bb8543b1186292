// lmi window check: whether a file is right, and what in it is probably not meant.

import type { Command } from "commander";
import { TZDATA } from "../../../app/capacity/timeOfDay.ts";
import { LIMITS } from "../../../stacks/config/limits.ts";
import { UsageError } from "../../cliError.ts";
import { wholeNumber, withExample } from "../options.ts";
import { inSession, type Run } from "../session.ts";
import { utc } from "../utc.ts";
import { oddDates } from "./oddDates.ts";
import { RULES_LINE } from "./schedule.ts";
import { warningsOf } from "./warnings.ts";
import { readWindowFile } from "./windowFile.ts";

interface Options {
  readonly limit?: number;
  readonly maxVcpus?: number;
  readonly vcpus?: number;
}

export function addCheck(window: Command): void {
  const command = window
    .command("check")
    .description(
      "validate a file; warn of windows that never open, overlap, or ask for too much; list what a change of clocks makes of them",
    )
    .argument("<file>", "JSON: { baseline, windows }")
    .option(
      "--limit <n>",
      "execution environments that fit",
      wholeNumber("--limit", [1, LIMITS.maxExecutionEnvironments.value]),
    )
    .option(
      "--max-vcpus <n>",
      "instead: the capacity provider's vCPU cap …",
      wholeNumber("--max-vcpus", [LIMITS.minProviderVCpus.value, LIMITS.maxProviderVCpus.value]),
    )
    .option("--vcpus <n>", "… and the vCPUs of one environment", wholeNumber("--vcpus", [1, 16]));
  command.action(inSession<Options>(check));
  withExample(command, "lmi window check windows.json --max-vcpus 32 --vcpus 2");
}

function limitOf({ limit, maxVcpus, vcpus }: Options): { limit?: number; sum: string } {
  if (limit !== undefined && (maxVcpus !== undefined || vcpus !== undefined)) {
    throw new UsageError("--limit: not together with --max-vcpus and --vcpus, got both");
  }
  if ((maxVcpus === undefined) !== (vcpus === undefined)) {
    throw new UsageError("--max-vcpus and --vcpus: must be given together, got one");
  }
  if (maxVcpus === undefined || vcpus === undefined) return { ...(limit !== undefined && { limit }), sum: "" };
  return { limit: Math.floor(maxVcpus / vcpus), sum: `${maxVcpus} vCPUs, ${vcpus} each` };
}

const check: Run<Options> = async (_session, options, [file = ""]) => {
  const { limit, sum } = limitOf(options);
  const read = await readWindowFile(file);
  const schedule = { ...read, ...(limit !== undefined && { limit }) };
  const now = Date.now();
  const warnings = warningsOf(schedule, now, sum);
  const odd = oddDates(read.windows, now);
  const count = read.windows.length === 1 ? "1 window" : `${read.windows.length} windows`;
  return {
    json: {
      windows: read.windows.length,
      tzdata: TZDATA,
      warnings,
      clockChanges: odd.map(({ starts, closes, ...rest }) => ({ ...rest, starts: utc(starts), closes: utc(closes) })),
    },
    lines: [
      ...warnings.map(({ path, message }) => `warning: ${path}: ${message}`),
      ...odd.map(({ path, message }) => `clocks change: ${path}: ${message}`),
      `${file}: ${count}, valid, ${warnings.length === 1 ? "1 warning" : `${warnings.length} warnings`}`,
      RULES_LINE,
    ],
  };
};
