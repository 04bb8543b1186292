// Refuses definitions that the interpreter (aws-local-stepfunctions 3.0.0) would run but get wrong without saying so.
import { LocalError } from "../localError.ts";
import {
  type Definition,
  type Fields,
  type FoundState,
  isDistributed,
  machinesIn,
  pathsIn,
  type State,
  statesOf,
} from "./definition.ts";

/** A definition uses what cannot be run here; the message names the machine, the state and the field. */
export class UnsupportedDefinitionError extends LocalError {
  override name = "UnsupportedDefinitionError";
}

/** The longest wait that a Node.js timer can hold; a longer one would fire at once. */
export const MAX_TIMER_SECONDS = 2_147_483;

const LAMBDA_INVOKE = /^arn:[a-z-]+:states:::lambda:invoke$/;
const LAMBDA_PARAMETERS = new Set(["FunctionName", "Payload", "Qualifier", "InvocationType"]);

/** Fields that the interpreter ignores, and what ignoring them would mean. */
const IGNORED_FIELDS: Readonly<Record<string, string>> = {
  Assign: "variables would stay unset",
  Arguments: "JSONata is not evaluated",
  Output: "JSONata is not evaluated",
  Items: "JSONata is not evaluated",
  Condition: "JSONata is not evaluated",
  HeartbeatSeconds: "heartbeats are not watched",
  HeartbeatSecondsPath: "heartbeats are not watched",
  Credentials: "roles are not assumed",
  ItemReader: "items are not read from elsewhere",
  ItemBatcher: "items are not batched",
  ResultWriter: "results are not written elsewhere",
  ToleratedFailureCount: "one failure fails an inline Map",
  ToleratedFailureCountPath: "one failure would fail the Map",
  ToleratedFailurePercentage: "one failure fails an inline Map",
  ToleratedFailurePercentagePath: "one failure would fail the Map",
};

/** How many failures a Distributed Map lets pass. */
const TOLERATED = ["ToleratedFailureCount", "ToleratedFailurePercentage"];

/** Checks a whole definition. @throws UnsupportedDefinitionError on the first thing that would go wrong */
export function checkDefinition(machineName: string, definition: Definition): void {
  const refuse = (problem: string): never => {
    throw new UnsupportedDefinitionError(`state machine "${machineName}": ${problem}`);
  };
  checkQueryLanguage(definition, refuse);
  const seen = new Set<string>();
  for (const found of statesOf(definition)) {
    const { name } = found;
    if (seen.has(name)) {
      refuse(`state "${name}": two states have this name; tasks are bound by name, so names must be unique throughout`);
    }
    seen.add(name);
    checkState(found, (problem) => refuse(`state "${name}": ${problem}`));
  }
}

type Refuse = (problem: string) => never;

function checkState({ state, nested }: FoundState, refuse: Refuse): void {
  checkQueryLanguage(state, refuse);
  checkIgnoredFields(state, refuse);
  checkContextPaths(state, nested, refuse);
  checkErrorHandling(state, refuse);
  for (const holder of [state, ...list(state.Catch)]) checkResultPath(holder.ResultPath, refuse);
  for (const machine of machinesIn(state)) {
    checkQueryLanguage(machine, refuse);
  }
  if (isDistributed(state)) checkDistributed(state, refuse);
  if (state.Type === "Task") checkTask(state, refuse);
  if (state.Type === "Choice") for (const rule of list(state.Choices)) checkChoice(rule, refuse);
  if (state.Type === "Pass" && "Result" in state && !state.Result) {
    refuse(`Result ${JSON.stringify(state.Result)} is not supported; it would be ignored in favour of the input`);
  }
  if (state.Type === "Wait" && Number(state.Seconds ?? 0) > MAX_TIMER_SECONDS) {
    refuse(`Seconds must be at most ${MAX_TIMER_SECONDS} here, got ${state.Seconds}`);
  }
  for (const field of ["ErrorPath", "CausePath"]) {
    if (String(state[field] ?? "").startsWith("States."))
      refuse(`${field} with an intrinsic function is not supported`);
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
const MAX_LABEL = 40;

function checkDistributed({ ItemProcessor: items, Label: label }: State, refuse: Refuse): void {
  if (((items as Definition).ProcessorConfig as Fields).ExecutionType === "EXPRESS") {
    refuse("ProcessorConfig.ExecutionType EXPRESS is not supported; items would run as STANDARD");
  }
  if (label !== undefined && (String(label).length > MAX_LABEL || /[^\w.@+-]/.test(String(label))))
    refuse(`Label must be at most ${MAX_LABEL} letters, digits, and any of _ . @ + -, got ${label}`);
}

function checkQueryLanguage(holder: Fields, refuse: Refuse): void {
  const { QueryLanguage: language } = holder;
  if (language !== undefined && language !== "JSONPath") {
    refuse(`QueryLanguage ${language} is not supported; only JSONPath is evaluated`);
  }
}

function checkIgnoredFields(state: State, refuse: Refuse): void {
  for (const holder of [state, ...list(state.Catch), ...list(state.Choices)]) {
    for (const [field, consequence] of Object.entries(IGNORED_FIELDS)) {
      if (TOLERATED.includes(field) && isDistributed(holder as State)) continue;
      if (field in holder) refuse(`${field} is not supported; ${consequence}`);
    }
  }
}

function checkTask(state: State, refuse: Refuse): void {
  const resource = String(state.Resource);
  if (resource.endsWith(".waitForTaskToken"))
    refuse(`Resource ${resource} is not supported; task tokens are not issued`);
  if (/\.sync(:\d+)?$/.test(resource)) refuse(`Resource ${resource} is not supported; jobs are not waited for`);
  if (!LAMBDA_INVOKE.test(resource)) {
    refuse(`Resource must be arn:<partition>:states:::lambda:invoke, got ${resource}`);
  }
  const parameters = (state.Parameters ?? {}) as Fields;
  const names = Object.keys(parameters).map((name) => name.replace(/\.\$$/, ""));
  const unknown = names.find((name) => !LAMBDA_PARAMETERS.has(name));
  if (unknown) refuse(`Parameters.${unknown} is not supported; only ${[...LAMBDA_PARAMETERS].join(", ")} are`);
  if (!names.includes("FunctionName")) refuse("Parameters.FunctionName is missing");
  if (names.includes("InvocationType") && parameters.InvocationType !== "RequestResponse") {
    refuse("Parameters.InvocationType must be RequestResponse; asynchronous invocation is not supported");
  }
}

function checkChoice(rule: Fields, refuse: Refuse): void {
  for (const inner of [...list(rule.And), ...list(rule.Or), ...list(rule.Not)]) checkChoice(inner, refuse);
  const { StringMatches: pattern } = rule;
  if (pattern !== undefined && /[?[\]{}()!@+|\\]/.test(String(pattern))) {
    refuse(`StringMatches supports * only, got ${pattern}; other wildcard characters would be interpreted`);
  }
}

function checkErrorHandling(state: State, refuse: Refuse): void {
  if (state.Type !== "Map" && state.Type !== "Parallel") return;
  for (const field of ["Retry", "Catch"]) {
    const names = list(state[field]).flatMap(({ ErrorEquals: errors }) => errors as string[]);
    if (names.includes("States.TaskFailed")) {
      refuse(`${field} of States.TaskFailed on a ${state.Type} state is not supported; it would match nothing`);
    }
  }
}

function checkResultPath(path: unknown, refuse: Refuse): void {
  if (path === undefined || path === null || path === "$") return;
  if (!/^\$\.[\w-]+(\.[\w-]+|\[\d+\]|\[(['"])[^'"]*\2\])*$/.test(String(path))) {
    refuse(`ResultPath must be $ or start with $.name, got ${path}`);
  }
}

/** The context object is filled in only as far as prepare.ts says. */
function checkContextPaths(state: State, nested: boolean, refuse: Refuse): void {
  for (const { topField, path } of pathsIn(state)) {
    for (const [reference, root, field] of path.matchAll(/\$\$(?:\.(\w+))?(?:\.(\w+))?/g)) {
      if (root === "Execution" || root === "StateMachine") continue;
      if (root === "State" && field === "Name") continue;
      if (root === "Map" && ["ItemSelector", "Parameters"].includes(topField) && state.Type === "Map") continue;
      const place = nested ? " of a nested state" : "";
      refuse(
        `${topField}${place} uses ${reference}; supported are $$.Execution, $$.StateMachine, $$.State.Name, and $$.Map in the ItemSelector of a Map`,
      );
    }
  }
}

const list = (value: unknown): Fields[] => (value === undefined ? [] : ([value].flat() as Fields[]));
