// What names a function and so calls it: also schedules and state machines, which need no permission on the function.
import { nested } from "../../../terraform/block.ts";
import { functionIdentity, identifiedAs } from "../capacity/functionIdentity.ts";
import { callersOf } from "../capacity/traffic.ts";
import { listed } from "../world/words.ts";
import type { World } from "../world/world.ts";

const NAMES_IN_DEFINITION = /:function:([\w-]+)/g;

const namedByWork = (world: World): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  const add = (name: string | undefined, words: string): void => {
    if (name !== undefined) found.set(name, (found.get(name) ?? new Set()).add(words));
  };
  for (const schedule of world.ofType("aws_scheduler_schedule")) {
    for (const { arn } of nested(schedule.values.target)) {
      add(functionIdentity(world, schedule, arn)?.name, "a schedule");
    }
  }
  for (const machine of world.ofType("aws_sfn_state_machine")) {
    const { values } = machine;
    if (typeof values.definition !== "string") continue;
    for (const [, name] of values.definition.matchAll(NAMES_IN_DEFINITION))
      add(name && identifiedAs(world, machine, name), "a state machine");
  }
  return found;
};

/** What names a function in one side of the apply, in words; undefined when nothing does. */
export function namersOf(world: World, functionName: string): string | undefined {
  const others = callersOf(world, functionName);
  const words = [...(world.once(namedByWork).get(functionName) ?? []), ...(others === undefined ? [] : [others])];
  return words.length === 0 ? undefined : listed(words);
}
