// Decisions about the number of execution environments, as pure functions of what is there.

import { LambdaServiceError } from "./errors.ts";

/** Minimum and maximum of execution environments; 0 only as 0/0, which deactivates. */
export interface ScalingConfig {
  min: number;
  max: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html */
const DEFAULT_MIN = 3;
/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionScalingConfig.html */
const MOST_ENVIRONMENTS = 15_000;
/** Slot use above which one more environment is started, and up to which (on those that remain) one may go. */
const BUSY_PERCENT = 70;
const QUIET_PERCENT = 50;

/** AWS's default: at least three, at most what the capacity provider's vCPUs carry. */
export function defaultScalingConfig(mostThatFit: number, given: Partial<ScalingConfig> = {}): ScalingConfig {
  const min = given.min ?? DEFAULT_MIN;
  return { min, max: given.max ?? Math.max(min, mostThatFit) };
}

/**
 * Reads the body of PutFunctionScalingConfig. A field that is left out reverts to its default.
 *
 * @throws LambdaServiceError InvalidParameterValueException
 */
export function parseScalingConfig(body: unknown, mostThatFit: number): ScalingConfig {
  const given = isRecord(body) && isRecord(body.FunctionScalingConfig) ? body.FunctionScalingConfig : {};
  const min = environmentCount("MinExecutionEnvironments", given.MinExecutionEnvironments);
  const max = environmentCount("MaxExecutionEnvironments", given.MaxExecutionEnvironments);
  const config = defaultScalingConfig(mostThatFit, {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  });
  if (config.min > config.max)
    throw invalid(
      `MinExecutionEnvironments: must be at most MaxExecutionEnvironments (${config.max}), got ${config.min}`,
    );
  if (config.min === 0 && config.max !== 0)
    throw invalid(`MinExecutionEnvironments: 0 is valid only with MaxExecutionEnvironments 0, got ${config.max}`);
  return config;
}

/** Whether a value is a scaling config that could have been put. */
export function isScalingConfig(value: unknown): value is ScalingConfig {
  if (!isRecord(value) || Object.keys(value).length !== 2) return false;
  const { min, max } = value;
  return isCount(min) && isCount(max) && min <= max && (min > 0 || max === 0);
}

export function isZero(config: ScalingConfig): boolean {
  return config.max === 0;
}

export interface PoolView {
  launching: number;
  ready: number;
  /** Told to stop, and not gone yet. */
  leaving: number;
  slotsPerEnvironment: number;
  /** Slots taken in ready environments. */
  slotsTaken: number;
  /** Invocations were turned away since the last environment came up. */
  throttled: boolean;
}

/** How many environments to launch and to let go now. Below `min` all missing ones at once; above it one after the other. */
export function decideScaling(pool: PoolView, target: ScalingConfig): { launch: number; leave: number } {
  const total = pool.launching + pool.ready;
  if (total > target.max) return { launch: 0, leave: total - target.max };
  if (total < target.min) return { launch: target.min - total, leave: 0 };
  const saturated = pool.throttled || usePercent(pool, pool.ready) > BUSY_PERCENT;
  const grow = saturated && pool.launching === 0 && total < target.max;
  return { launch: grow ? 1 : 0, leave: 0 };
}

/** Whether one environment could go without those that remain getting busy. */
export function canShrink(pool: PoolView, target: ScalingConfig): boolean {
  return pool.launching === 0 && pool.ready > target.min && usePercent(pool, pool.ready - 1) <= QUIET_PERCENT;
}

/** What of a target has been reached: `min` counts up with the ready environments, `max` down with those that have to go. */
export function appliedConfig(pool: PoolView, target: ScalingConfig): Partial<ScalingConfig> {
  const min = Math.min(target.min, pool.ready);
  const max = Math.max(target.max, pool.launching + pool.ready + pool.leaving);
  return min === 0 ? { max } : { min, max };
}

export function isSettled(pool: PoolView, target: ScalingConfig): boolean {
  const applied = appliedConfig(pool, target);
  return applied.min === target.min && applied.max === target.max;
}

function usePercent(pool: PoolView, environments: number): number {
  return (pool.slotsTaken * 100) / Math.max(1, environments * pool.slotsPerEnvironment);
}

function environmentCount(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (isCount(value)) return value;
  throw invalid(`${name}: must be an integer of 0–${MOST_ENVIRONMENTS}, got ${JSON.stringify(value)}`);
}

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_ENVIRONMENTS;

function invalid(message: string): LambdaServiceError {
  return new LambdaServiceError("InvalidParameterValueException", message);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
