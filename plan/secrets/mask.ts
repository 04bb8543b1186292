// Where a plan's marks stand: `*_sensitive`, `sensitive_values` and `after_unknown` are trees beside the values, with true
// for what is marked. Here they are without everything that is not, so that most are undefined.
import { isObject } from "../../terraform/block.ts";

/** True is the value and everything in it. */
export type Mask = true | readonly (Mask | undefined)[] | ReadonlyMap<string, Mask>;

/** Plans have a tree for every resource, and most have no mark. */
function hasMark(marks: unknown): boolean {
  if (typeof marks !== "object" || marks === null) return marks !== false && marks !== null && marks !== undefined;
  if (Array.isArray(marks)) return marks.some(hasMark);
  for (const key in marks) if (hasMark(Reflect.get(marks, key))) return true;
  return false;
}

/**
 * The mask of a value; undefined when nothing is marked. One that has another shape than its value says that something is
 * marked, but not what: then all of the value is.
 * @param value what is marked; null and undefined fit every mask
 */
export function maskOf(marks: unknown, value?: unknown): Mask | undefined {
  if (!hasMark(marks)) return undefined;
  const nothing = value === null || value === undefined;
  if (Array.isArray(marks)) {
    if (!nothing && !(Array.isArray(value) && value.length === marks.length)) return true;
    return marks.map((one, index) => maskOf(one, nothing ? undefined : value[index]));
  }
  if (!isObject(marks) || !(nothing || isObject(value))) return true;
  const masks = new Map<string, Mask>();
  for (const [key, one] of Object.entries(marks)) {
    const mask = maskOf(one, !nothing && Object.hasOwn(value, key) ? value[key] : undefined);
    if (mask !== undefined) masks.set(key, mask);
  }
  return masks;
}

/** Marks what either marks. */
export function both(a: Mask | undefined, b: Mask | undefined): Mask | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (Array.isArray(a) && Array.isArray(b)) {
    return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => both(a[index], b[index]));
  }
  if (a instanceof Map && b instanceof Map) {
    const masks = new Map(a);
    for (const [key, mask] of b) masks.set(key, both(masks.get(key), mask));
    return masks;
  }
  return true;
}

/** The mask of what is in a list or object; all of it where the mask has another shape. */
export function maskIn(mask: Mask | undefined, step: string | number): Mask | undefined {
  if (mask === undefined || mask === true) return mask;
  if (typeof step === "number") return Array.isArray(mask) ? mask[step] : true;
  return mask instanceof Map ? mask.get(step) : true;
}
