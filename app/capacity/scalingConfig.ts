// A function's scaling config: how many execution environments Lambda keeps for it at least and at most.

/** The most execution environments that either field may ask for: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html */
export const MAX_EXECUTION_ENVIRONMENTS = 15_000;

/** What Lambda starts with when nothing was put; it names no maximum: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html */
export const DEFAULT_MIN_EXECUTION_ENVIRONMENTS = 3;

/** Execution environments, at least and at most; min 0 is valid only together with max 0. */
export interface ScalingConfig {
  readonly min: number;
  readonly max: number;
}

/** 0/0: the function holds no instance, and no traffic wakes it. */
export const DEACTIVATED: ScalingConfig = Object.freeze({ min: 0, max: 0 });

export const isDeactivated = ({ min, max }: ScalingConfig): boolean => min === 0 && max === 0;

export const equals = (a: ScalingConfig, b: ScalingConfig): boolean => a.min === b.min && a.max === b.max;

/** True when `config` gives at least what `asked` asks for, in both fields. */
export const covers = (config: ScalingConfig, asked: ScalingConfig): boolean =>
  config.min >= asked.min && config.max >= asked.max;

/** What satisfies all of them: the largest min and the largest max; 0/0 for none. */
export function combine(configs: Iterable<ScalingConfig>): ScalingConfig {
  let combined = DEACTIVATED;
  for (const { min, max } of configs) combined = { min: Math.max(combined.min, min), max: Math.max(combined.max, max) };
  return combined;
}

/** The config cut to `limit` execution environments, the number that the capacity provider's vCPU cap can carry. */
export const within = (limit: number, { min, max }: ScalingConfig): ScalingConfig => ({
  min: Math.min(min, limit),
  max: Math.min(max, limit),
});

/** The rule that a config breaks, as a phrase to put behind its path, or undefined when it breaks none. */
export function brokenRule({ min, max }: ScalingConfig): string | undefined {
  for (const [field, value] of Object.entries({ min, max })) {
    if (!Number.isInteger(value) || value < 0 || value > MAX_EXECUTION_ENVIRONMENTS) {
      return `${field} must be a whole number from 0 to ${MAX_EXECUTION_ENVIRONMENTS}, got ${value}`;
    }
  }
  if (min > max) return `min must not be above max, got ${min}/${max}`;
  if (min === 0 && max > 0) return `min 0 is allowed only with max 0 (deactivated), got ${min}/${max}`;
  return undefined;
}

/** Short form for logs and messages: `2/10`. */
export const format = ({ min, max }: ScalingConfig): string => `${min}/${max}`;
