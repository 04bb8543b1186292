// A state machine as executions run it: checked, and in the form that the interpreter gets right.
import { checkDefinition } from "./guard.ts";
import { type Machine, parseDefinition } from "./machines.ts";
import { prepareDefinition } from "./prepare.ts";
import type { Prepared } from "./prepared.ts";

/** What is read from a definition once, for all its executions. */
export interface RunnableMachine extends Machine {
  prepared: Prepared;
  /** The machine's own TimeoutSeconds. */
  timeoutSeconds: number | undefined;
}

/** @throws UnsupportedDefinitionError */
export function toRunnable<M extends Machine>(machine: M): M & Pick<RunnableMachine, "prepared" | "timeoutSeconds"> {
  const definition = parseDefinition(machine);
  checkDefinition(machine.name, definition);
  const timeoutSeconds = definition.TimeoutSeconds as number | undefined;
  return { ...machine, prepared: prepareDefinition(definition), timeoutSeconds };
}
