// One text for all values that say the same: whatever the order of keys and of sets, and the formatting of JSON in strings.
import { isAttributes, isSensitive, isUnknown, type Value } from "../value.ts";
import { documentIn } from "./embeddedJson.ts";
import { DOCUMENT, type Path, type Step } from "./path.ts";
import { asList, isUnordered } from "./unordered.ts";

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** @param path where the value is, which tells whether a list is a set */
export function canonical(value: Value, path: Path): string {
  const steps: Step[] = [...path];
  const textOf = (part: Value, step: Step): string => {
    steps.push(step);
    const text = write(part);
    steps.pop();
    return text;
  };
  const write = (part: Value): string => {
    if (isSensitive(part)) return part.changes ? "<sensitive, changes>" : "<sensitive>";
    if (isUnknown(part)) return "<unknown>";
    const list = asList(part, steps);
    if (list !== part) return write(list);
    if (typeof part === "string") {
      const document = documentIn(part);
      return document === undefined ? JSON.stringify(part) : `<document ${textOf(document, DOCUMENT)}>`;
    }
    if (isList(part)) {
      const elements = part.map((element, index) => textOf(element, index));
      return `[${(isUnordered(steps) ? elements.sort() : elements).join()}]`;
    }
    if (isAttributes(part)) {
      const keys = Object.keys(part).sort();
      return `{${keys.map((key) => `${JSON.stringify(key)}:${textOf(part[key] ?? null, key)}`).join()}}`;
    }
    return JSON.stringify(part);
  };
  return write(value);
}

/** Whether two values are written alike, which is soon told. */
export function isIdentical(before: Value, after: Value): boolean {
  if (isSensitive(before)) return before === after && !before.changes;
  if (before === after) return true;
  if (isList(before) && isList(after)) {
    return (
      before.length === after.length && before.every((element, index) => isIdentical(element, after[index] ?? null))
    );
  }
  if (!isAttributes(before) || !isAttributes(after)) return false;
  const keys = Object.keys(before);
  return (
    keys.length === Object.keys(after).length &&
    keys.every((key) => Object.hasOwn(after, key) && isIdentical(before[key] ?? null, after[key] ?? null))
  );
}

/** Whether nothing changes between two values; a secret that is marked as changing never equals another. */
export function isSame(before: Value, after: Value, path: Path): boolean {
  if (isIdentical(before, after)) return true;
  if (typeof before !== "object" && typeof before !== "string") return false;
  const text = canonical(before, path);
  return text === canonical(after, path) && !hidesChange(before);
}

/** Whether a secret that changes is somewhere in a value. */
export function hidesChange(value: Value): boolean {
  if (isSensitive(value)) return value.changes;
  if (isList(value)) return value.some(hidesChange);
  return isAttributes(value) && Object.values(value).some(hidesChange);
}
