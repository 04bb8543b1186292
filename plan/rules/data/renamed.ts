// The same thing at another address: deleted there and created here, where a moved block would keep it.
import type { Change } from "../../plan.ts";
import { at } from "../../value.ts";
import type { Reviewed } from "../reviewed.ts";
import { changesOf, isRemoved } from "../world/changes.ts";
import { type Store, storeOf } from "./stores.ts";

/** What AWS calls a store, in the order in which a type may have them. */
const NAMES = [
  "name",
  "bucket",
  "identifier",
  "cluster_identifier",
  "repository_name",
  "repository",
  "domain_name",
  "alias",
] as const;

function realName(change: Change, side: "before" | "after"): string | undefined {
  for (const attribute of NAMES) {
    const value = at(change[side], attribute);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

const keyOf = (change: Change, side: "before" | "after"): string | undefined => {
  const name = realName(change, side);
  return name && `${change.type}\n${name}`;
};

/** For what is deleted, what is created in its name: in the same stack, or else in another one. */
export function renamedStores(reviewed: Reviewed): ReadonlyMap<Change, Change> {
  const stores = [...changesOf(reviewed)].filter(({ type }) => storeOf(type) !== undefined);
  const created = Map.groupBy(
    stores.filter(({ action, importing }) => action === "create" && importing === undefined),
    (change) => keyOf(change, "after"),
  );
  const pairs = new Map<Change, Change>();
  for (const change of stores.filter(isRemoved)) {
    const key = keyOf(change, "before");
    const named = key === undefined ? [] : (created.get(key) ?? []);
    const successor = named.find(({ stack }) => stack === change.stack) ?? named[0];
    if (successor) pairs.set(change, successor);
  }
  return pairs;
}

/** Whether Terraform destroys it and leaves it in the account. */
export const isLeft = (change: Change, { isKept }: Store): boolean =>
  isRemoved(change) && change.before !== undefined && (isKept?.(change.before) ?? false);
