// A workload, as it is asked about: what comes in, how long it takes, what it needs. Values that are left out are guessed,
// and said to be.
import { z } from "zod";
import type { BatchWindow } from "../../app/capacity/window.ts";
import { batchWindows } from "../../app/capacity/windowSchema.ts";
import { LIMITS } from "../../stacks/config/limits.ts";
import { ARCHITECTURES, type Basis, type ConstantName } from "../constants.ts";
import { CostError } from "../costError.ts";
import type { Architecture } from "../prices/priceTable.ts";
import { dayOf } from "./givenDays.ts";
import { MAX_PEAK_TO_MEAN } from "./loadShape.ts";
import { openTime } from "./openTime.ts";

const PROFILES = { io: "cpuShareIo", balanced: "cpuShareBalanced", cpu: "cpuShareCpu" } as const satisfies Record<
  string,
  ConstantName
>;

/** The inputs that a person can have measured. */
export const INPUTS = [
  "requestsPerMonth",
  "durationMs",
  "memoryMb",
  "invocationMemoryMb",
  "cpuShare",
  "peakToMean",
  "activeHours",
] as const;
export type InputName = (typeof INPUTS)[number];

const between = (min: number, max: number) => {
  const allowed = `must be a number from ${min} to ${max}`;
  return z.number({ error: allowed }).min(min, allowed).max(max, allowed);
};

const HOURS_PER_DAY = 24;
const MOST_DAYS = 31;
const HOURLY = "must be 24 numbers from 0, or 24 for each of several days, not all of them 0";
const HOURLY_PEAKS = "must be as many numbers from 0 as hourly has";
/** A number of MB is from 128 to 10240. */
const MEASURED_ON = /^(managed|lambda(:(12[89]|1[3-9]\d|[2-9]\d\d|[1-9]\d{3}|10[01]\d\d|102[0-3]\d|10240))?)$/;

export const workloadSchema = z.strictObject({
  requestsPerMonth: between(0, 1e13),
  /** Mean duration of an invocation. */
  durationMs: between(1, LIMITS.maxManagedAsyncTimeoutSeconds.value * 1_000),
  /** What the function has, or would have, on ordinary Lambda. */
  memoryMb: between(128, 32_768),
  /** What one invocation needs while others run beside it; @default memoryMb, the cautious guess */
  invocationMemoryMb: between(1, 32_768).optional(),
  /** vCPUs that one invocation keeps busy while it runs: CPU time divided by duration. */
  cpuShare: between(0.001, 16).optional(),
  /** Instead of cpuShare; @default balanced */
  profile: z.enum(["io", "balanced", "cpu"]).optional(),
  /** `requests` want an answer now, so that capacity must be there before them; a `queue` waits; @default requests */
  arrival: z.enum(["requests", "queue"]).default("requests"),
  /** The busiest minute against the mean of the hours in which there is load. */
  peakToMean: between(1, MAX_PEAK_TO_MEAN).optional(),
  /** Hours of a month in which there is load; all when left out. */
  activeHours: z.number({ error: "must be a number above 0" }).positive("must be a number above 0").optional(),
  /** Times that the load begins in a month, with activeHours; once a day when left out. */
  activationsPerMonth: between(1, 10_000).optional(),
  /** Batch windows in which all of the load is; instead of activeHours. */
  windows: batchWindows.optional(),
  /** What the code can run on; either, when left out. */
  architecture: z.enum(ARCHITECTURES).optional(),
  /** Instance types to price, with `*` for any characters; all when left out. */
  instanceTypes: z.array(z.string().min(1)).min(1).optional(),
  /** Where the duration was measured: `managed`, or `lambda:<MB>`, where the lack of CPU is in it; @default lambda at memoryMb */
  measuredOn: z.string().regex(MEASURED_ON, "must be managed, lambda, or lambda:<MB> with 128 to 10240 MB").optional(),
  /** Whether requests outside of the windows may fail, so that capacity may be away; a queue waits. */
  closedOtherwise: z.boolean().default(false),
  /** Load by the hour in any unit, of one day or of up to 31 that follow each other; instead of peakToMean and activeHours. */
  hourly: z
    .array(z.number(HOURLY).nonnegative(HOURLY), HOURLY)
    .max(MOST_DAYS * HOURS_PER_DAY, HOURLY)
    .refine((hours) => hours.length % HOURS_PER_DAY === 0 && hours.some((load) => load > 0), HOURLY)
    .optional(),
  /** The most at once in each of those hours, in the unit in which hourly says how many there are on average; a queue waits. */
  hourlyPeaks: z.array(z.number(HOURLY_PEAKS).nonnegative(HOURLY_PEAKS), HOURLY_PEAKS).optional(),
  /** MB of the largest payload. */
  payloadMb: between(0, 10_000).default(0),
  /** As Lambda calls it, such as java21: what it cannot run on is refused, and cold starts are priced. */
  runtime: z
    .string()
    .regex(/^[a-z][a-z0-9.]{2,30}$/, "must be a runtime as Lambda calls it, such as java21")
    .optional(),
  /** How long an environment initialises, for cold starts. */
  initMs: between(0, LIMITS.maxSyncTimeoutSeconds.value * 1_000).optional(),
  /** Inputs that were measured, and not estimated. */
  measured: z.array(z.enum(INPUTS, `must be of ${INPUTS.join(", ")}`)).default([]),
});

export type WorkloadInput = z.input<typeof workloadSchema>;

/** How an input is known. */
export type Certainty = "measured" | "given" | "guessed";

/** A workload with every value, and how each is known. */
export interface Workload {
  readonly requestsPerMonth: number;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly invocationMemoryMb: number;
  readonly cpuShare: number;
  readonly peakToMean: number;
  readonly arrival: "requests" | "queue";
  readonly activeHours: number;
  readonly activationsPerMonth: number;
  readonly payloadMb: number;
  readonly runtime?: string | undefined;
  readonly initMs?: number | undefined;
  /** Where the duration was measured; ordinary Lambda by its memory in MB. */
  readonly measuredOn: "managed" | number;
  readonly closedOtherwise: boolean;
  /** Of the hours with load, factors of their mean; undefined where one hill a day is assumed. */
  readonly hourly: readonly number[] | undefined;
  /** The most at once in each of them, against the same mean; undefined where it is not known. */
  readonly hourlyPeaks: readonly number[] | undefined;
  /** How many days those hours are of. */
  readonly hourlyDays: number;
  /** Those in which all of the load is, if it was said by windows. */
  readonly windows: readonly BatchWindow[] | undefined;
  readonly architectures: readonly Architecture[];
  readonly instanceTypes: readonly string[] | undefined;
  readonly certainty: Readonly<Record<InputName, Certainty>>;
}

/** What ordinary Lambda cannot run was not measured there. */
function measuredOnOf({ measuredOn, memoryMb, durationMs }: z.output<typeof workloadSchema>): Workload["measuredOn"] {
  const { maxOrdinaryMemoryMib, maxSyncTimeoutSeconds } = LIMITS;
  const isPossible = memoryMb <= maxOrdinaryMemoryMib.value && durationMs <= maxSyncTimeoutSeconds.value * 1_000;
  const [where, memory] = (measuredOn ?? (isPossible ? "lambda" : "managed")).split(":");
  if (where === "managed") return where;
  return memory === undefined ? memoryMb : Number(memory);
}

/** Never above what the memory brings where the duration was measured: an invocation cannot have kept more busy there. */
function guessedCpuShare(
  profile: keyof typeof PROFILES = "balanced",
  on: Workload["measuredOn"],
  basis: Basis,
): number {
  const guess = basis.value(PROFILES[profile]);
  if (on === "managed") return guess;
  return Math.min(guess, on / basis.value("lambdaMbPerVCpu"));
}

/**
 * Fills in what was left out, and refuses what cannot be.
 * @param from when windows are evaluated, for a year; milliseconds since the epoch
 * @throws CostError with the path of the value
 */
export function completeWorkload(input: z.output<typeof workloadSchema>, basis: Basis, from: number): Workload {
  const hoursPerMonth = basis.value("hoursPerMonth");
  const refuse = (line: string): never => {
    throw new CostError(line);
  };
  if (input.cpuShare !== undefined && input.profile !== undefined) {
    refuse(`profile: not together with cpuShare, got ${input.profile}`);
  }
  if (input.windows !== undefined && input.activeHours !== undefined) {
    refuse(`activeHours: not together with windows, got ${input.activeHours}`);
  }
  if (input.activeHours !== undefined && input.activeHours > hoursPerMonth) {
    refuse(`activeHours: must be at most ${hoursPerMonth}, the hours of a month, got ${input.activeHours}`);
  }
  if (input.activationsPerMonth !== undefined && input.activeHours === undefined) {
    refuse(`activationsPerMonth: only with activeHours, got ${input.activationsPerMonth}`);
  }
  if (input.hourly !== undefined) {
    for (const name of ["peakToMean", "activeHours", "windows"] as const) {
      if (input[name] !== undefined) refuse(`hourly: not together with ${name}, got ${input.hourly.join(",")}`);
    }
  }
  if (input.hourlyPeaks !== undefined && input.hourlyPeaks.length !== (input.hourly?.length ?? 0)) {
    refuse(`hourlyPeaks: ${HOURLY_PEAKS} (${input.hourly?.length ?? 0}), got ${input.hourlyPeaks.length}`);
  }
  const peaks = input.arrival === "queue" ? undefined : input.hourlyPeaks;
  const day = input.hourly && dayOf(input.hourly, peaks, hoursPerMonth);
  const invocationMemoryMb = input.invocationMemoryMb ?? input.memoryMb;
  if (invocationMemoryMb > input.memoryMb) {
    refuse(`memoryMb: must be at least invocationMemoryMb (${invocationMemoryMb}), got ${input.memoryMb}`);
  }
  const open = input.windows && openTime(input.windows, from);
  if (open && open.hoursPerMonth === 0)
    refuse(`windows: must open at least once in a year, got ${input.windows?.length}`);
  const activeHours = Math.min(
    hoursPerMonth,
    open?.hoursPerMonth ?? day?.activeHours ?? input.activeHours ?? hoursPerMonth,
  );
  if (input.closedOtherwise && input.windows === undefined) {
    refuse("closedOtherwise: only with windows, which say when it is open, got true");
  }
  const given = (name: InputName, value: unknown): Certainty => {
    const isMeasured = input.measured.includes(name);
    if (value === undefined && isMeasured) refuse(`measured: must name what is given, got ${name}`);
    if (isMeasured) return "measured";
    return value === undefined ? "guessed" : "given";
  };
  // A queue is worked off at one pace.
  const peakToMean = day?.peakToMean ?? input.peakToMean ?? (input.arrival === "queue" ? 1 : basis.value("peakToMean"));
  const measuredOn = measuredOnOf(input);
  const cpuShare = input.cpuShare ?? guessedCpuShare(input.profile, measuredOn, basis);
  return {
    requestsPerMonth: input.requestsPerMonth,
    durationMs: input.durationMs,
    memoryMb: input.memoryMb,
    invocationMemoryMb,
    cpuShare,
    peakToMean,
    arrival: input.arrival,
    activeHours,
    activationsPerMonth:
      open?.openingsPerMonth ??
      day?.activationsPerMonth ??
      input.activationsPerMonth ??
      (activeHours < hoursPerMonth ? hoursPerMonth / HOURS_PER_DAY : 0),
    windows: input.windows,
    payloadMb: input.payloadMb,
    runtime: input.runtime,
    initMs: input.initMs,
    measuredOn,
    closedOtherwise: input.closedOtherwise,
    hourly: day?.factors,
    hourlyPeaks: day?.peakFactors,
    hourlyDays: (input.hourly?.length ?? HOURS_PER_DAY) / HOURS_PER_DAY,
    architectures: input.architecture ? [input.architecture] : ARCHITECTURES,
    instanceTypes: input.instanceTypes,
    certainty: {
      requestsPerMonth: given("requestsPerMonth", input.requestsPerMonth),
      durationMs: given("durationMs", input.durationMs),
      memoryMb: given("memoryMb", input.memoryMb),
      invocationMemoryMb: given("invocationMemoryMb", input.invocationMemoryMb),
      // A profile is a guess with a name.
      cpuShare: given("cpuShare", input.cpuShare),
      peakToMean: given("peakToMean", day || input.arrival === "queue" ? peakToMean : input.peakToMean),
      activeHours: given("activeHours", input.windows ?? input.hourly ?? input.activeHours),
    },
  };
}
