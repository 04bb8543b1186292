// A capacity provider spreads its instances over fewer Availability Zones, or subnets, than before.

import { only } from "../../../terraform/block.ts";
import { type Attributes, at, isUnknown } from "../../value.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { counted, listed } from "../world/words.ts";
import { knownText, type Resource, type World } from "../world/world.ts";
import { PROVIDER } from "./managed.ts";

const RULES = {
  "capacity-provider-fewer-zones": {
    severity: ["high", "medium"],
    title: "A capacity provider spreads over fewer Availability Zones",
    why: "Lambda spreads instances over the zones that it is given; with fewer, the loss of one takes a larger part of the capacity with it, and launches fail sooner when a zone has no instances to give.",
    remedy: "Keep a subnet in at least three Availability Zones.",
    types: [PROVIDER],
  },
  "capacity-provider-zones-unknown": {
    severity: "low",
    title: "The subnets of a capacity provider are unknown until apply",
    why: "Whether it keeps its Availability Zones cannot be told from these plans.",
    remedy: "Review the plan of the stack that makes the subnets together with this one.",
    types: [PROVIDER],
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

interface Spread {
  readonly subnets: number;
  /** Undefined when a subnet is in no plan. */
  readonly zones: ReadonlySet<string> | undefined;
}

const SUBNETS = ["vpc_config", 0, "subnet_ids"] as const;

/** Undefined when nothing says how many there are: a reference may be to all instances of a subnet, or to a list. */
function spreadOf(world: World, provider: Resource, attributes: Attributes | undefined): Spread | undefined {
  const { subnet_ids: ids } = only(provider.values.vpc_config);
  const listed = at(attributes, ...SUBNETS);
  if (!Array.isArray(ids) && typeof ids !== "string") return undefined;
  const found = [ids].flat().map((id) => world.all(provider, id, "aws_subnet"));
  const subnets = new Set(found.flat());
  const isFound = found.every((one) => one.length > 0);
  const count = Array.isArray(listed) ? listed.length : isFound ? subnets.size : undefined;
  if (count === undefined) return undefined;
  const zones = [...subnets].map(
    ({ values }) => knownText(values.availability_zone) ?? knownText(values.availability_zone_id),
  );
  const isKnown = isFound && subnets.size === count && zones.every((zone) => zone !== undefined);
  return { subnets: count, zones: isKnown ? new Set(zones.flatMap((zone) => zone ?? [])) : undefined };
}

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const { before, after } = reviewed.worlds;
  for (const change of changesOf(reviewed, PROVIDER)) {
    const [earlier, later] = [before.same(change), after.same(change)];
    if (earlier === undefined || later === undefined) continue;
    const [from, to] = [spreadOf(before, earlier, change.before), spreadOf(after, later, change.after)];
    const finding = { ...placeOf(change), attribute: "vpc_config[0].subnet_ids" };
    if (from && to === undefined && isUnknown(at(change.after, ...SUBNETS))) {
      yield {
        rule: "capacity-provider-zones-unknown",
        ...finding,
        what: `The subnets of the capacity provider are unknown until apply; now there are ${from.subnets}.`,
      };
    }
    if (from === undefined || to === undefined) continue;
    const byZone = from.zones && to.zones;
    const [was, is] = byZone ? [from.zones.size, to.zones?.size ?? 0] : [from.subnets, to.subnets];
    if (is >= was) continue;
    const lost = byZone ? [...from.zones].filter((zone) => !to.zones?.has(zone)).toSorted() : [];
    yield {
      rule: "capacity-provider-fewer-zones",
      severity: is < 2 ? "high" : "medium",
      ...finding,
      what: `The capacity provider goes from ${counted(was, byZone ? "Availability Zone" : "subnet")} to ${is}${lost.length > 0 ? `: ${listed(lost)} no longer` : ""}.`,
    };
  }
}

export const capacityProviderZones = family(RULES, look);
