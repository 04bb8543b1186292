// Ways in which one setting weakens, by its values before and after.
import type { Value } from "../../value.ts";

export interface Judge {
  /** Whether what is guarded gets weaker between two known values. */
  weakens(before: Value, after: Value): boolean;
  /** Whether there is a value after which it would, for one that only the apply knows. */
  couldWeaken(before: Value): boolean;
}

const isOn = (value: Value): boolean =>
  value === true || (typeof value === "string" && ["true", "enabled", "on"].includes(value.toLowerCase()));

const isEmpty = (value: Value): boolean =>
  value === null || value === "" || (Array.isArray(value) && value.length === 0);

const numberOf = (value: Value): number | undefined => {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
};

/** On before, off or not set after. */
export const turnsOff: Judge = {
  weakens: (before, after) => isOn(before) && !isOn(after),
  couldWeaken: isOn,
};

/** Off or not set before, on after. */
export const turnsOn: Judge = {
  weakens: (before, after) => !isOn(before) && isOn(after),
  couldWeaken: (before) => !isOn(before),
};

/** Set before, nothing after. */
export const goes: Judge = {
  weakens: (before, after) => !isEmpty(before) && isEmpty(after),
  couldWeaken: (before) => !isEmpty(before),
};

/** One of some values before, none of them after. */
export const leaves = (...values: readonly Value[]): Judge => ({
  weakens: (before, after) => values.includes(before) && !values.includes(after),
  couldWeaken: (before) => values.includes(before),
});

/** None of some values before, one of them after. */
export const becomes = (...values: readonly Value[]): Judge => ({
  weakens: (before, after) => !values.includes(before) && values.includes(after),
  couldWeaken: (before) => !values.includes(before),
});

/** A number gets lower, or is no longer set; `forever` is higher than every other. */
export const falls = (forever?: number): Judge => {
  const amount = (value: Value): number => {
    const number = numberOf(value) ?? 0;
    return number === forever ? Number.POSITIVE_INFINITY : number;
  };
  return {
    weakens: (before, after) => amount(after) < amount(before),
    couldWeaken: (before) => amount(before) > 0,
  };
};

/** A number that is set on both sides gets higher. */
export const rises: Judge = {
  weakens(before, after) {
    const [was, is] = [numberOf(before), numberOf(after)];
    return was !== undefined && is !== undefined && is > was;
  },
  couldWeaken: (before) => numberOf(before) !== undefined,
};

/** Anything but one of some values before, not set too, one of them after; what only the apply knows is no decision. */
export const becomesOff = (...off: readonly Value[]): Judge => ({
  weakens: (before, after) => !off.includes(before) && off.includes(after),
  couldWeaken: () => false,
});
