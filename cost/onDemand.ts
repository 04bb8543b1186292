// What a workload costs on ordinary Lambda, on demand: https://aws.amazon.com/lambda/pricing/
import type { Basis } from "./constants.ts";
import type { Architecture, PriceTable, Tier } from "./prices/priceTable.ts";

/** A quantity priced tier by tier, each tier for its own part only. */
export function tieredUsd(tiers: readonly Tier[], quantity: number): number {
  let [usd, from] = [0, 0];
  for (const { upTo = Number.POSITIVE_INFINITY, usd: usdPerUnit } of tiers) {
    usd += Math.max(0, Math.min(quantity, upTo) - from) * usdPerUnit;
    from = upTo;
  }
  return usd;
}

/** A share that is all of the CPU may miss it by its last digit. */
const ROUNDING = 1e-9;

/** Lambda's GB are 1,024 MB. */
export const gbSeconds = (requests: number, durationMs: number, memoryMb: number): number =>
  requests * (durationMs / 1000) * (memoryMb / 1024);

/**
 * How many times as long an invocation takes on ordinary Lambda, where CPU comes with memory, when it keeps more vCPU busy
 * than its memory brings: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export function slowdown(cpuShare: number, memoryMb: number, basis: Basis): number {
  const times = (cpuShare * basis.value("lambdaMbPerVCpu")) / memoryMb;
  return times > 1 + ROUNDING ? times : 1;
}

export interface OnDemandUse {
  readonly requestsPerMonth: number;
  readonly durationMs: number;
  readonly memoryMb: number;
}

export interface OnDemandCost {
  readonly durationUsdPerMonth: number;
  readonly requestsUsdPerMonth: number;
}

/** @param freeTier whether the account's free tier is still unused; @default false */
export function onDemandUsdPerMonth(
  { requestsPerMonth, durationMs, memoryMb }: OnDemandUse,
  architecture: Architecture,
  { lambda }: PriceTable,
  freeTier = false,
): OnDemandCost {
  const paid = (quantity: number, free: number) => Math.max(0, quantity - (freeTier ? free : 0));
  const seconds = paid(gbSeconds(requestsPerMonth, durationMs, memoryMb), lambda.freeGbSeconds);
  return {
    durationUsdPerMonth: tieredUsd(lambda.usdPerGbSecond[architecture], seconds),
    requestsUsdPerMonth: (paid(requestsPerMonth, lambda.freeRequests) / 1e6) * lambda.usdPerMillionRequests,
  };
}
