// A timeout that Lambda refuses, or that is longer than what calls the function waits.
import { LIMITS } from "../../../stacks/config/limits.ts";
import { number } from "../../../terraform/block.ts";
import { type Found, rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import type { Resource, World } from "../world/world.ts";
import { FUNCTION, isManaged, nameOf } from "./managed.ts";
import { WAITING_TYPES, waitingFor } from "./syncCallers.ts";

const ORDINARY = LIMITS.maxSyncTimeoutSeconds.value;
const MANAGED = LIMITS.maxManagedAsyncTimeoutSeconds.value;

type Wrong = Omit<Found, "stack" | "address">;

const refused = (timeout: number, where: string, most: number): Wrong => ({
  severity: "high",
  attribute: "timeout",
  what: `The timeout is ${timeout} seconds, and ${where} ${most}: this apply will fail.`,
  applyFails: true,
  why: `AWS refuses more than ${most} seconds there.`,
  remedy: `Set at most ${most} seconds.`,
});

function wrongIn(world: World, fn: Resource): Wrong | undefined {
  const timeout = number(fn.values.timeout);
  if (timeout === undefined || timeout <= ORDINARY) return undefined;
  if (!isManaged(fn)) return refused(timeout, "ordinary Lambda allows", ORDINARY);
  if (timeout > MANAGED) return refused(timeout, "managed instances allow", MANAGED);
  const waiting = waitingFor(world, nameOf(fn));
  return waiting === undefined
    ? undefined
    : {
        severity: "medium",
        attribute: "timeout",
        what: `The timeout is ${timeout} seconds, and it is called synchronously: by ${waiting}.`,
      };
}

export const functionTimeout = rule({
  id: "function-timeout",
  severity: ["high", "medium"],
  title: "A timeout is longer than Lambda allows, or than its caller waits",
  why: `Only asynchronous invocations and event source mappings run longer than ${ORDINARY} seconds; a caller that waits for the answer, Step Functions among them, is cut there.`,
  remedy: `Call it asynchronously, or set at most ${ORDINARY} seconds.`,
  types: [FUNCTION, ...WAITING_TYPES],
  /** Only what this change brings: also a caller that comes to a function which stays as it is. */
  *check(reviewed) {
    const { before, after } = reviewed.worlds;
    const isAnyChanged = !changesOf(reviewed, FUNCTION, ...WAITING_TYPES).next().done;
    if (!isAnyChanged) return;
    for (const fn of after.ofType(FUNCTION)) {
      const wrong = wrongIn(after, fn);
      if (wrong === undefined) continue;
      const earlier = before.same(fn);
      if (earlier === undefined || wrongIn(before, earlier)?.what !== wrong.what) yield { ...placeOf(fn), ...wrong };
    }
  },
});
