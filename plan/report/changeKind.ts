// What a change is to its reader: an action, or that something moved or was imported and is otherwise as it was.
import { type Change, type Invocation, isReplacement, type Plan } from "../plan.ts";

/** In the order in which they are listed: what cannot be undone first. */
export const CHANGE_KINDS = [
  "unknown",
  "destroyed",
  "replaced",
  "updated",
  "forgotten",
  "created",
  "imported",
  "moved",
  "read",
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

const KINDS = {
  create: "created",
  read: "read",
  update: "updated",
  delete: "destroyed",
  forget: "forgotten",
  unknown: "unknown",
} as const satisfies Partial<Record<Change["action"], ChangeKind>>;

/** Undefined for what stays as it is. */
export function kindOf({ action, importing, previousAddress }: Change): ChangeKind | undefined {
  if (isReplacement(action)) return "replaced";
  if (action in KINDS) return KINDS[action as keyof typeof KINDS];
  if (importing !== undefined) return "imported";
  return previousAddress === undefined ? undefined : "moved";
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** For sorting, whatever the order in the file. */
export const byAddress = (one: Change, other: Change): number =>
  compare(one.address, other.address) ||
  compare(one.deposed ?? "", other.deposed ?? "") ||
  compare(one.action, other.action);

export const byInvocation = (one: Invocation, other: Invocation): number =>
  compare(one.address, other.address) || compare(one.trigger ?? "", other.trigger ?? "");

/** The changes of all plans by kind, in the order of the plans and then of the addresses. */
export function changesByKind(plans: readonly Plan[]): ReadonlyMap<ChangeKind, readonly Change[]> {
  const found = new Map<ChangeKind, Change[]>(CHANGE_KINDS.map((kind) => [kind, []]));
  for (const plan of plans) {
    for (const change of plan.changes.toSorted(byAddress)) {
      const kind = kindOf(change);
      if (kind !== undefined) found.get(kind)?.push(change);
    }
  }
  return found;
}
