// Resources that guard another one, removed while that stays.
import type { Change } from "../../plan.ts";
import { isGoneOwner, type Ownership, ownersOf } from "../access/owners.ts";
import type { Rule } from "../finding.ts";
import { changesOf, isRemoved, placeOf } from "../world/changes.ts";
import { GUARDS } from "./guards.ts";

export const guardsRemoved: Rule = function* (reviewed) {
  const owners = ownersOf(reviewed);
  const all = [...changesOf(reviewed, ...GUARDS.keys())];
  /** Another of its kind for the same, under another address. */
  const isTakenOver = (change: Change, guarded: Ownership): boolean => {
    const { key } = owners.before(change, guarded);
    return (
      key !== undefined &&
      all.some(
        (other) =>
          other !== change &&
          other.type === change.type &&
          other.after !== undefined &&
          owners.after(other, guarded).key === key,
      )
    );
  };
  for (const change of all) {
    const guard = GUARDS.get(change.type);
    if (guard === undefined || !isRemoved(change)) continue;
    const { guarded, ...texts } = guard;
    if (guarded && (isGoneOwner(owners.before(change, guarded)) || isTakenOver(change, guarded))) continue;
    yield { ...placeOf(change), ...texts };
  }
};
