// A deactivated function behind traffic: nothing but a new scaling config wakes it.

import { isDeactivated } from "../../../app/capacity/scalingConfig.ts";
import { rule } from "../rule.ts";
import { placeOf } from "../world/changes.ts";
import type { Resource, World } from "../world/world.ts";
import { DECLARATION, declarationsIn } from "./declared.ts";
import { environmentsOf } from "./demand.ts";
import { functionIdentity } from "./functionIdentity.ts";
import { SCALING_CONFIG } from "./managed.ts";
import { callersOf } from "./traffic.ts";

interface Asleep {
  readonly resource: Resource;
  readonly attribute: string;
  readonly callers: string;
  readonly name: string;
  readonly hasWindows: boolean;
}

function asleepBehindTraffic(world: World): Asleep[] {
  const found: Omit<Asleep, "callers">[] = [];
  for (const resource of world.ofType(SCALING_CONFIG)) {
    const { min, max } = environmentsOf(resource);
    const name = functionIdentity(world, resource, resource.values.function_name)?.name;
    if (name !== undefined && min === 0 && max === 0) {
      found.push({ resource, attribute: "function_scaling_config[0]", name, hasWindows: false });
    }
  }
  for (const { resource, name, declaration } of declarationsIn(world)) {
    const { baseline, windows } = declaration;
    if (isDeactivated(baseline)) found.push({ resource, attribute: "item", name, hasWindows: windows.length > 0 });
  }
  return found.flatMap((asleep) => {
    const callers = callersOf(world, asleep.name);
    return callers === undefined ? [] : [{ ...asleep, callers }];
  });
}

export const scalingDeactivatesTraffic = rule({
  id: "scaling-deactivates-traffic",
  severity: "high",
  title: "A function that traffic calls is deactivated",
  why: "A deactivated function is not woken by traffic: every call fails until another scaling config is put, and instances take a minute or more to start after that.",
  remedy: "Give it at least 1/1, three where it must survive the loss of a zone; or take the callers away first.",
  types: [SCALING_CONFIG, DECLARATION],
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    const already = new Set(asleepBehindTraffic(before).map(({ name }) => name));
    for (const { resource, attribute, callers, name, hasWindows } of asleepBehindTraffic(after)) {
      if (already.has(name)) continue;
      yield {
        ...placeOf(resource),
        attribute,
        what: `${name} has 0/0 execution environments${hasWindows ? " outside its windows" : ""}, while traffic calls it: ${callers}.`,
      };
    }
  },
});
