// Security groups that let in more than before, and new ones that let in everybody.

import type { Change } from "../../plan.ts";
import { type Attributes, at } from "../../value.ts";
import type { Severity } from "../finding.ts";
import { type Found, rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import {
  isSearchedFor,
  isWeb,
  letsIn,
  type Opening,
  openingsIn,
  openingsInBlocks,
  portsText,
  reachOf,
} from "./ingress.ts";
import { isNewOwner, keyOf, type Owner, type Owners, type Ownership, ownersOf } from "./owners.ts";

const GROUP: Ownership = { attribute: "security_group_id", type: "aws_security_group" };

interface Written {
  readonly attribute?: string;
  readonly owner?: Ownership;
  openings(attributes: Attributes): readonly Opening[];
}

const inline: Written = { attribute: "ingress", openings: (group) => openingsInBlocks(at(group, "ingress")) };

const WRITTEN: ReadonlyMap<string, Written> = new Map<string, Written>([
  ["aws_vpc_security_group_ingress_rule", { owner: GROUP, openings: openingsIn }],
  [
    "aws_security_group_rule",
    { owner: GROUP, openings: (rule) => (at(rule, "type") === "ingress" ? openingsIn(rule) : []) },
  ],
  ["aws_security_group", inline],
  ["aws_default_security_group", inline],
]);

interface Placed {
  readonly change: Change;
  readonly written: Written;
  readonly owner: Owner;
  readonly before: readonly Opening[];
  readonly after: readonly Opening[];
}

function placed(change: Change, owners: Owners): readonly (Placed & { readonly ownerBefore: Owner })[] {
  const written = WRITTEN.get(change.type);
  if (written === undefined) return [];
  const self: Owner = { key: keyOf(change), name: undefined, change };
  return [
    {
      change,
      written,
      owner: written.owner ? owners.after(change, written.owner) : self,
      ownerBefore: written.owner ? owners.before(change, written.owner) : self,
      before: change.before ? written.openings(change.before) : [],
      after: change.after ? written.openings(change.after) : [],
    },
  ];
}

const WORLD = "Everybody on the internet can try, at any time, from anywhere.";

function weight(opening: Opening, isNew: boolean): { severity: Severity; why: string } | undefined {
  switch (reachOf(opening)) {
    case "world":
      if (isSearchedFor(opening)) {
        return { severity: "critical", why: `${WORLD} Ports of this kind are searched for all day.` };
      }
      return { severity: isNew && isWeb(opening) ? "medium" : "high", why: WORLD };
    case "public":
      return isNew ? undefined : { severity: "medium", why: "Addresses on the internet get in that did not before." };
    case "unknown":
      return { severity: "medium", why: "A review cannot say who gets in; the apply opens it at once." };
    case "prefixList":
      return isNew ? undefined : { severity: "medium", why: "The owner of the list decides who gets in." };
    case "private":
    case "group":
      return isNew ? undefined : { severity: "low", why: "More of the own network gets in than before." };
  }
}

function findingOf({ change, written }: Placed, opening: Opening, isNew: boolean): Found | undefined {
  const weighed = weight(opening, isNew);
  return (
    weighed && {
      ...weighed,
      ...placeOf(change),
      ...(written.attribute === undefined ? {} : { attribute: written.attribute }),
      what: `${isNew ? "A new security group" : "The security group"} lets in ${portsText(opening)} from ${opening.source.text}${isNew ? "" : ", which it did not before"}.`,
    }
  );
}

export const ingressOpened = rule({
  id: "ingress-opened",
  severity: ["critical", "high", "medium", "low"],
  title: "A security group lets in more than before",
  why: "What may be reached from more addresses can be tried from there; from the internet at any time.",
  remedy: "Name the group, prefix list or address range that needs it, and only the ports that it needs.",
  types: [...WRITTEN.keys()],
  *check(reviewed) {
    const owners = ownersOf(reviewed);
    const all = [...changesOf(reviewed, ...WRITTEN.keys())].flatMap((change) => placed(change, owners));
    const known = Map.groupBy(
      all.flatMap(({ ownerBefore: { key }, before }) => before.map((opening) => ({ key, opening }))),
      ({ key }) => key,
    );
    for (const one of all) {
      const { action } = one.change;
      if (action === "noOp" || action === "forget") continue;
      const isNew = isNewOwner(one.owner);
      const before = isNew ? [] : (known.get(one.owner.key) ?? []).map(({ opening }) => opening);
      for (const opening of one.after) {
        if ([...before, ...one.before].some((wide) => letsIn(wide, opening))) continue;
        // The provider lists the rules of a group only after the apply.
        if (action !== "update" && one.written === inline && opening.source.kind === "unknown") continue;
        const finding = findingOf(one, opening, isNew);
        if (finding) yield finding;
      }
    }
  },
});
