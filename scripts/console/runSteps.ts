// The steps of a run, as its history tells them.
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { RunStep } from "../../local/console/runModel.ts";

const MOST_CHARACTERS = 20_000;

/** As much of a text as a page shows. */
export const cut = (text: string | undefined): string | undefined =>
  text === undefined || text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)} …`;

/** Events by which an attempt begins. */
const BEGINS = /^(TaskScheduled|LambdaFunctionScheduled|MapRunStarted|MapRunRedriven)$/;

/** What a failure of a task or of a Map's item says. */
function errorIn(event: HistoryEvent): string | undefined {
  const details =
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.mapRunFailedEventDetails ??
    event.executionFailedEventDetails;
  if (!details) return undefined;
  const { error = "Error", cause } = details;
  return cause ? `${error}: ${cause.slice(0, 500)}` : error;
}

/** A step while its events are read. */
interface Growing extends Omit<RunStep, "leftAt" | "output" | "mapRun" | "failures"> {
  leftAt?: number;
  output?: string;
  mapRun?: string;
  readonly failures: { readonly at: number; readonly error: string; againAt?: number }[];
}

/** One step for each time that a state was entered. @param events oldest first */
export function stepsOf(events: readonly HistoryEvent[]): RunStep[] {
  const steps: Growing[] = [];
  const stateOf = new Map<number, Growing>();
  for (const event of events) {
    const { id = 0, previousEventId = 0, timestamp, type = "" } = event;
    const at = timestamp?.getTime() ?? 0;
    const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
    if (entered) {
      const input = cut(entered.input);
      const step: Growing = {
        state: String(entered.name),
        type: type.replace("StateEntered", ""),
        enteredAt: at,
        failures: [],
        ...(input !== undefined && { input }),
      };
      steps.push(step);
      stateOf.set(id, step);
      continue;
    }
    // A redrive goes on in the state that failed, which AWS does not enter anew.
    const step = type === "ExecutionRedriven" ? steps.findLast(({ leftAt }) => !leftAt) : stateOf.get(previousEventId);
    if (!step) continue;
    stateOf.set(id, step);
    const { mapRunArn } = event.mapRunStartedEventDetails ?? event.mapRunRedrivenEventDetails ?? {};
    if (mapRunArn !== undefined) step.mapRun = mapRunArn;
    const last = step.failures.at(-1);
    const error = errorIn(event);
    // The end of a run tells its last failure once more, if it was an attempt's.
    const isTold = event.executionFailedEventDetails !== undefined && last !== undefined;
    if (error !== undefined && !isTold) step.failures.push({ at, error });
    if (BEGINS.test(type) && last) last.againAt ??= at;
    if (exited) {
      step.leftAt = at;
      const output = cut(exited.output);
      if (output !== undefined) step.output = output;
    }
  }
  return steps;
}
