// Turns the interpreter's events into an execution's history as GetExecutionHistory shows it.
import type { Execution, Outcome } from "./execution.ts";
import type { TaskObserver } from "./tasks.ts";

/** A map run begins: `redriveCount` if it is one that had begun before. */
export interface MapRunBegin {
  readonly mapRunArn: string;
  readonly redriveCount?: number;
}

/** One event in AWS's shape, timestamp in milliseconds since the epoch. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  type: string;
  timestamp: number;
  [details: `${string}EventDetails`]: Record<string, unknown>;
}

/** Whether a value that was stored is a history, whole. */
export const isHistory = (value: unknown): value is HistoryEvent[] =>
  Array.isArray(value) &&
  value.every(
    (event) => Number.isInteger(event?.id) && Number.isFinite(event.timestamp) && typeof event.type === "string",
  );

/** What the interpreter reports; see `EventLog` in aws-local-stepfunctions. */
export interface InterpreterEvent {
  type: string;
  timestamp: number;
  state?: { name: string; type: string; input: unknown; output?: unknown };
  parentState?: { name: string };
  index?: number;
  Error?: string;
  Cause?: unknown;
}

/** AWS ends an execution whose history grows past this; here the history ends. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MAX_EVENTS = 25_000;

const LAMBDA = { resourceType: "lambda", resource: "invoke" };
const COMPLETE = { truncated: false };

/** What a history tells of its machine. */
export interface RecordedMachine {
  readonly roleArn: string;
  /** `maps`: Distributed Maps, by the names of their states, which are Tasks to the interpreter. */
  readonly prepared: { readonly maps: ReadonlyMap<string, unknown> };
}

/** Collects the history of one run. Events of parallel branches are in the order in which the interpreter forwards them. */
export class HistoryRecorder implements TaskObserver {
  readonly events: HistoryEvent[] = [];
  readonly #lastOfState = new Map<string, HistoryEvent>();
  readonly #scheduled = new Map<string, string[]>();
  readonly #succeeded = new Map<string, string[]>();
  readonly #mapRuns = new Map<string, MapRunBegin[]>();
  readonly #region: string;
  readonly #maps: RecordedMachine["prepared"]["maps"];

  /** @param earlier the history before the execution was redriven, which goes on */
  constructor(
    { input, startDate, executionArn, redrive }: Execution,
    { roleArn, prepared }: RecordedMachine,
    earlier: readonly HistoryEvent[] = [],
  ) {
    this.#maps = prepared.maps;
    this.#region = executionArn.split(":")[3] ?? "";
    this.events.push(...earlier);
    if (redrive) {
      const details = { redriveCount: redrive.count };
      this.#add("ExecutionRedriven", redrive.date, undefined, { executionRedrivenEventDetails: details });
      return;
    }
    this.#add("ExecutionStarted", startDate, undefined, {
      executionStartedEventDetails: { input, inputDetails: COMPLETE, roleArn },
    });
  }

  scheduled(stateName: string, parameters: string): void {
    queue(this.#scheduled, stateName).push(parameters);
  }

  succeeded(stateName: string, output: string): void {
    queue(this.#succeeded, stateName).push(output);
  }

  /** A map run of a Distributed Map begins. */
  mapRun(stateName: string, begin: MapRunBegin): void {
    queue(this.#mapRuns, stateName).push(begin);
  }

  record(event: InterpreterEvent): void {
    const { type, timestamp, state, parentState, index } = event;
    if (state) this.#recordState(type, timestamp, state, event);
    else if (parentState && type.startsWith("MapIteration")) {
      const details = { name: parentState.name, index };
      this.#add(type, timestamp, undefined, {
        [`${lowerFirst(type)}EventDetails`]: details,
      });
    }
  }

  end(outcome: Outcome, timestamp: number): void {
    const { status } = outcome;
    if (status === "SUCCEEDED") {
      const details = { output: outcome.output, outputDetails: COMPLETE };
      this.#add("ExecutionSucceeded", timestamp, undefined, { executionSucceededEventDetails: details });
    } else {
      const type = { FAILED: "ExecutionFailed", TIMED_OUT: "ExecutionTimedOut", ABORTED: "ExecutionAborted" }[status];
      const details = { error: outcome.error, cause: outcome.cause };
      this.#add(type, timestamp, undefined, { [`${lowerFirst(type)}EventDetails`]: details });
    }
  }

  #recordState(
    kind: string,
    timestamp: number,
    state: NonNullable<InterpreterEvent["state"]>,
    event: InterpreterEvent,
  ) {
    const { name } = state;
    const isDistributed = this.#maps.has(name);
    const type = isDistributed ? "Map" : state.type;
    const add = (eventType: string, details: Partial<HistoryEvent>) => this.#add(eventType, timestamp, name, details);
    if (kind === "StateEntered") {
      const details = { name, input: JSON.stringify(state.input), inputDetails: COMPLETE };
      this.#lastOfState.delete(name);
      add(`${type}StateEntered`, { stateEnteredEventDetails: details });
      if (type === "Map" || type === "Parallel") add(`${type}StateStarted`, {});
    }
    if (kind === "StateEntered" || kind === "StateRetried") this.#recordBegin(name, type, add);
    else if (kind === "StateFailed") {
      const failure = {
        error: event.Error,
        cause: typeof event.Cause === "string" ? event.Cause : JSON.stringify(event.Cause),
      };
      if (type === "Task" && event.Error === "States.Timeout") {
        add("TaskTimedOut", { taskTimedOutEventDetails: { ...LAMBDA, ...failure } });
      } else if (type === "Task") add("TaskFailed", { taskFailedEventDetails: { ...LAMBDA, ...failure } });
      else {
        if (this.#lastOfState.get(name)?.type.startsWith("MapRun"))
          add("MapRunFailed", { mapRunFailedEventDetails: failure });
        if (type === "Map" || type === "Parallel") add(`${type}StateFailed`, {});
      }
    } else if (kind === "StateExited") {
      this.#recordSuccess(name, type, add);
      const details = { name, output: JSON.stringify(state.output), outputDetails: COMPLETE };
      add(`${type}StateExited`, { stateExitedEventDetails: details });
    }
  }

  #recordBegin(name: string, type: string, add: Add) {
    const mapRun = type === "Map" ? this.#mapRuns.get(name)?.shift() : undefined;
    if (mapRun?.redriveCount !== undefined) add("MapRunRedriven", { mapRunRedrivenEventDetails: { ...mapRun } });
    else if (mapRun) add("MapRunStarted", { mapRunStartedEventDetails: { ...mapRun } });
    const parameters = type === "Task" ? queue(this.#scheduled, name).shift() : undefined;
    if (parameters === undefined) return;
    add("TaskScheduled", { taskScheduledEventDetails: { ...LAMBDA, region: this.#region, parameters } });
    add("TaskStarted", { taskStartedEventDetails: LAMBDA });
  }

  #recordSuccess(name: string, type: string, add: Add) {
    const failed = /(Failed|TimedOut)$/.test(this.#lastOfState.get(name)?.type ?? "");
    if (failed) return;
    if (this.#maps.has(name)) add("MapRunSucceeded", {});
    if (type === "Map" || type === "Parallel") add(`${type}StateSucceeded`, {});
    const output = type === "Task" ? queue(this.#succeeded, name).shift() : undefined;
    if (output !== undefined) {
      add("TaskSucceeded", { taskSucceededEventDetails: { ...LAMBDA, output, outputDetails: COMPLETE } });
    }
  }

  /** An event follows the one before it of the same state; a state's first follows the newest of all. */
  #add(type: string, timestamp: number, stateName: string | undefined, details: Partial<HistoryEvent>): void {
    const isEnd = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type);
    if (this.events.length >= (isEnd ? MAX_EVENTS : MAX_EVENTS - 1)) return;
    const previous = (stateName !== undefined && this.#lastOfState.get(stateName)?.id) || this.events.length;
    const event: HistoryEvent = { id: this.events.length + 1, previousEventId: previous, type, timestamp, ...details };
    this.events.push(event);
    if (stateName !== undefined) this.#lastOfState.set(stateName, event);
  }
}

type Add = (type: string, details: Partial<HistoryEvent>) => void;

function queue<T>(queues: Map<string, T[]>, name: string): T[] {
  const existing = queues.get(name);
  if (existing) return existing;
  const created: T[] = [];
  queues.set(name, created);
  return created;
}

const lowerFirst = (word: string) => word.charAt(0).toLowerCase() + word.slice(1);
