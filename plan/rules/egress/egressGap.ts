// While egress moves: the old way out may be gone before the new one is there.

import type { Change, Plan } from "../../plan.ts";
import { nameOf, PROVIDER } from "../capacity/managed.ts";
import { rule } from "../rule.ts";
import { placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";
import { type Resource, type World, type Worlds, worldsOf } from "../world/world.ts";
import { type Place, placeOfInstances, wayToInternet, wayToService } from "./services.ts";
import { PARTS, type Way } from "./way.ts";

/** Whether nothing says that it goes only after something new is there. */
const goesEarly = ({ type, action }: Change): boolean =>
  PARTS.has(type) && (action === "delete" || action === "deleteThenCreate");

/** The plan's stack at its worst moment: what goes is gone, and nothing new is there. */
function worstMoment(plan: Plan): Plan {
  const early = new Set(plan.changes.filter(goesEarly).map(({ address }) => address));
  return {
    ...plan,
    changes: plan.changes
      .filter(({ before }) => before !== undefined)
      .map(
        (change): Change =>
          goesEarly(change)
            ? { ...change, action: "delete", after: undefined }
            : { ...change, action: "noOp", after: change.before },
      ),
    after: plan.before.filter(({ address }) => !early.has(address)),
  };
}

interface Gap {
  readonly provider: Resource;
  readonly cause: Resource;
  readonly isCertain: boolean;
}

type Look = (worlds: Worlds, world: World, place: Place) => Way;

const LOOKS: readonly Look[] = [(worlds, world, place) => wayToService(worlds, world, place, "logs"), wayToInternet];

function gapOf(worlds: Worlds, moment: Worlds, provider: Resource, look: Look): Gap | undefined {
  const [later, atWorst] = [worlds.after.same(provider), moment.after.same(provider)];
  const was = placeOfInstances(worlds.before, provider);
  const next = later && placeOfInstances(worlds.after, later);
  const meanwhile = atWorst && placeOfInstances(moment.after, atWorst);
  if (was === undefined || next === undefined || meanwhile === undefined) return undefined;
  const way = look(worlds, worlds.before, was);
  // A way that is lost for good, or never was, is a finding of its own.
  if (way.isOpen !== true || look(worlds, worlds.after, next).isOpen === false) return undefined;
  if (look(moment, moment.after, meanwhile).isOpen !== false) return undefined;
  const going = way.over.filter(({ change }) => change !== undefined && goesEarly(change));
  const certain = going.find(({ change }) => change?.action === "deleteThenCreate");
  const cause = certain ?? going.find(({ type }) => type !== "aws_route") ?? going[0];
  return cause && { provider, cause, isCertain: certain !== undefined };
}

export const egressGap = rule({
  id: "egress-gap",
  severity: "medium",
  title: "The way out of instances is destroyed before the new one is there",
  why: "The plan does not say that the new way is routed before the old one goes. Meanwhile logs vanish silently and calls to other services hang; a NAT gateway or an endpoint takes minutes.",
  remedy:
    "Set create_before_destroy on the old way, so that it is in the state before this change, or apply twice: add and route the new way first, then remove the old one.",
  types: [...PARTS],
  *check(reviewed) {
    const { plans } = reviewed;
    if (!plans.some(({ changes }) => changes.some(goesEarly))) return;
    const worlds = reviewed.worlds;
    const moment = worldsOf(plans.map(worstMoment));
    const gaps = worlds.before.ofType(PROVIDER).flatMap((provider) => {
      const found = LOOKS.map((look) => gapOf(worlds, moment, provider, look));
      return found.find((gap) => gap !== undefined) ?? [];
    });
    for (const group of Map.groupBy(gaps, ({ cause }) => `${cause.stack}\n${cause.address}`).values()) {
      const [first] = group;
      if (first === undefined) continue;
      const providers = listed(group.map(({ provider }) => nameOf(provider)).toSorted());
      yield {
        ...placeOf(first.cause),
        what: first.isCertain
          ? `The way out of the instances of ${providers} is deleted first and made again afterwards: between the two there is none.`
          : `The instances of ${providers} get another way out in the apply in which the old one is destroyed: there may be a gap between the two.`,
      };
    }
  },
});
