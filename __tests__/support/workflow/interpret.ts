// A definition in the interpreter, with handlers in the place of its tasks. Waits and retries take no time; the items of a
// Distributed Map run beside their run, without executions of their own.
import { ExecutionError, type RunOptions, StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import { type Definition, statesOf } from "../../../local/stepFunctions/definition.ts";
import { EXECUTION_ALIAS, prepareDefinition } from "../../../local/stepFunctions/prepare.ts";
import type { DistributedMap, GivenToMap, Prepared } from "../../../local/stepFunctions/prepared.ts";

export type Handlers = NonNullable<NonNullable<RunOptions["overrides"]>["taskResourceLocalHandlers"]>;

export type PlayedOutcome = "SUCCEEDED" | { readonly error: string; readonly cause: string };

export interface EnteredState {
  readonly state: string;
  readonly input: unknown;
}

export const EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:dev-video-processing:now-1";

/** Through JSON: the interpreter ignores payload templates in objects of another realm, which structuredClone makes in Jest. */
export const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** @returns how it ended, and the states that were entered, in order, those of items too */
export async function interpret(
  machine: Definition,
  input: unknown,
  handlers: Handlers,
): Promise<{ outcome: PlayedOutcome; inputs: readonly EnteredState[] }> {
  const inputs: EnteredState[] = [];
  const states = [...statesOf(machine)];
  const none = (which: (state: Definition["States"][string]) => boolean) =>
    Object.fromEntries(states.filter(({ state }) => which(state)).map(({ name }) => [name, 0]));
  const waitTimeOverrides = none(({ Type: type }) => type === "Wait");
  const retryIntervalOverrides = none(({ Retry: retry }) => retry !== undefined);

  async function play({ definition, maps }: Prepared, given: unknown): Promise<unknown> {
    const ofMaps = [...maps].map(([name, map]): [string, Handlers[string]] => [
      name,
      async (asked) => (await playAll(map, asked as unknown as GivenToMap)) as never,
    ]);
    const run = new StateMachine(definition as unknown as StateMachineDefinition, {
      validationOptions: { noValidate: true }, // slow, and a test validates once
    }).run(copyOf(given) as Parameters<StateMachine["run"]>[0], {
      context: { [EXECUTION_ALIAS]: { Id: EXECUTION } },
      overrides: {
        taskResourceLocalHandlers: { ...handlers, ...Object.fromEntries(ofMaps) },
        waitTimeOverrides,
        retryIntervalOverrides,
      },
    });
    const seen = (async () => {
      for await (const event of run.eventLogs) {
        if (event.type === "StateEntered") inputs.push({ state: event.state.name, input: event.state.input });
      }
    })();
    try {
      return await run.result;
    } finally {
      await seen;
    }
  }

  /** The processing of a chunk tolerates every failure. */
  async function playAll({ prepared }: DistributedMap, { items, maxConcurrency }: GivenToMap): Promise<unknown[]> {
    const results: unknown[] = [];
    const left = (items as unknown[]).entries();
    const work = async () => {
      for (const [index, item] of left) results[index] = await play(prepared, item).catch(asFailure);
    };
    await Promise.all(Array.from({ length: maxConcurrency || 1 }, work));
    return results;
  }

  const outcome = await play(prepareDefinition(machine), input).then(() => "SUCCEEDED" as const, asFailure);
  return { outcome, inputs };
}

function asFailure(error: unknown): { error: string; cause: string } {
  if (!(error instanceof ExecutionError)) throw error;
  const { name, message } = error.cause as Error;
  return { error: name, cause: message };
}
