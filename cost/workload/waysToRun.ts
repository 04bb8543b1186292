// The ways to run a workload: how each is called, its limits, and why it may be impossible.
import { LIMITS } from "../../stacks/config/limits.ts";
import type { Basis } from "../constants.ts";
import { runtimeOf } from "../runtimes.ts";
import type { Workload } from "./workload.ts";

export const MODES = ["onDemand", "alwaysOn", "inWindows"] as const;
export type Mode = (typeof MODES)[number];

export const MODE_NAMES: Readonly<Record<Mode, string>> = {
  onDemand: "ordinary Lambda",
  alwaysOn: "managed instances, always on",
  inWindows: "managed instances, in windows only",
};

/** Of one invocation; what a queue delivers may run longer on managed instances. */
interface InvocationLimits {
  readonly memoryMb: number;
  /** MB of it that an invocation cannot have. */
  readonly takenMb: number;
  readonly seconds: Readonly<Record<Workload["arrival"], number>>;
}

const SYNCHRONOUS = LIMITS.maxSyncTimeoutSeconds.value;
const ORDINARY: InvocationLimits = {
  memoryMb: LIMITS.maxOrdinaryMemoryMib.value,
  takenMb: 0,
  seconds: { requests: SYNCHRONOUS, queue: SYNCHRONOUS },
};
const managed = (takenMb: number): InvocationLimits => ({
  memoryMb: LIMITS.maxMemoryMib.value,
  takenMb,
  seconds: { requests: SYNCHRONOUS, queue: LIMITS.maxManagedAsyncTimeoutSeconds.value },
});

/** MB of payload that one invocation takes, on either: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const PAYLOAD_MB: Readonly<Record<Workload["arrival"], number>> = {
  requests: LIMITS.maxSyncPayloadMb.value,
  queue: LIMITS.maxAsyncPayloadMb.value,
};

const shown = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 1 });

function outsideLimits(
  { arrival, payloadMb }: Workload,
  memoryMb: number,
  seconds: number,
  limits: InvocationLimits,
): string | undefined {
  const longest = limits.seconds[arrival];
  const kind = arrival === "queue" ? "an invocation from a queue" : "a request";
  const most = limits.memoryMb - limits.takenMb;
  const beside = limits.takenMb > 0 ? " beside the runtime" : "";
  if (memoryMb > most) return `at most ${shown(most)} MB${beside}, got ${shown(memoryMb)} MB`;
  if (seconds > longest) return `at most ${shown(longest)} s for ${kind}, got ${shown(seconds)} s`;
  if (payloadMb > PAYLOAD_MB[arrival]) {
    return `at most ${PAYLOAD_MB[arrival]} MB of payload for ${kind}, got ${payloadMb} MB`;
  }
  return undefined;
}

/** Whether there are hours without load, in which managed instances could be away. */
export const hasIdleHours = ({ activeHours }: Workload, basis: Basis): boolean =>
  activeHours < basis.value("hoursPerMonth");

/** Whether all that comes outside of the hours with load may wait or fail: no traffic wakes what is deactivated. */
export const mayClose = ({ arrival, closedOtherwise }: Workload): boolean => arrival === "queue" || closedOtherwise;

/**
 * What one invocation breaks of the limits of a way to run it; undefined where it is possible.
 * @param ordinarySeconds how long one takes on ordinary Lambda with its memory
 */
export function whyNot(mode: Mode, workload: Workload, ordinarySeconds: number, basis: Basis): string | undefined {
  if (mode === "onDemand") return outsideLimits(workload, workload.memoryMb, ordinarySeconds, ORDINARY);
  if (mode === "inWindows" && !hasIdleHours(workload, basis)) return "there is load at all hours";
  if (mode === "inWindows" && !mayClose(workload)) {
    return "no traffic wakes what is deactivated, so that requests outside of the windows would fail; for a queue, or hours that --closed-otherwise says are closed";
  }
  const refused = workload.runtime === undefined ? undefined : runtimeOf(workload.runtime).refused;
  if (refused !== undefined) return `${refused}, got ${workload.runtime}`;
  const limits = managed(basis.value("environmentBaseMib"));
  return outsideLimits(workload, workload.invocationMemoryMb, workload.durationMs / 1000, limits);
}
