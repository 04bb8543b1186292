// Users who are put into a group, and so get all that the group may do.
import type { Change } from "../../plan.ts";
import { at } from "../../value.ts";
import type { Reviewed } from "../reviewed.ts";
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { weightsOf } from "./managedPolicies.ts";
import { isNewOwner, type Owner, type Ownership, ownersOf } from "./owners.ts";

const USER = { attribute: "user", type: "aws_iam_user" } as const;
const GROUP = { attribute: "group", type: "aws_iam_group" } as const;

/** One side is one name, the other a list. */
const TYPES: ReadonlyMap<string, { readonly user: Ownership; readonly group: Ownership; readonly list: string }> =
  new Map([
    ["aws_iam_group_membership", { user: { ...USER, attribute: "users" }, group: GROUP, list: "users" }],
    ["aws_iam_user_group_membership", { user: USER, group: { ...GROUP, attribute: "groups" }, list: "groups" }],
  ]);

interface Membership {
  readonly change: Change;
  readonly list: string;
  readonly user: Owner;
  readonly group: Owner;
}

function* membershipsOf(reviewed: Reviewed, side: "before" | "after"): Generator<Membership> {
  const owners = ownersOf(reviewed);
  for (const change of changesOf(reviewed, ...TYPES.keys())) {
    const type = TYPES.get(change.type);
    const named = type && at(change[side], type.list);
    if (type === undefined || !Array.isArray(named)) continue;
    const { list } = type;
    for (const index of named.keys()) {
      const owner = (one: Ownership) => owners[side](change, one.attribute === list ? { ...one, index } : one);
      yield { change, list, user: owner(type.user), group: owner(type.group) };
    }
  }
}

const keyOf = ({ user, group }: Membership): string => `${user.key}\n${group.key}`;

export const groupMembers = rule({
  id: "group-member-added",
  severity: ["critical", "high", "medium"],
  title: "A user is put into a group",
  why: "The user may do all that the group may, now and when its policies change.",
  remedy: "Put the user into a group that may do only what is needed.",
  types: [...TYPES.keys()],
  *check(reviewed) {
    const had = new Set([...membershipsOf(reviewed, "before")].map(keyOf));
    const weights = reviewed.once(weightsOf);
    for (const membership of membershipsOf(reviewed, "after")) {
      const { change, list, user, group } = membership;
      const { action } = change;
      if (action === "noOp" || action === "forget" || had.has(keyOf(membership))) continue;
      const weight = group.key === undefined ? undefined : weights.get(group.key);
      // A new user gets a narrow group without a word.
      if (isNewOwner(user) && !weight?.isWide) continue;
      yield {
        severity: weight?.isWide ? weight.severity : "medium",
        ...placeOf(change),
        attribute: list,
        what: `${user.name ?? "A user"} is put into the group ${group.name ?? "that only the apply knows"}.`,
        ...(weight?.isWide && { why: weight.why }),
      };
    }
  },
});
