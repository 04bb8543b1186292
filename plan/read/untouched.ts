// A partial plan (`-target`, `-refresh-only`) lists only part of the stack in `planned_values`: what it does not name stays.
import type { RawPlan, RawResource } from "./rawPlan.ts";

const isRemoval = (actions: readonly string[]): boolean =>
  (actions.includes("delete") || actions.includes("forget")) && !actions.includes("create");

/** Managed resources of the state that the plan neither lists afterwards nor takes away; none in a whole plan. */
export function untouchedBy({ before, after, changes }: RawPlan): readonly RawResource[] {
  const accounted = new Set(after.resources.map(({ address }) => address));
  for (const { address, previousAddress, deposed, actions } of changes) {
    if (deposed !== undefined) continue;
    if (isRemoval(actions)) accounted.add(address);
    if (previousAddress !== undefined && previousAddress !== address) accounted.add(previousAddress);
  }
  return before.resources.filter(({ address, mode }) => mode === "managed" && !accounted.has(address));
}
