// Binds the Tasks that stand for Distributed Maps: each call of a handler is a map run.
import { ExecutionError, type RunOptions, StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import type { Execution } from "./execution.ts";
import type { HistoryEvent, HistoryRecorder } from "./history.ts";
import { type Earlier, MapRun, type MapRunOptions, newMapRunArn } from "./mapRun.ts";
import type { GivenToMap } from "./prepared.ts";
import { mapRunToRedrive } from "./redrive.ts";
import type { RunnableMachine } from "./runnable.ts";
import { TaskError } from "./tasks.ts";

/** Where map runs are kept while they run, and after. */
export interface MapRunBook {
  begun(mapRun: MapRun): void;
  isKept(mapRunArn: string): boolean;
  /** What a kept map run was. */
  earlier(mapRunArn: string): Promise<Earlier | undefined>;
}

export interface MapTasksOptions {
  readonly machine: RunnableMachine;
  readonly execution: Execution;
  readonly history: HistoryRecorder;
  readonly earlier: readonly HistoryEvent[];
  readonly book: MapRunBook;
  /** The interpreter's context object. */
  readonly context: NonNullable<RunOptions["context"]>;
  /** Aborted when the run has ended: from then on no map run begins. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly start: MapRunOptions["start"];
}

type Handlers = NonNullable<NonNullable<RunOptions["overrides"]>["taskResourceLocalHandlers"]>;

/** Handlers by state name. @param begun told of each map run, to end it with the run */
export function bindMaps(options: MapTasksOptions, begun: (mapRun: MapRun) => void): Handlers {
  const { machine, execution, history, book, signal, now, start } = options;
  const redriven = unfinished(options);
  const bind = (name: string, map: MapRunOptions["map"]): Handlers[string] => {
    return async (given) => {
      signal.throwIfAborted();
      const { items, maxConcurrency, input } = given as unknown as GivenToMap;
      if (!Array.isArray(items)) throw notAList(name);
      const again = redriven.get(name);
      redriven.delete(name);
      const mapRunArn = again?.mapRunArn ?? newMapRunArn(machine.arn, map.label);
      history.mapRun(name, { mapRunArn, ...(again && { redriveCount: again.redriveCount }) });
      const earlier = again && (await book.earlier(mapRunArn));
      const inputs = map.select ? await selected(map.select, input, options.context) : items;
      signal.throwIfAborted();
      const mapRun = new MapRun({ mapRunArn, execution, map, machine, inputs, maxConcurrency, earlier, now, start });
      begun(mapRun);
      book.begun(mapRun);
      return (await mapRun.result) as Awaited<ReturnType<Handlers[string]>>;
    };
  };
  return Object.fromEntries([...machine.prepared.maps].map(([name, map]) => [name, bind(name, map)]));
}

/** The map run that a redriven execution goes on with, by the name of its state. */
function unfinished({ execution, earlier, book }: MapTasksOptions) {
  const { from, count: redriveCount = 0 } = execution.redrive ?? {};
  const mapRunArn = from && mapRunToRedrive(from.state, earlier);
  if (mapRunArn === undefined || !book.isKept(mapRunArn)) return new Map<string, never>();
  return new Map([[from?.state, { mapRunArn, redriveCount }]]);
}

const notAList = (name: string) =>
  new TaskError("States.Runtime", `The items of the Map state '${name}' must be an array`, { handled: false });

/** The items' inputs, as the ItemSelector makes them of the Map's own. */
async function selected(definition: object, input: unknown, context: MapTasksOptions["context"]): Promise<unknown[]> {
  const machine = new StateMachine(definition as StateMachineDefinition, { validationOptions: { noValidate: true } });
  try {
    return (await machine.run(input as Parameters<StateMachine["run"]>[0], { context }).result) as unknown[];
  } catch (error) {
    throw error instanceof ExecutionError ? error.cause : error;
  }
}
