// What changed outside of Terraform since the last apply, beside what this apply does to the same resource.

import { meansTheSame } from "../../diff/form.ts";
import type { Change } from "../../plan.ts";
import { isUnknown, type Value } from "../../value.ts";
import type { Reviewed } from "../reviewed.ts";
import { sameValue } from "../world/sameValue.ts";

export interface DriftedAttribute {
  readonly name: string;
  /** As the last apply left it. */
  readonly applied: Value | undefined;
  /** As it is. */
  readonly actual: Value | undefined;
  /** As this apply makes it; the actual value where it does not touch it. */
  readonly next: Value | undefined;
  readonly isTouched: boolean;
}

export interface Drifted {
  readonly drift: Change;
  /** What this apply does there; undefined when it does nothing. */
  readonly change: Change | undefined;
  /** Without those that change on their own; empty when the object is gone. */
  readonly attributes: readonly DriftedAttribute[];
}

function attributesOf({ type, before, after }: Change, change: Change | undefined): DriftedAttribute[] {
  if (before === undefined || after === undefined) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !meansTheSame(type, name, before[name], after[name]))
    .toSorted()
    .map((name) => {
      const [actual, next] = [after[name], change?.after?.[name]];
      const isTouched = change?.action === "update" && !isUnknown(next) && !sameValue(change.before?.[name], next);
      return { name, applied: before[name], actual, next: isTouched ? next : actual, isTouched };
    });
}

export function* driftedIn({ plans }: Reviewed): Generator<Drifted> {
  for (const { drift: drifts, changes } of plans) {
    const byAddress = new Map(
      changes
        .filter(({ deposed, action }) => deposed === undefined && action !== "noOp")
        .map((change) => [change.address, change]),
    );
    for (const drift of drifts) {
      if (drift.mode !== "managed" || drift.deposed !== undefined || drift.action === "noOp") continue;
      const change = byAddress.get(drift.address);
      yield { drift, change, attributes: attributesOf(drift, change) };
    }
  }
}
