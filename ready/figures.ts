// What the run measured of the handler for its costs: duration, CPU, memory, and how many at once they allow.
import type { Evidence } from "./evidence.ts";
import type { Meetings, Span } from "./judge/meetings.ts";

const MIB = 1024 * 1024;
/** AWS's runtime client: eight workers for each vCPU. */
export const WORKERS_PER_VCPU = 8;
/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html */
const MOST_PER_VCPU = 64;
/** The least memory for each vCPU: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html */
const GIB_PER_VCPU = 2;

export interface Figures {
  /** Mean of an invocation alone, without the first one of each event; what the stub took is in it, and is next to nothing. */
  readonly durationMs: number;
  readonly cpuMs: number;
  /** vCPUs that one invocation keeps busy while it runs. */
  readonly cpuShare: number;
  readonly memoryMib: number;
  /** Of the process with one worker, idle. */
  readonly baseMb: number;
  readonly workerMb: number;
  /** What one more invocation in flight takes. */
  readonly invocationMemoryMb: number;
  /** Of one execution environment of `memoryMib`. */
  readonly maxConcurrency: {
    readonly memory: number;
    readonly cpu: number;
    readonly platform: number;
    readonly allowed: number;
  };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const rounded = (value: number, digits = 3): number => Number(value.toPrecision(digits));

/** Undefined when no invocation ran alone. */
export function figuresOf(evidence: Evidence, { spans }: Meetings, memoryMib: number): Figures | undefined {
  const alone: readonly Span[] = [...spans.values()].filter(
    ({ invoked }) => invoked.phase === "reference" && invoked.round > 0 && invoked.outcome === "response",
  );
  if (alone.length === 0) return undefined;
  const durationMs = Math.max(1, mean(alone.map(({ from, to }) => to - from)));
  const cpuMs = mean(alone.map((span) => span.cpuMs));
  const { memory, workers } = evidence;
  const baseMb = memory.oneWorkerBytes / MIB;
  const workerMb =
    workers > 1 ? Math.max(1, (memory.workersBytes - memory.oneWorkerBytes) / MIB / (workers - 1)) : baseMb;
  const invocationMemoryMb = Math.max(1, memory.inFlightBytes / MIB);
  const cpuShare = Math.min(1, Math.max(0.001, cpuMs / durationMs));
  const vCpus = memoryMib / 1024 / GIB_PER_VCPU;
  const others = Math.max(0, Math.ceil(vCpus * WORKERS_PER_VCPU) - 1);
  const bounds = {
    memory: Math.max(0, Math.floor((memoryMib - baseMb - others * workerMb) / invocationMemoryMb)),
    cpu: Math.max(1, Math.floor(vCpus / cpuShare)),
    platform: Math.floor(vCpus * MOST_PER_VCPU),
  };
  return {
    ...{ durationMs: rounded(durationMs), cpuMs: rounded(cpuMs), cpuShare: rounded(cpuShare), memoryMib },
    ...{ baseMb: rounded(baseMb), workerMb: rounded(workerMb), invocationMemoryMb: rounded(invocationMemoryMb) },
    maxConcurrency: { ...bounds, allowed: Math.min(bounds.memory, bounds.cpu, bounds.platform) },
  };
}
