// What traffic is simulated, and what one request of it needs: from a file of counts, or a shape of so many a month.
import { type Command, Option } from "commander";
import type { Basis } from "../../../cost/constants.ts";
import type { Shape } from "../../../cost/simulate/shapes.ts";
import type { Points, Traffic } from "../../../cost/simulate/traffic.ts";
import type { Workload } from "../../../cost/workload/workload.ts";
import { UsageError } from "../../cliError.ts";
import { readTextFile } from "../jsonFile.ts";
import { wholeNumber } from "../options.ts";
import { type WorkloadOptions, workloadOf } from "./workloadOptions.ts";

export interface TrafficOptions extends WorkloadOptions {
  readonly traffic?: string;
  readonly shape?: Shape;
  readonly days?: number;
}

export interface Loaded {
  readonly traffic: Traffic;
  readonly workload: Workload;
  /** What the reader should know, in whole sentences. */
  readonly notes: readonly string[];
}

/** Those of cost/simulate/shapes.ts, which is not loaded for a help text. */
const SHAPES: readonly Shape[] = ["steady", "diurnal", "spike2", "spike5", "spike10", "nightly-batch"];
const DEFAULT_SHAPE: Shape = "diurnal";
const DAYS = [1, 31] as const;

export const withTraffic = (command: Command): Command =>
  command
    .option("--traffic <file>", "CSV with timestamp,requests, or JSON of aws cloudwatch get-metric-statistics or -data")
    .addOption(new Option("--shape <name>", `instead of a file (default: "${DEFAULT_SHAPE}")`).choices(SHAPES))
    .option("--days <n>", "how long (default: 1, or all of the file)", wholeNumber("--days", DAYS));

/** What a file of counts says itself. */
const OF_THE_FILE = {
  shape: "--shape",
  requestsPerMonth: "--requests-per-month",
  requestsPerSecond: "--requests-per-second",
  peakToMean: "--peak-to-mean",
  activeHours: "--active-hours",
  hourly: "--hourly",
  videosPerMonth: "--videos-per-month",
  windows: "--windows",
  from: "--from",
} as const;

async function readPoints(file: string): Promise<Points> {
  const text = await readTextFile(file);
  if (/^\uFEFF?\s*[{[]/.test(text)) {
    const { parseCloudWatch } = await import("../../../cost/simulate/cloudWatch.ts");
    return parseCloudWatch(file, text);
  }
  const { parseCsv } = await import("../../../cost/simulate/csv.ts");
  return parseCsv(file, text);
}

async function ofFile(file: string, options: TrafficOptions, basis: Basis): Promise<Omit<Loaded, "notes">> {
  for (const [name, option] of Object.entries(OF_THE_FILE)) {
    const value = Reflect.get(options, name);
    if (value !== undefined) throw new UsageError(`${option}: not together with --traffic, got ${value}`);
  }
  const { requestsPerMonth, shapeOf, trafficOf } = await import("../../../cost/simulate/traffic.ts");
  const traffic = trafficOf(await readPoints(file), options.days);
  const hoursPerMonth = basis.value("hoursPerMonth");
  const workload = await workloadOf(
    // The shape of the load is the file's, whatever a workload file says.
    {
      ...options,
      requestsPerMonth: requestsPerMonth(traffic, hoursPerMonth),
      peakToMean: 1,
      activeHours: hoursPerMonth,
    },
    basis,
  );
  return { traffic, workload: { ...workload, ...shapeOf(traffic, true) } };
}

async function ofShape(options: TrafficOptions, basis: Basis): Promise<Omit<Loaded, "notes">> {
  const shape = options.shape ?? DEFAULT_SHAPE;
  for (const [name, option] of [
    ["peakToMean", "--peak-to-mean"],
    ["hourly", "--hourly"],
  ] as const) {
    const value = options[name];
    if (shape !== "diurnal" && value !== undefined) {
      throw new UsageError(`${option}: only with --shape diurnal, got ${value}`);
    }
  }
  // Only one shape has a peak of its own choosing; the others must not list a guess that they do not use.
  const workload = await workloadOf(shape === "diurnal" ? options : { ...options, peakToMean: 1 }, basis);
  const [{ shapedTraffic }, { shapeOf }, { instant }] = await Promise.all([
    import("../../../cost/simulate/shapes.ts"),
    import("../../../cost/simulate/traffic.ts"),
    import("../instant.ts"),
  ]);
  const midnight = new Date().setUTCHours(0, 0, 0, 0);
  const from = options.from === undefined ? midnight : instant("--from", options.from);
  const traffic = shapedTraffic({ shape, workload, from, days: options.days ?? 1, basis });
  if (shape === "diurnal") return { traffic, workload };
  const isAllDay = workload.activeHours >= basis.value("hoursPerMonth");
  return { traffic, workload: { ...workload, ...shapeOf(traffic, isAllDay) } };
}

/**
 * @throws UsageError when options contradict each other
 * @throws CostError when the file is wrong, with the row or the path of the value
 */
export async function loadedTraffic(options: TrafficOptions, basis: Basis): Promise<Loaded> {
  if (options.activationsPerMonth !== undefined) {
    throw new UsageError(
      `--activations-per-month: not for a simulation, where hours with load begin once a day, got ${options.activationsPerMonth}`,
    );
  }
  const { traffic, ...loaded } =
    options.traffic === undefined ? await ofShape(options, basis) : await ofFile(options.traffic, options, basis);
  const notes = [
    ...traffic.notes,
    "requests arrive evenly inside a minute, and those that are throttled do not come again",
  ];
  if (loaded.workload.arrival === "queue") notes.push("a queue would send what is throttled again, later");
  return { traffic, ...loaded, notes };
}
