// What the instances of a capacity provider no longer reach after the apply: their logs first of all.

import { isDestructive } from "../../plan.ts";
import { nameOf, PROVIDER } from "../capacity/managed.ts";
import type { Reviewed } from "../reviewed.ts";
import { type About, type FoundAs, family } from "../rule.ts";
import { placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import type { Resource, Worlds } from "../world/world.ts";
import { endpointsIn, type Place, placeOfInstances, serviceOf, wayToInternet, wayToService } from "./services.ts";
import { PARTS, type Way } from "./way.ts";

const TYPES: readonly string[] = [
  PROVIDER,
  ...PARTS,
  "aws_vpc",
  "aws_subnet",
  "aws_default_route_table",
  "aws_main_route_table_association",
  "aws_security_group",
  "aws_security_group_rule",
  "aws_vpc_endpoint_route_table_association",
  "aws_vpc_endpoint_security_group_association",
];

const RULES = {
  "egress-logs-lost": {
    severity: "high",
    title: "Instances no longer reach CloudWatch Logs",
    why: "On managed instances functions send their logs through the capacity provider's network. Without a way there the logs vanish silently: calls go on, and no error and no alarm on log text is seen.",
    remedy:
      "Keep a NAT gateway with its route in every subnet, or an interface endpoint for logs with private DNS, whose security group lets in 443 from the instances' group.",
    types: TYPES,
  },
  "egress-service-lost": {
    severity: "medium",
    title: "Instances no longer reach a service that had an endpoint",
    why: "Calls of the functions to it hang until they time out.",
    remedy:
      "Check that no function on these instances calls it; otherwise keep the endpoint, its private DNS, routes and security group.",
    types: TYPES,
  },
  "egress-internet-lost": {
    severity: "medium",
    title: "Instances no longer reach the internet",
    why: "Whatever functions call and no endpoint stands for, services of AWS or of others, hangs until it times out.",
    remedy: "List what the functions call, and add an endpoint for each of these services.",
    types: TYPES,
  },
} as const satisfies Readonly<Record<string, About>>;

type Id = keyof typeof RULES;

const LOGS = "logs";

type Kind = "logs" | "service" | "internet";

interface Lost {
  readonly kind: Kind;
  readonly service: string;
  readonly provider: Resource;
  /** What changes on the way that there was; the provider when it is the one that changes, or is new. */
  readonly cause: Resource;
}

const GATEWAYS: ReadonlySet<string> = new Set(["aws_nat_gateway", "aws_internet_gateway"]);

/** Of what this apply changes on the way that was open, what says most: a gateway that goes, then anything that goes. */
function causeOf({ over }: Way, provider: Resource): Resource {
  const changing = over.filter(({ change }) => change !== undefined && change.action !== "noOp");
  const gone = changing.filter(({ change }) => change && isDestructive(change.action));
  return gone.find(({ type }) => GATEWAYS.has(type)) ?? gone[0] ?? changing[0] ?? provider;
}

function* lostBy(worlds: Worlds, provider: Resource): Generator<Lost> {
  const { before, after } = worlds;
  const next = placeOfInstances(after, provider);
  if (next === undefined) return;
  const earlier = before.same(provider);
  const was: Place | undefined = earlier && placeOfInstances(before, earlier);
  const lost = (kind: Kind, service: string, way: Way) => ({ kind, service, provider, cause: causeOf(way, provider) });
  if (earlier === undefined) {
    const way = wayToService(worlds, after, next, LOGS);
    if (way.isOpen === false) yield lost("logs", LOGS, way);
    return;
  }
  if (was === undefined) return;
  const services = new Set([LOGS, ...endpointsIn(before, was).flatMap((endpoint) => serviceOf(endpoint) ?? [])]);
  for (const service of services) {
    const way = wayToService(worlds, before, was, service);
    if (way.isOpen !== true || wayToService(worlds, after, next, service).isOpen !== false) continue;
    yield lost(service === LOGS ? "logs" : "service", service, way);
  }
  const out = wayToInternet(worlds, before, was);
  if (out.isOpen === true && wayToInternet(worlds, after, next).isOpen === false) yield lost("internet", "", out);
}

function findingOf(kind: Kind, cause: Resource, losses: readonly Lost[]): FoundAs<Id> {
  const providers = listed([...new Set(losses.map(({ provider }) => nameOf(provider)))].toSorted());
  const services = listed([...new Set(losses.map(({ service }) => service))].toSorted());
  const place = placeOf(cause);
  if (kind === "logs") {
    return {
      rule: "egress-logs-lost",
      ...place,
      what: `After this apply the instances of ${providers} no longer reach CloudWatch Logs: no route out to the internet, and no logs endpoint that works for them.`,
    };
  }
  if (kind === "service") {
    return {
      rule: "egress-service-lost",
      ...place,
      what: `After this apply the instances of ${providers} no longer reach ${services} through an endpoint, and have no other way.`,
    };
  }
  return {
    rule: "egress-internet-lost",
    ...place,
    what: `After this apply the instances of ${providers} have no way out to the internet any more, only endpoints.`,
  };
}

function* look(reviewed: Reviewed): Generator<FoundAs<Id>> {
  const worlds = reviewed.worlds;
  const losses = worlds.after.ofType(PROVIDER).flatMap((provider) => {
    const all = [...lostBy(worlds, provider)];
    // Without logs everything else is lost as well, or a smaller thing.
    return all.some(({ kind }) => kind === "logs") ? all.filter(({ kind }) => kind !== "internet") : all;
  });
  const byCause = Map.groupBy(losses, ({ kind, cause }) => `${kind}\n${cause.stack}\n${cause.address}`);
  for (const group of byCause.values()) {
    const [first] = group;
    if (first) yield findingOf(first.kind, first.cause, group);
  }
}

export const egressLost = family(RULES, look);
