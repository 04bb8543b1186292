// Runs one execution in the interpreter and says how it ended.
import { ExecutionError, StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import { sessionNameOf } from "../iam/caller.ts";
import { handedOn } from "../trace.ts";
import type { Definition } from "./definition.ts";
import type { Execution, Outcome } from "./execution.ts";
import { type HistoryEvent, HistoryRecorder, type InterpreterEvent } from "./history.ts";
import type { MapRun } from "./mapRun.ts";
import { bindMaps, type MapRunBook } from "./mapTasks.ts";
import { EXECUTION_ALIAS, STATE_NAMES_ALIAS } from "./prepare.ts";
import type { RunnableMachine } from "./runnable.ts";
import type { Run } from "./running.ts";
import { bindTasks, type InvokeLambda, MAX_DATA_BYTES, stopped } from "./tasks.ts";

export interface RunOptions {
  invokeLambda: InvokeLambda;
  now: () => number;
  /** The history before the execution was redriven. */
  earlier?: readonly HistoryEvent[];
  /** @default keeps none: a redrive begins a Distributed Map anew */
  mapRuns?: MapRunBook;
}

/** Node's timers hold no more; a machine that may run for longer is not timed out here. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html */
const MAX_ERROR_LENGTH = 256;
const MAX_CAUSE_LENGTH = 32_768;

const NO_BOOK: MapRunBook = { begun: () => {}, isKept: () => false, earlier: async () => undefined };

export function startRun(machine: RunnableMachine, execution: Execution, options: RunOptions): Run {
  const { invokeLambda, now, earlier = [], mapRuns: book = NO_BOOK } = options;
  const history = new HistoryRecorder(execution, machine, earlier);
  const mapRuns: MapRun[] = [];
  const stop = new AbortController();
  const { promise: forced, resolve: force } = Promise.withResolvers<Outcome | undefined>();
  const finish = (outcome: Outcome | undefined) => {
    force(outcome);
    for (const mapRun of mapRuns) outcome ? mapRun.abort() : mapRun.leave();
    // Before the interpreter hears of it: aborted while it waits for a retry, it would run the task once more.
    stop.abort(stopped());
    run.abort();
  };

  const from = execution.redrive?.from;
  const definition = { ...machine.prepared.definition, ...(from && { StartAt: from.state }) };
  const caller = { roleArn: machine.roleArn, session: sessionNameOf(machine.arn) };
  const interpreter = new StateMachine(definition as unknown as StateMachineDefinition, {
    validationOptions: { noValidate: true },
  });
  const context = contextOf(machine, execution);
  const { signal } = stop;
  // Of a child execution one of its own: that it is in its parent's is not documented.
  const trace = machine.isTraced ? handedOn(execution.traceHeader, true) : undefined;
  const start = (of: RunnableMachine, item: Execution, before: readonly HistoryEvent[]) =>
    startRun(of, item, { ...options, earlier: before });
  const ofMaps = { machine, execution, history, earlier, book, context, signal, now, start };
  const run = interpreter.run(JSON.parse(from?.input ?? execution.input), {
    context,
    overrides: {
      waitTimeOverrides: pastWaits(definition, execution.input, now()),
      taskResourceLocalHandlers: {
        ...bindTasks(definition, { invokeLambda, caller, trace, signal, observer: history }),
        ...bindMaps(ofMaps, (mapRun) => void mapRuns.push(mapRun)),
      },
    },
  });
  const clearTimer = timeOut(machine, execution, now, () => finish({ status: "TIMED_OUT" }));
  const recorded = recordAll(run.eventLogs as AsyncIterable<InterpreterEvent>, history);
  const natural = run.result.then(success, failure);

  async function settle(): Promise<Outcome | undefined> {
    const outcome = await Promise.race([forced, natural]);
    clearTimer();
    // Also for one that ended by itself: a failed Parallel leaves tasks of its other branches behind.
    if (!stop.signal.aborted) stop.abort(stopped());
    for (const mapRun of mapRuns) mapRun.abort();
    await Promise.allSettled(mapRuns.map(({ result }) => result));
    await recorded;
    if (outcome) history.end(outcome, now());
    return outcome;
  }

  return { history, outcome: settle(), end: finish, leave: () => finish(undefined) };
}

function contextOf({ name, arn, roleArn, prepared }: RunnableMachine, execution: Execution) {
  return {
    StateMachine: { Id: arn, Name: name },
    [STATE_NAMES_ALIAS]: prepared.stateNames,
    [EXECUTION_ALIAS]: {
      Id: execution.executionArn,
      Name: execution.name,
      Input: JSON.parse(execution.input),
      StartTime: new Date(execution.startDate).toISOString(),
      RoleArn: roleArn,
      RedriveCount: execution.redrive?.count ?? 0,
      ...(execution.redrive && { RedriveTime: new Date(execution.redrive.date).toISOString() }),
    },
  };
}

/** Reads the interpreter's events to their end; left unread they would pile up. */
async function recordAll(events: AsyncIterable<InterpreterEvent>, history: HistoryRecorder): Promise<void> {
  for await (const event of events) history.record(event);
}

function timeOut(
  { timeoutSeconds }: RunnableMachine,
  { startDate, redrive }: Execution,
  now: () => number,
  elapsed: () => void,
) {
  // A redrive starts the time anew.
  const remaining = (redrive?.date ?? startDate) + (timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000 - now();
  if (remaining > MAX_TIMER_MS) return () => {};
  const timer = setTimeout(elapsed, Math.max(0, remaining));
  return () => clearTimeout(timer);
}

function success(output: unknown): Outcome {
  const json = JSON.stringify(output) ?? "null";
  if (Buffer.byteLength(json) <= MAX_DATA_BYTES) return { status: "SUCCEEDED", output: json };
  const cause = "The execution returned a result with a size exceeding the maximum number of bytes service limit.";
  return { status: "FAILED", error: "States.DataLimitExceeded", cause };
}

function failure(error: unknown): Outcome {
  const reason = error instanceof ExecutionError ? error.cause : error;
  if (!(reason instanceof Error)) return { status: "FAILED", error: "States.Runtime", cause: String(reason) };
  // What the interpreter makes up for a Fail state that says neither.
  const error_ = reason.name === "FailStateError" ? undefined : reason.name;
  const cause = reason.message === "Execution failed because of a Fail state" ? undefined : reason.message;
  const internal = !("isRetryable" in reason);
  return {
    status: "FAILED",
    ...(error_ !== undefined && { error: (internal ? "States.Runtime" : error_).slice(0, MAX_ERROR_LENGTH) }),
    ...(cause !== undefined && { cause: cause.slice(0, MAX_CAUSE_LENGTH) }),
  };
}

/** The first state, if it waits for a time that has passed: the interpreter would set a timer with the negative difference. */
function pastWaits(definition: Definition, input: string, now: number): Record<string, number> {
  const { Type, TimestampPath } = definition.States[definition.StartAt] as { Type?: string; TimestampPath?: string };
  const field = Type === "Wait" ? /^\$\.(\w+)$/.exec(TimestampPath ?? "")?.[1] : undefined;
  const until = field === undefined ? undefined : (JSON.parse(input) as Record<string, unknown>)[field];
  return typeof until === "string" && Date.parse(until) <= now ? { [definition.StartAt]: 0 } : {};
}
