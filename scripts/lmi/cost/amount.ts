// Amounts as people write them: 250, 0.5, 154M.
import { UsageError } from "../../cliError.ts";

const MULTIPLES: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, B: 1e9 };

/** For an option: a number, with k, M or B behind it if it is large; what is allowed, the bounds say or whoever takes it. */
export const amount =
  (option: string, [min, max]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) =>
  (text: string): number => {
    const [, digits, suffix = ""] = /^(-?\d{1,20}(?:\.\d+)?(?:e\d{1,2})?)([kMB]?)$/.exec(text) ?? [];
    const value = digits === undefined ? Number.NaN : Number(digits) * (MULTIPLES[suffix] ?? Number.NaN);
    if (value >= min && value <= max) return value;
    const bounds = Number.isFinite(min) ? ` from ${min} to ${max}` : "";
    throw new UsageError(`${option}: must be a number${bounds} such as 250, 0.5 or 154M, got ${text}`);
  };
