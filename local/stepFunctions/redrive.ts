// Redriving executions that did not succeed: which may be, and from where they run again.
// https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
import type { Definition } from "./definition.ts";
import type { Execution, Redrive } from "./execution.ts";
import type { HistoryEvent } from "./history.ts";

/** Limits of the page above. */
const REDRIVABLE_DAYS = 14;
const MOST_REDRIVES = 1_000;
const MOST_EVENTS = 24_999;

/** The execution cannot be redriven; the message says why. */
export class NotRedrivableError extends Error {
  override name = "NotRedrivableError";
}

/** Why an execution cannot be redriven; undefined if it can. */
export function notRedrivable({ status, stopDate = 0, redrive }: Execution, now: number): string | undefined {
  if (status === "RUNNING" || status === "SUCCEEDED") return `Execution is ${status} and cannot be redriven`;
  if (now - stopDate > REDRIVABLE_DAYS * 24 * 60 * 60 * 1000)
    return `Execution has exceeded the redrivable period of ${REDRIVABLE_DAYS} days`;
  if ((redrive?.count ?? 0) >= MOST_REDRIVES)
    return `Execution was redriven ${MOST_REDRIVES} times, which is the limit`;
  return undefined;
}

/** A state of the machine itself, with the input that it was entered with, as JSON text. */
type Resumption = NonNullable<Redrive["from"]>;

/**
 * Where a redrive goes on: the last state that was entered, outside of any Map or Parallel. Those begin anew as a whole, where AWS
 * runs only what had failed of them. Undefined if the history does not tell, or the machine has no such state any more.
 */
export function resumption({ States }: Definition, events: readonly HistoryEvent[]): Resumption | undefined {
  for (const { stateEnteredEventDetails: entered } of events.toReversed()) {
    const { name, input } = (entered ?? {}) as { name?: string; input?: string };
    if (name !== undefined && input !== undefined && Object.hasOwn(States, name)) return { state: name, input };
  }
  return undefined;
}

/** The execution as it runs again. @throws NotRedrivableError */
export function redriven(
  ended: Execution,
  events: readonly HistoryEvent[],
  { definition, token, now }: { definition: Definition; token: string | undefined; now: number },
): Execution & { redrive: Redrive } {
  const problem = notRedrivable(ended, now);
  if (problem !== undefined) throw new NotRedrivableError(problem);
  if (events.length >= MOST_EVENTS)
    throw new NotRedrivableError(`Execution's history has ${events.length} events, which leaves no room for more`);
  const from = resumption(definition, events);
  const count = (ended.redrive?.count ?? 0) + 1;
  const { executionArn, stateMachineArn, name, startDate, input } = ended;
  const redrive: Redrive = { count, date: now, ...(token !== undefined && { token }), ...(from && { from }) };
  return { executionArn, stateMachineArn, name, status: "RUNNING", startDate, input, redrive };
}

/** What DescribeExecution says of it. @param from as `resumption` found it */
export function describeRedrive(execution: Execution, from: Resumption | undefined, now: number) {
  const reason = notRedrivable(execution, now);
  if (reason !== undefined) return { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: reason };
  const begin = from ? `state "${from.state}", as a whole` : "its start, with the same input";
  return { redriveStatus: "REDRIVABLE", redriveStatusReason: `Locally, a redrive runs again from ${begin}` };
}

/** The history of what was before the last redrive. */
export function historyBefore({ redrive }: Execution, events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  if (!redrive) return [];
  const isRedrive = ({ executionRedrivenEventDetails: details }: HistoryEvent) =>
    details?.redriveCount === redrive.count;
  const index = events.findIndex(isRedrive);
  return index < 0 ? events : events.slice(0, index);
}
