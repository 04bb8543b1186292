// Whether two values of a plan are the same, as far as it can be told.
import { isAttributes, isSensitive, isUnknown, type Value } from "../../value.ts";

const isEmpty = (value: Value | undefined): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/** An unknown value is the same as no other; of sensitive ones the marks say it. Nothing, null and an empty list are one. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (isUnknown(a) || isUnknown(b)) return false;
  if (isSensitive(a) || isSensitive(b)) {
    return isSensitive(a) && isSensitive(b) && !a.changes && !b.changes;
  }
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    const others = b as readonly Value[];
    return a.length === b.length && (a as readonly Value[]).every((item, index) => sameValue(item, others[index]));
  }
  if (isAttributes(a) && isAttributes(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => sameValue(a[key], b[key]));
  }
  return a === b;
}
