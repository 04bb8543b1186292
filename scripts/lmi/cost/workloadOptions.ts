// Options that describe a workload, alone or over a file.
import { type Command, Option } from "commander";
import { linesOf } from "../../../app/shared/issues.ts";
import type { Basis } from "../../../cost/constants.ts";
import { CostError } from "../../../cost/costError.ts";
import type { Workload } from "../../../cost/workload/workload.ts";
import { UsageError } from "../../cliError.ts";
import { amount } from "./amount.ts";
import { type VideoOptions, videoWorkload, withVideos } from "./videoOptions.ts";
import { readWorkloadFile } from "./workloadFile.ts";

export interface WorkloadOptions extends VideoOptions {
  readonly file?: string;
  readonly row?: string;
  readonly requestsPerMonth?: number;
  /** On average over the hours with load, instead of requestsPerMonth. */
  readonly requestsPerSecond?: number;
  readonly durationMs?: number;
  readonly memoryMb?: number;
  readonly invocationMemoryMb?: number;
  readonly cpuShare?: number;
  readonly profile?: string;
  readonly arrival?: string;
  readonly peakToMean?: number;
  readonly activeHours?: number;
  readonly activationsPerMonth?: number;
  readonly windows?: string;
  readonly architecture?: string;
  readonly instanceTypes?: readonly string[];
  readonly measuredOn?: string;
  readonly closedOtherwise?: boolean;
  readonly hourly?: readonly number[];
  readonly payloadMb?: number;
  readonly runtime?: string;
  readonly initMs?: number;
  readonly measured?: readonly string[];
  readonly from?: string;
}

const list = (text: string): string[] => text.split(",").map((entry) => entry.trim());

const hours = (text: string): number[] => list(text).map(amount("--hourly"));

const MOST_PER_SECOND = 1e6;
const SECONDS_PER_HOUR = 3_600;

/** `measured` names inputs the way the options do. */
const inputNames = (text: string): string[] =>
  list(text).map((name) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()));

/** @param from what the instant means to the command */
export const withWorkload = (
  command: Command,
  from = "from when windows are counted, for a year (default: now)",
): Command =>
  withVideos(command)
    .option("--file <workload.json>", "the workload as JSON; options go over it")
    .option("--row <function>", "with a --file of lmi cost scan --json: which of its functions")
    .option("--requests-per-month <n>", "invocations in a month", amount("--requests-per-month"))
    .option(
      "--requests-per-second <n>",
      "instead: on average over the hours with load",
      amount("--requests-per-second", [0, MOST_PER_SECOND]),
    )
    .option("--duration-ms <n>", "mean duration of one", amount("--duration-ms"))
    .option("--memory-mb <n>", "its memory on ordinary Lambda", amount("--memory-mb"))
    .option(
      "--invocation-memory-mb <n>",
      "what one needs beside others (default: all of it)",
      amount("--invocation-memory-mb"),
    )
    .option("--cpu-share <n>", "vCPUs that one keeps busy: CPU time by duration", amount("--cpu-share"))
    .addOption(new Option("--profile <name>", "instead of the CPU share").choices(["io", "balanced", "cpu"]))
    .addOption(
      new Option("--arrival <kind>", "whether work wants an answer now, or waits").choices(["requests", "queue"]),
    )
    .option("--peak-to-mean <n>", "the busiest minute against the mean", amount("--peak-to-mean"))
    .option("--active-hours <n>", "hours of a month in which there is load", amount("--active-hours"))
    .option(
      "--activations-per-month <n>",
      "times that these hours begin (default: daily)",
      amount("--activations-per-month"),
    )
    .option("--windows <file>", "a windows file instead of active hours: all load is in them")
    .addOption(
      new Option("--architecture <name>", "what the code runs on (default: either)").choices(["arm64", "x86_64"]),
    )
    .option("--instance-types <list>", "types to price, with * for any characters (default: all)", list)
    .option(
      "--measured-on <where>",
      "where the duration was measured: lambda:<MB>, or managed (default: lambda at --memory-mb)",
    )
    .option("--closed-otherwise", "with --windows: requests outside of them may fail, so that capacity may be away")
    .option(
      "--hourly <list>",
      "load by the hour, 24 numbers in any unit, or for each of several days (default: one hill)",
      hours,
    )
    .option("--payload-mb <n>", "largest payload", amount("--payload-mb"))
    .option("--runtime <name>", "as Lambda calls it, such as java21: what it allows, and its cold starts")
    .option("--init-ms <n>", "how long an environment initialises", amount("--init-ms"))
    .option("--measured <list>", "inputs that were measured, such as duration-ms,cpu-share", inputNames)
    .option("--from <instant>", from);

/** What says the same in another way, so that an option takes its place in a file. */
const INSTEAD_OF: Readonly<Record<string, readonly string[]>> = {
  profile: ["cpuShare"],
  cpuShare: ["profile"],
  peakToMean: ["hourly", "hourlyPeaks"],
  activeHours: ["windows", "closedOtherwise", "hourly", "hourlyPeaks"],
  // Windows say themselves how often they open.
  windows: ["activeHours", "activationsPerMonth", "hourly", "hourlyPeaks"],
  hourly: ["hourlyPeaks", "peakToMean", "activeHours", "activationsPerMonth", "windows", "closedOtherwise"],
};

/** Inputs that are known by others than their own name. */
const KNOWN_BY: Readonly<Record<string, readonly string[]>> = {
  peakToMean: ["peakToMean", "hourly"],
  activeHours: ["activeHours", "windows", "hourly"],
};

/** An option takes the place of what the file says, also of what says the same in another way; it was not measured then. */
function merged(file: Record<string, unknown>, options: Record<string, unknown>): Record<string, unknown> {
  const replaced = new Set(Object.keys(options).flatMap((name) => [name, ...(INSTEAD_OF[name] ?? [])]));
  const kept = Object.fromEntries(Object.entries(file).filter(([name]) => !replaced.has(name)));
  if (Array.isArray(kept.measured)) {
    const isIn = (content: object, name: unknown) =>
      (KNOWN_BY[String(name)] ?? [String(name)]).some((known) => Object.hasOwn(content, known));
    kept.measured = kept.measured.filter((name) => isIn(kept, name) || !isIn(file, name));
  }
  return { ...kept, ...options };
}

const optionOf = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A message about a workload names what was typed: an option, or the key of a file. */
function asTyped(line: string, isTyped: (name: string) => boolean): string {
  const shown = (name: string): string => (isTyped(name) ? optionOf(name) : name);
  return (
    line
      .replace(/^([a-zA-Z]+)(\[\d+\])?(?=: )/, (whole, name: string) => (isTyped(name) ? optionOf(name) : whole))
      // Names of one word, such as windows, are plain words inside a message.
      .replaceAll(/\b[a-z]+(?:[A-Z][a-z]*)+\b/g, shown)
  );
}

/** @throws UsageError with one line per value that is missing or impossible, with its path */
export async function workloadOf(options: WorkloadOptions, basis: Basis): Promise<Workload> {
  const [{ completeWorkload, workloadSchema }, { instant }] = await Promise.all([
    import("../../../cost/workload/workload.ts"),
    import("../instant.ts"),
  ]);
  const keys = Object.keys(workloadSchema.shape);
  const names = keys.filter((name) => name !== "windows");
  const own = Object.fromEntries(
    names.map((name) => [name, Reflect.get(options, name)]).filter(([, value]) => value !== undefined),
  );
  if (options.windows !== undefined) {
    const { readWindowFile } = await import("../window/windowFile.ts");
    own.windows = (await readWindowFile(options.windows)).windows;
  }
  const { requestsPerSecond } = options;
  if (requestsPerSecond !== undefined) {
    if (options.requestsPerMonth !== undefined) {
      throw new UsageError(`--requests-per-second: not together with --requests-per-month, got ${requestsPerSecond}`);
    }
    // Known once it is known how many hours have load.
    own.requestsPerMonth = 0;
  }
  if (options.row !== undefined && options.file === undefined) {
    throw new UsageError(`--row: only with --file, got ${options.row}`);
  }
  const typed = (line: string): string =>
    asTyped(line, (name) => keys.includes(name) && (options.file === undefined || Object.hasOwn(own, name)));
  const content = merged(options.file === undefined ? {} : await readWorkloadFile(options.file, options.row), {
    ...videoWorkload(options),
    ...own,
  });
  const parsed = workloadSchema.safeParse(content);
  if (!parsed.success)
    throw new UsageError(linesOf(parsed.error, content).map(typed).join("\n"), { cause: parsed.error });
  const from = options.from === undefined ? Date.now() : instant("--from", options.from);
  try {
    const workload = completeWorkload(parsed.data, basis, from);
    if (requestsPerSecond === undefined) return workload;
    return { ...workload, requestsPerMonth: requestsPerSecond * SECONDS_PER_HOUR * workload.activeHours };
  } catch (error) {
    if (error instanceof CostError) throw new UsageError(typed(error.message), { cause: error });
    throw error;
  }
}

/** @throws UsageError for `--from` where no windows are counted from it */
export function checkFrom({ from }: WorkloadOptions, { windows }: Workload): void {
  if (from !== undefined && windows === undefined) throw new UsageError(`--from: only with windows, got ${from}`);
}
