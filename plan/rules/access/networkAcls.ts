// Network ACLs of existing subnets that let in more than before, or no longer deny.

import type { Change } from "../../plan.ts";
import { type Attributes, at, isAttributes, type Value } from "../../value.ts";
import { type Found, rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { letsIn, type Opening, openingsIn, portsText, reachOf } from "./ingress.ts";
import { isGoneOwner, isNewOwner, keyOf, type Owner, ownersOf } from "./owners.ts";

const RULE = "aws_network_acl_rule";
const OWNER = { attribute: "network_acl_id", type: "aws_network_acl" } as const;

interface Entry {
  readonly isAllow: boolean;
  readonly opening: Opening;
}

const entriesIn = (rule: Attributes, action: Value | undefined): readonly Entry[] =>
  openingsIn(rule).map((opening) => ({ isAllow: action !== "deny", opening }));

/** Inline blocks name their action `action`, rules of their own `rule_action`. */
function entriesOf({ type }: Change, attributes: Attributes | undefined): readonly Entry[] {
  if (attributes === undefined) return [];
  if (type === RULE)
    return at(attributes, "egress") === true ? [] : entriesIn(attributes, at(attributes, "rule_action"));
  const blocks = at(attributes, "ingress");
  if (!Array.isArray(blocks)) return [];
  return (blocks as readonly Value[]).flatMap((block) =>
    isAttributes(block) ? entriesIn(block, at(block, "action")) : [],
  );
}

const openings = (entries: readonly Entry[], isAllow: boolean): readonly Opening[] =>
  entries.filter((entry) => entry.isAllow === isAllow).map(({ opening }) => opening);

const missing = (wanted: readonly Opening[], known: readonly Opening[]): readonly Opening[] =>
  wanted.filter((opening) => !known.some((wide) => letsIn(wide, opening)));

const finding = (change: Change, what: string): Found => ({
  ...placeOf(change),
  what,
});

export const networkAclOpened = rule({
  id: "network-acl-opened",
  severity: "medium",
  title: "A network ACL lets in more than before, or no longer denies",
  why: "The network ACL was a second lock behind the security groups: from now on only they keep others out.",
  remedy: "Allow only the ranges and ports that the subnets need, and keep what denies.",
  types: [RULE, "aws_network_acl", "aws_default_network_acl"],
  *check(reviewed) {
    const owners = ownersOf(reviewed);
    const all = [...changesOf(reviewed, RULE, "aws_network_acl", "aws_default_network_acl")].map((change) => {
      const self: Owner = { key: keyOf(change), name: undefined, change };
      const [owner, ownerBefore] =
        change.type === RULE ? [owners.after(change, OWNER), owners.before(change, OWNER)] : [self, self];
      return {
        change,
        owner,
        ownerBefore,
        before: entriesOf(change, change.before),
        after: entriesOf(change, change.after),
      };
    });
    const known = Map.groupBy(all, ({ ownerBefore: { key } }) => key);
    const kept = Map.groupBy(all, ({ owner: { key } }) => key);
    for (const { change, owner, ownerBefore, before, after } of all) {
      if (change.action === "noOp" || change.action === "forget") continue;
      const allowed = openings(
        (known.get(owner.key) ?? []).flatMap((one) => one.before),
        true,
      );
      for (const opening of isNewOwner(owner) ? [] : missing(openings(after, true), allowed)) {
        const reach = reachOf(opening);
        if (reach !== "world" && reach !== "public") continue;
        yield finding(
          change,
          `The network ACL lets in ${portsText(opening)} from ${opening.source.text}, which it did not before.`,
        );
      }
      const denied = openings(
        (kept.get(ownerBefore.key) ?? []).flatMap((one) => one.after),
        false,
      );
      for (const opening of isGoneOwner(ownerBefore) ? [] : missing(openings(before, false), denied)) {
        yield finding(change, `The network ACL no longer denies ${portsText(opening)} from ${opening.source.text}.`);
      }
    }
  },
});
