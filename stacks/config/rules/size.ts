// How large an execution environment may be: of a configuration, and of a block that is read on its own.
import { LIMITS, vCpusOf } from "../limits.ts";

interface Sized {
  readonly memoryMib: number;
  readonly memoryGibPerVCpu: number;
  readonly maxConcurrency: number;
}

/** A field, and what it must be. */
export type BrokenSize = readonly [field: keyof Sized, must: string];

export function* brokenSizes(sized: Sized): Generator<BrokenSize> {
  const { memoryMib, memoryGibPerVCpu: ratio, maxConcurrency } = sized;
  const ratios = LIMITS.memoryGibPerVCpu.value;
  if (!ratios.some((allowed) => allowed === ratio)) {
    yield ["memoryGibPerVCpu", `must be ${ratios.join(", ")}`];
    return;
  }
  const perVCpu = ratio * 1024;
  const least = LIMITS.minMemoryMib.value;
  const most = Math.min(LIMITS.maxMemoryMib.value, LIMITS.maxVCpusPerEnvironment.value[ratio as 2 | 4 | 8] * perVCpu);
  if (memoryMib < least || memoryMib > most || memoryMib % perVCpu !== 0) {
    yield ["memoryMib", `must be ${least} to ${most}, and a multiple of ${perVCpu} (${ratio} GiB per vCPU)`];
    return;
  }
  const allowed = LIMITS.maxConcurrencyPerVCpu.value * vCpusOf(sized);
  if (maxConcurrency > allowed) {
    yield ["maxConcurrency", `must be at most ${allowed} (${LIMITS.maxConcurrencyPerVCpu.value} per vCPU)`];
  }
}
