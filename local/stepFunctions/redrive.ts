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
 * Where a redrive goes on: the last state that was entered, outside of any inline Map or Parallel. Those begin anew as a whole, where
 * AWS runs only what had failed of them. Undefined if the history does not tell, or the machine has no such state any more.
 */
export function resumption({ States }: Definition, events: readonly HistoryEvent[]): Resumption | undefined {
  for (const { stateEnteredEventDetails: entered } of events.toReversed()) {
    const { name, input } = (entered ?? {}) as { name?: string; input?: string };
    if (name !== undefined && input !== undefined && Object.hasOwn(States, name)) return { state: name, input };
  }
  return undefined;
}

/** The map run that the state had begun and not ended well; undefined if there is none. */
export function mapRunToRedrive(state: string, events: readonly HistoryEvent[]): string | undefined {
  for (const { type, ...details } of events.toReversed()) {
    if (type === "MapRunSucceeded" || details.stateEnteredEventDetails?.name === state) return undefined;
    const { mapRunArn } = details.mapRunStartedEventDetails ?? details.mapRunRedrivenEventDetails ?? {};
    if (typeof mapRunArn === "string") return mapRunArn;
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
  const { executionArn, stateMachineArn, mapRunArn, name, startDate, input } = ended;
  const redrive: Redrive = { count, date: now, ...(token !== undefined && { token }), ...(from && { from }) };
  const ofMap = mapRunArn !== undefined && { mapRunArn };
  return { executionArn, stateMachineArn, ...ofMap, name, status: "RUNNING", startDate, input, redrive };
}

const BY_ITEM = "the items that did not succeed";

/** What is known of an execution when it is asked whether it can be redriven. */
export interface RedriveSetting {
  /** As `resumption` found it. */
  readonly from: Resumption | undefined;
  /** Whether that is a Distributed Map. */
  readonly isMap: boolean;
  /** Of the map run that the execution is an item of. */
  readonly mapRunStatus: string | undefined;
}

/** What DescribeExecution says of it. */
export function describeRedrive(execution: Execution, { from, isMap, mapRunStatus }: RedriveSetting, now: number) {
  const reason = notRedrivable(execution, now) ?? (mapRunStatus === "SUCCEEDED" ? MAP_RUN_SUCCEEDED : undefined);
  if (reason !== undefined) return { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: reason };
  if (execution.mapRunArn !== undefined)
    return { redriveStatus: "REDRIVABLE_BY_MAP_RUN", redriveStatusReason: WITH_ITS_MAP_RUN };
  const begin = from ? `state "${from.state}", ${isMap ? BY_ITEM : "as a whole"}` : "its start, with the same input";
  return { redriveStatus: "REDRIVABLE", redriveStatusReason: `Locally, a redrive runs again from ${begin}` };
}

const MAP_RUN_SUCCEEDED = "Map Run is SUCCEEDED and cannot be redriven";
const WITH_ITS_MAP_RUN = "A redrive of the execution whose Map Run it belongs to runs it again";

/** The history of what was before the last redrive. */
export function historyBefore({ redrive }: Execution, events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  if (!redrive) return [];
  const isRedrive = ({ executionRedrivenEventDetails: details }: HistoryEvent) =>
    details?.redriveCount === redrive.count;
  const index = events.findIndex(isRedrive);
  return index < 0 ? events : events.slice(0, index);
}
