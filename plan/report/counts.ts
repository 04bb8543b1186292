// How many changes of each kind a plan has.
import type { Plan } from "../plan.ts";
import { type ChangeKind, kindOf } from "./changeKind.ts";

/** `moved` and `imported` count what is updated besides, too; `drifted` is what changed outside of Terraform, `invoked` the action blocks that run. */
export type Counts = Readonly<Record<ChangeKind | "drifted" | "deferred" | "outputs" | "invoked", number>>;

/** In the order in which tables have them. */
export const COUNTED = [
  "created",
  "updated",
  "replaced",
  "destroyed",
  "unknown",
  "forgotten",
  "moved",
  "imported",
  "read",
  "drifted",
  "deferred",
  "outputs",
  "invoked",
] as const satisfies readonly (keyof Counts)[];

/** Tables have these even where they are 0. */
export const ALWAYS_COUNTED: ReadonlySet<keyof Counts> = new Set(["created", "updated", "replaced", "destroyed"]);

export function countsOf({ changes, drift, deferred, outputs, invocations }: Plan): Counts {
  const counts = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Record<keyof Counts, number>;
  for (const change of changes) {
    const kind = kindOf(change);
    if (kind !== undefined && kind !== "moved" && kind !== "imported") counts[kind]++;
    if (change.previousAddress !== undefined) counts.moved++;
    if (change.importing !== undefined) counts.imported++;
  }
  counts.drifted = drift.filter((change) => kindOf(change) !== undefined).length;
  counts.deferred = deferred.length;
  counts.outputs = outputs.filter(({ action }) => action !== "noOp").length;
  counts.invoked = invocations.length;
  return counts;
}

export function total(all: readonly Counts[]): Counts {
  const sum = (name: keyof Counts) => all.reduce((so, counts) => so + counts[name], 0);
  return Object.fromEntries(COUNTED.map((name) => [name, sum(name)])) as Record<keyof Counts, number>;
}
