// Whether what goes at one address comes back at another, as after a renamed block.
import type { Change } from "../../plan.ts";
import type { Reviewed } from "../reviewed.ts";
import { changesOf, isCreated } from "../world/changes.ts";

/** Whether something of the same type is created that has the same known texts in these attributes. */
export function hasSuccessor(reviewed: Reviewed, change: Change, attributes: readonly string[]): boolean {
  const isSame = (other: Change): boolean =>
    attributes.every((name) => {
      const value = change.before?.[name];
      return typeof value === "string" && value === other.after?.[name];
    });
  return [...changesOf(reviewed, change.type)].some((other) => other !== change && isCreated(other) && isSame(other));
}
