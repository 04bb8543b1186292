// Errors in a state machine that were repeated or caught, and from now on end its executions.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
import type { Value } from "../../value.ts";
import { rule } from "../rule.ts";
import { changesOf, placeOf } from "../world/changes.ts";
import { listed } from "../world/words.ts";

const MACHINE = "aws_sfn_state_machine";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(definition: Value | undefined): Json {
  try {
    const value: unknown = typeof definition === "string" ? JSON.parse(definition) : undefined;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Every state by name, those of branches and of maps too. */
function* statesOf(machine: Json): Generator<readonly [string, Json]> {
  if (!isObject(machine.States)) return;
  for (const [name, state] of Object.entries(machine.States)) {
    if (!isObject(state)) continue;
    yield [name, state];
    for (const inner of [state.Branches, state.Iterator, state.ItemProcessor].flat()) {
      if (isObject(inner)) yield* statesOf(inner);
    }
  }
}

const HANDLERS = [
  { field: "Retry", gone: "no longer repeats" },
  { field: "Catch", gone: "no longer catches" },
] as const;

const isEffective = (handler: unknown): handler is Json => isObject(handler) && handler.MaxAttempts !== 0;

const errorsIn = (state: Json, field: string): readonly string[] =>
  [state[field]].flat().flatMap((handler) => {
    const errors = isEffective(handler) ? handler.ErrorEquals : undefined;
    return Array.isArray(errors) ? errors.filter((error) => typeof error === "string") : [];
  });

/** What matches all errors leaves none out; States.TaskFailed stands for those of tasks, but for time-outs. */
const isAmong = (error: string, known: readonly string[]): boolean =>
  known.includes(error) ||
  known.includes("States.ALL") ||
  (known.includes("States.TaskFailed") && error !== "States.ALL" && error !== "States.Timeout");

export const workflowErrors = rule({
  id: "workflow-errors-unhandled",
  severity: "medium",
  title: "A state machine no longer repeats or catches errors of a state",
  why: "From now on such an error ends the execution where it is, and what was to run after it does not.",
  remedy: "Keep Retry and Catch; one throttled call or lost connection is an error too.",
  types: [MACHINE],
  *check(reviewed) {
    for (const change of changesOf(reviewed, MACHINE)) {
      if (change.before === undefined || change.after === undefined || change.action === "noOp") continue;
      const after = new Map(statesOf(parsed(change.after.definition)));
      for (const [name, state] of statesOf(parsed(change.before.definition))) {
        const now = after.get(name);
        if (now === undefined) continue;
        for (const { field, gone } of HANDLERS) {
          const left = errorsIn(now, field);
          const lost = errorsIn(state, field).filter((error) => !isAmong(error, left));
          if (lost.length === 0) continue;
          yield { ...placeOf(change), attribute: "definition", what: `The state ${name} ${gone} ${listed(lost)}.` };
        }
      }
    }
  },
});
