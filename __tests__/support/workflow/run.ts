// Runs the state machines that the stacks synthesise, with functions that the test plays. Nothing is waited for.
import type { CapacityRequests } from "../../../app/capacity/capacityRequests.ts";
import type { Claimed } from "../../../app/dispatcher/claims.ts";
import { dispatcherEvent } from "../../../app/dispatcher/dispatcherEvent.ts";
import { type ProcessorEvent, processorEvent } from "../../../app/processor/processorEvent.ts";
import type { Processed } from "../../../app/processor/processVideo.ts";
import { scalerEvent } from "../../../app/scaler/scalerEvent.ts";
import type { Definition } from "../../../local/stepFunctions/definition.ts";
import type { Template } from "../stacks/template.ts";
import { type EnteredState, type Handlers, interpret, type PlayedOutcome } from "./interpret.ts";

const ACCOUNT = "123456789012";

export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly SecondsPath?: string;
  readonly Parameters?: { readonly FunctionName: string; readonly Payload: Readonly<Record<string, unknown>> };
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly ItemProcessor?: Machine;
  readonly Branches?: readonly Machine[];
  readonly ToleratedFailurePercentage?: number;
  readonly MaxConcurrency?: number;
  readonly MaxConcurrencyPath?: string;
  readonly ResultPath?: string | null;
}

export interface Machine {
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly ProcessorConfig?: { readonly Mode: string; readonly ExecutionType?: string };
  readonly States: Readonly<Record<string, State>>;
}

/** Every state of a machine, also inside its maps, by name. */
export const statesOf = ({ States }: Machine): [string, State][] =>
  Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...machinesIn(state).flatMap(statesOf),
  ]);

/** The machines inside a Map or Parallel state. */
const machinesIn = ({ ItemProcessor: items, Branches: branches = [] }: State): readonly Machine[] =>
  items ? [items, ...branches] : branches;

/** Every Task of a machine, also inside its maps. */
export const tasksOf = (machine: Machine) => statesOf(machine).filter(([, { Type }]) => Type === "Task");

/** The states that a machine can get to, including those of its maps. */
export function reachable({ StartAt, States }: Machine): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const state: State | undefined = States[name];
    if (!state || seen.has(name)) return;
    seen.add(name);
    for (const machine of machinesIn(state)) for (const inner of reachable(machine)) seen.add(inner);
    const next = [state.Next, state.Default, ...(state.Choices ?? []).map((choice) => choice.Next)];
    for (const target of [...next, ...(state.Catch ?? []).map((caught) => caught.Next)]) if (target) visit(target);
  };
  visit(StartAt);
  return seen;
}

/** The state of a name, wherever it is; @throws Error if there is none */
export function stateIn(machine: Machine, name: string): State {
  const found = statesOf(machine).find(([candidate]) => candidate === name)?.[1];
  if (!found) throw new Error(`no state ${name}`);
  return found;
}

/** A service stack's state machine, with ARNs in the place of what Terraform would fill in. */
export function definitionIn(template: Template): Machine {
  const [environment] = template.name.split("-");
  const name = `${environment}-video-processing`;
  const { definition } = template.resource<{ definition: string }>("aws_sfn_state_machine", { name });
  const filled = definition.replaceAll(/\$\{([^}]+)\}/g, (reference, path: string) => {
    const [type, id, attribute] = path.split(".");
    if (path === "data.aws_partition.partition.partition") return "aws";
    const lambda = template
      .resources<{ function_name: string }>("aws_lambda_function")
      .find(({ address }) => address === `${type}.${id}`);
    if (lambda && attribute === "function_name") return lambda.function_name;
    if (lambda && attribute === "arn") return `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${lambda.function_name}`;
    throw new Error(`the workflow refers to ${reference}`);
  });
  return JSON.parse(filled) as Machine;
}

type Answer<T extends keyof CapacityRequests> = Awaited<ReturnType<CapacityRequests[T]>>;

/** What a function does with its nth call, counted from 1: answers, or fails by throwing. */
type Play<Payload, T> = (payload: Payload, call: number) => T | Promise<T>;

/** The functions by the states that call them; each answers as the deployed one does. */
export interface Cast {
  readonly Acquire: Play<Record<string, unknown>, Answer<"acquire">>;
  readonly CheckCapacity: Play<Record<string, unknown>, Answer<"check">>;
  readonly Claim: Play<Record<string, unknown>, Claimed>;
  readonly Process: Play<ProcessorEvent, Processed>;
  readonly Missed: Play<Record<string, unknown>, { became: string }>;
  readonly Release: Play<Record<string, unknown>, { released: string }>;
  readonly ClaimOverflow: Play<Record<string, unknown>, Claimed>;
  readonly ProcessOnOverflow: Play<ProcessorEvent, Processed>;
  readonly MissedOnOverflow: Play<Record<string, unknown>, { became: string }>;
}

export type TaskName = keyof Cast;

const SETTLED = { settled: true, retryAfterSeconds: 0, seen: "requested none, applied 1/4, state Active" };

/** A claim's answer. */
export const claimed = (videos: Claimed["videos"], lookAgainSeconds = 0): Claimed => ({
  videos,
  left: 100,
  lookAgainSeconds,
  config: { min: 1, max: 4 },
  leaseSeconds: 3_000,
  concurrency: 2,
});

const completed = ({ videoId, attempt }: ProcessorEvent): Processed => ({ videoId, attempt, outcome: "completed" });

const EVERYTHING_WORKS: Cast = {
  Acquire: () => ({ settleBy: 1_800_000_900, retryAfterSeconds: 5, since: 7 }),
  CheckCapacity: () => SETTLED,
  Claim: () => claimed([]),
  Process: completed,
  Missed: () => ({ became: "waits" }),
  Release: ({ owner }) => ({ released: String(owner) }),
  ClaimOverflow: () => claimed([]),
  ProcessOnOverflow: completed,
  MissedOnOverflow: () => ({ became: "waits" }),
};

/** A function's or service's error as Step Functions names it. */
export function failure(name: string, message = `${name} happened`): never {
  throw Object.assign(new Error(message), { name });
}

export interface Call {
  readonly state: TaskName;
  /** The name in the ARN that is called. */
  readonly functionName: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface WorkflowRun {
  readonly outcome: PlayedOutcome;
  /** In the order in which they were made. */
  readonly calls: readonly Call[];
  readonly callsOf: (state: TaskName) => Call[];
  /** Names of the states entered, in order; of a map, those of its items too. */
  readonly entered: readonly string[];
  /** What each of them was given, in the same order. */
  readonly inputs: readonly EnteredState[];
}

const EVENTS: Readonly<Record<string, { parse(event: unknown): unknown }>> = {
  scaler: scalerEvent,
  dispatcher: dispatcherEvent,
  processor: processorEvent,
  overflow: processorEvent,
};

/** What the deployed function would refuse is refused here. */
function checkContract(functionName: string, payload: unknown): void {
  EVENTS[functionName.split("-").at(-1) ?? ""]?.parse(payload);
}

/** Runs it once; who is not cast does what is usual. */
export async function runWorkflow(
  machine: Machine,
  { input, cast = {} }: { input: object; cast?: Partial<Cast> },
): Promise<WorkflowRun> {
  const calls: Call[] = [];
  const plays: Cast = { ...EVERYTHING_WORKS, ...cast };
  const handler = (state: TaskName) => async (given: unknown) => {
    const { FunctionName, Payload } = given as { FunctionName: string; Payload: Call["payload"] };
    const functionName = FunctionName.split(":").at(-1) ?? "";
    checkContract(functionName, Payload);
    calls.push({ state, functionName, payload: Payload });
    const call = calls.filter((made) => made.state === state).length;
    const play = plays[state] as Play<unknown, object>;
    return { ExecutedVersion: "$LATEST.PUBLISHED", Payload: { ...(await play(Payload, call)) }, StatusCode: 200 };
  };
  const tasks = Object.keys(EVERYTHING_WORKS) as TaskName[];
  const present = new Set(statesOf(machine).map(([name]) => name));
  const handlers = Object.fromEntries(
    tasks.filter((state) => present.has(state)).map((state) => [state, handler(state)]),
  ) as Handlers;
  const { outcome, inputs } = await interpret(machine as unknown as Definition, input, handlers);
  return {
    outcome,
    calls,
    callsOf: (state) => calls.filter((call) => call.state === state),
    entered: inputs.map(({ state }) => state),
    inputs,
  };
}
