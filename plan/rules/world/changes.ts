// Changes of the plans under review, and what of them a rule looks at.
import { type Change, isDestructive, isReplacement } from "../../plan.ts";
import { at, isUnknown, type Value } from "../../value.ts";
import type { Finding } from "../finding.ts";
import type { Reviewed } from "../reviewed.ts";
import { sameValue } from "./sameValue.ts";
import { shown } from "./words.ts";

/** Changes of managed resources, without those of deposed objects. */
export function* changesOf({ plans }: Pick<Reviewed, "plans">, ...types: readonly string[]): Generator<Change> {
  for (const { changes } of plans) {
    for (const change of changes) {
      if (change.mode !== "managed" || change.deposed !== undefined) continue;
      if (types.length === 0 || types.includes(change.type)) yield change;
    }
  }
}

/** Whether something new stands there after the apply: created, or in place of what is there now. */
export const isCreated = ({ action }: Change): boolean => action === "create" || isReplacement(action);

/** Whether it is destroyed at one address and created at another, where nothing but a `moved` block is missing. */
export const isRenamed = ({ action, previousAddress, reason }: Change): boolean =>
  action === "deleteThenCreate" && previousAddress !== undefined && reason === undefined;

/** For remedies of what is renamed. */
export const KEEP_IT =
  "Add a moved block, or removed and import blocks where it moves to another stack: then nothing is replaced.";

/** Whether nothing stands there after the apply. */
export const isRemoved = (change: Change): boolean => isDestructive(change.action) && !isReplacement(change.action);

/** Whether the same object is there before and after. */
export const isKept = ({ action, before, after }: Change): boolean =>
  (action === "update" || action === "noOp") && before !== undefined && after !== undefined;

export interface Difference {
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  /** `128 to 64` */
  readonly text: string;
}

/** What changes at a path; undefined when both sides are the same there. */
export function differenceAt(change: Change, ...path: readonly (string | number)[]): Difference | undefined {
  const before = at(change.before, ...path);
  const after = at(change.after, ...path);
  return sameValue(before, after) ? undefined : { before, after, text: `${shown(before)} to ${shown(after)}` };
}

/** The same, of an attribute that AWS fills in when it is left out: unknown, it says nothing. */
export function configuredDifferenceAt(change: Change, ...path: readonly (string | number)[]): Difference | undefined {
  const difference = differenceAt(change, ...path);
  return difference && isUnknown(difference.after) ? undefined : difference;
}

/** Where a finding is. */
export const placeOf = ({
  stack,
  address,
}: Pick<Finding, "stack" | "address">): Pick<Finding, "stack" | "address"> => ({
  stack,
  address,
});
