// Values that differ in how they are written, and mean the same.
import type { Change } from "../plan.ts";
import { isAttributes, isSensitive, isUnknown, type Value } from "../value.ts";
import { isIdentical, isSame } from "./canonical.ts";
import { documentIn } from "./embeddedJson.ts";
import { isRestless } from "./restless.ts";

/** Null, an empty text, list or object are nothing, at every depth; a JSON text is its document. */
function meant(value: Value | undefined): Value | undefined {
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

/** Whether two values of an attribute mean the same; of what changes on its own, every two do. */
export const meansTheSame = (
  type: string,
  name: string,
  before: Value | undefined,
  after: Value | undefined,
): boolean =>
  isRestless(type, name) ||
  isIdentical(meant(before) ?? null, meant(after) ?? null) ||
  isSame(before ?? null, after ?? null, [name]);

/** Whether an update changes nothing but the form of values, and what changes on its own. */
export function isOnlyForm({
  type,
  action,
  before,
  after,
}: Pick<Change, "type" | "action" | "before" | "after">): boolean {
  if (action !== "update" || before === undefined || after === undefined) return false;
  return Object.keys({ ...before, ...after }).every((name) => meansTheSame(type, name, before[name], after[name]));
}
