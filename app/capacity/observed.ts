// What Lambda says about a function's capacity, and when that counts as settled.
import { covers, equals, format, isDeactivated, type ScalingConfig } from "./scalingConfig.ts";

/** A function's scaling config and state as Lambda reports them. */
export interface Observed {
  /** Present only until Lambda has reached it. */
  readonly requested?: Partial<ScalingConfig>;
  /** May be partial while Lambda is on its way. */
  readonly applied?: Partial<ScalingConfig>;
  /** `Active`, `Pending`, `Deactivating`, `Deactivated`, `Failed`, …; https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
  readonly state: string;
  readonly stateReason?: string;
}

/** Whether Lambda names both fields. */
export const isWhole = (config: Partial<ScalingConfig> | undefined): config is ScalingConfig =>
  config?.min !== undefined && config.max !== undefined;

/** What was last put, whether or not Lambda has reached it; undefined when Lambda names only one of the two fields. */
export function lastPut({ requested, applied }: Observed): ScalingConfig | undefined {
  const config = requested ?? applied;
  return isWhole(config) ? config : undefined;
}

/**
 * True when Lambda has reached `target`: no request is pending, both applied fields equal it, and the state fits
 * (`Deactivated` for 0/0, else `Active`).
 */
export function isSettled({ requested, applied, state }: Observed, target: ScalingConfig): boolean {
  const expected = isDeactivated(target) ? "Deactivated" : "Active";
  return requested === undefined && isWhole(applied) && equals(applied, target) && state === expected;
}

/** True when the function runs with at least `asked`, and Lambda is not on its way to less. */
export function gives({ requested, applied, state }: Observed, asked: ScalingConfig): boolean {
  const isKept = requested === undefined || (isWhole(requested) && covers(requested, asked));
  return state === "Active" && isWhole(applied) && covers(applied, asked) && isKept;
}

const part = (config: Partial<ScalingConfig> | undefined) =>
  config ? format({ min: config.min ?? Number.NaN, max: config.max ?? Number.NaN }).replaceAll("NaN", "?") : "none";

/** One phrase for logs and errors: `requested 1/4, applied 0/0, state Pending`. */
export function describe({ requested, applied, state, stateReason }: Observed): string {
  const reason = stateReason ? ` (${stateReason})` : "";
  return `requested ${part(requested)}, applied ${part(applied)}, state ${state}${reason}`;
}
