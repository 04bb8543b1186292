// What stands at a path, also when something on the way is hidden or not known yet.

import type { PathStep } from "../../plan.ts";
import { isAttributes, isSensitive, isUnknown, type Value } from "../../value.ts";

/** Like `at`, but an unknown or sensitive value on the way is what stands there; nothing is null. */
export function reach(value: Value | undefined, path: readonly PathStep[]): Value {
  let found: Value | undefined = value;
  for (const step of path) {
    if (isUnknown(found) || isSensitive(found)) return found;
    if (Array.isArray(found) && typeof step === "number") found = (found as readonly Value[])[step];
    else found = isAttributes(found) && typeof step === "string" && Object.hasOwn(found, step) ? found[step] : null;
  }
  return found ?? null;
}

/** Whether it cannot be told before the apply what changes there; a sensitive value that stays is no change. */
export const isOpaque = (before: Value, after: Value): boolean =>
  isUnknown(after) || (isSensitive(after) ? after.changes : isSensitive(before));
