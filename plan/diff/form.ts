// Values that differ in how they are written, and mean the same.
import type { Change } from "../plan.ts";
import { isAttributes, isSensitive, isUnknown, type Value } from "../value.ts";
import { isIdentical } from "./canonical.ts";
import { documentIn } from "./embeddedJson.ts";

/** Null, an empty text, list or object are nothing, at every depth; a JSON text is its document. */
export function meant(value: Value | undefined): Value | undefined {
  if (value === undefined || value === null || value === "" || isSensitive(value) || isUnknown(value))
    return value || undefined;
  if (typeof value === "string") return documentIn(value) ?? value;
  if (Array.isArray(value)) {
    const items = (value as readonly Value[]).map((item) => meant(item) ?? null);
    return items.length === 0 ? undefined : items;
  }
  if (!isAttributes(value)) return value;
  const parts = Object.entries(value).flatMap(([name, part]) => {
    const its = meant(part);
    return its === undefined ? [] : [[name, its] as const];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

/** Whether an update changes the form of values only. */
export function isOnlyForm({ action, before, after }: Pick<Change, "action" | "before" | "after">): boolean {
  if (action !== "update" || before === undefined || after === undefined) return false;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].every((name) =>
    isIdentical(meant(before[name]) ?? null, meant(after[name]) ?? null),
  );
}
