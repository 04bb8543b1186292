// Takes what is marked out of the two sides of a change, before anything else sees them.
import { isDeepStrictEqual } from "node:util";
import { isObject } from "../../terraform/block.ts";
import { type Attributes, sensitive, UNKNOWN, type Value } from "../value.ts";
import { type Mask, maskIn } from "./mask.ts";

/** One side of a change as the plan has it. */
export interface Side {
  readonly value: unknown;
  /** What of it is known only after apply. */
  readonly unknown?: Mask | undefined;
}

const isNothing = ({ value, unknown }: Side): boolean => (value === null || value === undefined) && !unknown;

const sideIn = ({ value, unknown }: Side, step: string | number): Side => {
  const inside = Array.isArray(value) || isObject(value);
  return {
    value: inside && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined,
    unknown: maskIn(unknown, step),
  };
};

/** Null on both sides is no value that could be kept secret. */
function hidden(side: Side, other: Side): Value | undefined {
  if (side.value === undefined && !side.unknown) return undefined;
  if (isNothing(side) && isNothing(other)) return null;
  const differs = side.unknown !== undefined || other.unknown !== undefined;
  return sensitive(differs || !isDeepStrictEqual(side.value, other.value));
}

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

/** The keys of what is known, and in between those of what is not. */
function keysOf({ value, unknown }: Side): string[] {
  const keys = isObject(value) ? Object.keys(value) : [];
  if (!(unknown instanceof Map)) return keys;
  const more = [...unknown.keys()].filter((key) => !keys.includes(key));
  return more.length > 0 ? [...keys, ...more].sort() : keys;
}

/**
 * One side without what is marked on either; undefined where there is nothing. What is both marked and unknown is
 * sensitive, and changes.
 */
export function redact(side: Side, other: Side, mask: Mask | undefined): Value | undefined {
  const { value, unknown } = side;
  if (mask === true) return hidden(side, other);
  if (unknown === true) return UNKNOWN;
  if (mask === undefined && unknown === undefined) return value as Value | undefined;
  const nothing = value === null || value === undefined;
  if (Array.isArray(value) || (nothing && Array.isArray(unknown))) {
    const length = Math.max(lengthOf(value), lengthOf(unknown));
    const item = (index: number) => redact(sideIn(side, index), sideIn(other, index), maskIn(mask, index)) ?? null;
    return Array.from({ length }, (_, index) => item(index));
  }
  if (isObject(value) || (nothing && unknown instanceof Map)) {
    return attributesOf(side, other, mask);
  }
  if (nothing) return value;
  return mask === undefined ? UNKNOWN : hidden(side, other); // inside of a text or number there is nothing to mark
}

function attributesOf(side: Side, other: Side, mask: Mask | undefined): Attributes {
  const entries: [string, Value][] = [];
  for (const key of keysOf(side)) {
    const value = redact(sideIn(side, key), sideIn(other, key), maskIn(mask, key));
    if (value !== undefined) entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

/** A resource on one side; undefined where it is not there. A mark on all of it is one on each of its attributes. */
export function redactResource(side: Side, other: Side, mask: Mask | undefined): Attributes | undefined {
  if (isNothing(side)) return undefined;
  const known = {
    value: isObject(side.value) ? side.value : {},
    unknown: side.unknown instanceof Map ? side.unknown : undefined,
  };
  if (mask === undefined && known.unknown === undefined) return known.value as Attributes;
  return attributesOf(known, other, Array.isArray(mask) ? true : mask);
}

/** A value of a state without what is marked: attributes are absent, elements of lists are null. */
export function visible(value: unknown, mask: Mask | undefined): unknown {
  if (mask === undefined || value === null) return value;
  if (Array.isArray(value) && Array.isArray(mask))
    return value.map((item, index) => visible(item, mask[index]) ?? null);
  if (!isObject(value) || !(mask instanceof Map)) return undefined;
  const kept = Object.entries(value).map(([key, one]) => [key, visible(one, mask.get(key))] as const);
  return Object.fromEntries(kept.filter(([, one]) => one !== undefined));
}
