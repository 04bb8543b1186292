// A subnet, security group or VPC goes while capacity providers of other stacks use it.

import { type Change, isDestructive, isReplacement } from "../../plan.ts";
import { nameOf, PROVIDER } from "../capacity/managed.ts";
import { type Found, rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import type { Resource, Worlds } from "../world/world.ts";
import { isForInstances } from "./isForInstances.ts";
import { GROUP, namesAfterwards, SUBNET, usersOf, VPC } from "./usersOf.ts";

const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  [SUBNET]: ["subnet", "subnets"],
  [GROUP]: ["security group", "security groups"],
  [VPC]: ["VPC", "VPCs"],
};

const REFUSAL =
  "AWS refuses with DependencyViolation while network interfaces of instances are in it; Terraform asks again for many minutes before it says so.";
const TWO_PHASES =
  "Apply in two phases: the network keeps it, the service stack moves its providers, then the network drops it. npm run cdktf -- deploy does so for a zone that is removed.";
const BESIDE =
  "Keep the VPC, or build an environment with the new one under a name of its own, move its callers, and destroy the old one. npm run cdktf -- deploy refuses to replace a VPC that is in use.";

const MADE_ANEW =
  "Undo what forces the replacement; or put the new one beside it under another address, move the providers with the service stack, and remove the old one after that.";

const remedyOf = ({ type, action }: Change): string => {
  if (type === VPC) return BESIDE;
  return isReplacement(action) ? MADE_ANEW : TWO_PHASES;
};

type Kind = "named" | "unordered" | "unseen";

interface Gone {
  readonly change: Change;
  readonly kind: Kind;
  readonly users: readonly Resource[];
}

/** Undefined when nothing is known to stand in the way. */
function judged(worlds: Worlds, change: Change, hasProviders: boolean): Gone | undefined {
  if (!hasProviders) {
    const resource = worlds.before.same(change);
    return resource && isForInstances(worlds, resource) ? { change, kind: "unseen", users: [] } : undefined;
  }
  // Within a stack Terraform has the order; a provider that only goes is destroyed first, the last stack first.
  const others = usersOf(worlds, change).filter(
    (provider) => provider.stack !== change.stack && provider.change?.action !== "delete",
  );
  const named = others.filter((provider) => namesAfterwards(worlds, provider, change));
  if (named.length > 0) return { change, kind: "named", users: named };
  return others.length > 0 ? { change, kind: "unordered", users: others } : undefined;
}

function findingOf(kind: Kind, gone: readonly [Gone, ...Gone[]]): Found {
  const [{ change }] = gone;
  const [one, many] = WORDS[change.type] ?? [change.type, change.type];
  const addresses = listed(gone.map((each) => each.change.address));
  const verb = isReplacement(change.action) ? "replaced" : "destroyed";
  const subject = gone.length > 1 ? `The ${many} ${addresses} are ${verb}` : `The ${one} is ${verb}`;
  const place = { ...placeOf(change) };
  if (kind === "unseen") {
    return {
      ...place,
      severity: "high",
      what: `${subject}: whatever uses ${gone.length > 1 ? "them" : "it"} in other stacks must let go first.`,
      why: `No capacity provider is in these plans. ${REFUSAL}`,
      remedy: `Review the plans of all stacks together, as lmi plan run does. ${remedyOf(change)}`,
    };
  }
  const users = listed([
    ...new Set(gone.flatMap((each) => each.users).map((user) => `${nameOf(user)} (${user.stack})`)),
  ]);
  return {
    ...place,
    severity: "critical",
    applyFails: true,
    what:
      kind === "named"
        ? `${subject} while capacity providers of other stacks use ${gone.length > 1 ? "them" : "it"}, also afterwards (${users}): this apply will fail.`
        : `${subject}, and capacity providers of other stacks leave only with their own apply (${users}): no order of applies works, because these need the new network first.`,
    remedy: remedyOf(change),
  };
}

/** A VPC stands for all that is in it. */
function withoutParts({ before }: Worlds, changes: readonly Change[]): readonly Change[] {
  const vpcs = changes.filter(({ type }) => type === VPC);
  return changes.filter((change) => {
    const resource = before.same(change);
    const around = resource && change.type !== VPC ? before.one(resource, resource.values.vpc_id, VPC) : undefined;
    return !vpcs.some((vpc) => vpc.stack === around?.stack && vpc.address === around.address);
  });
}

export const networkInUse = rule({
  id: "network-in-use",
  severity: ["critical", "high"],
  title: "A subnet, security group or VPC goes while capacity providers use it",
  why: REFUSAL,
  remedy:
    "Review the plans of all stacks together, and let the capacity providers leave before the network drops what they use.",
  types: [SUBNET, GROUP, VPC],
  *check(reviewed) {
    const worlds = reviewed.worlds;
    const hasProviders = [worlds.before, worlds.after].some((world) => world.ofType(PROVIDER).length > 0);
    const going = withoutParts(
      worlds,
      [...changesOf(reviewed, SUBNET, GROUP, VPC)].filter(({ action }) => isDestructive(action)),
    );
    const gone = going.flatMap((change) => judged(worlds, change, hasProviders) ?? []);
    for (const group of Map.groupBy(
      gone,
      ({ change, kind }) => `${change.stack}\n${change.type}\n${kind}\n${isReplacement(change.action)}`,
    ).values()) {
      const [first, ...rest] = group;
      if (first) yield findingOf(first.kind, [first, ...rest]);
    }
  },
});
