// The interpreter's private copy of a definition: the same meaning, said in ways that the interpreter gets right.
import {
  type Definition,
  type Fields,
  holdsPath,
  isDistributed,
  machinesIn,
  type State,
  statesOf,
} from "./definition.ts";
import { distribute } from "./distributedMap.ts";
import { MAX_TIMER_SECONDS } from "./guard.ts";
import type { DistributedMap, Prepared } from "./prepared.ts";

/** Where the context object holds the execution's own fields: `$$.Execution` is overwritten in every nested machine. */
export const EXECUTION_ALIAS = "Actual";
export const STATE_NAMES_ALIAS = "StateNames";

const TYPE_TESTS = ["IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"];

/** Copies a definition that checkDefinition accepted. */
export function prepareDefinition(original: Definition): Prepared {
  // Not structuredClone: the interpreter looks at prototypes, and that one makes objects of another realm under Jest.
  const definition = JSON.parse(JSON.stringify(original)) as Definition;
  // The engine keeps the time-out itself: it knows when the execution started, also after a restart.
  delete definition.TimeoutSeconds;
  const stateNames: Record<string, string> = {};
  const maps = new Map<string, DistributedMap>();
  for (const { name, state } of statesOf(definition)) {
    const alias = `s${Object.keys(stateNames).length}`;
    stateNames[alias] = name;
    renameContext(state, alias);
    for (const holder of [state, ...((state.Catch ?? []) as Fields[])]) {
      // The interpreter would add a field named "$".
      if (holder.ResultPath === "$") delete holder.ResultPath;
    }
    if (state.Type === "Choice") state.Choices = (state.Choices as Fields[]).map(positive);
    if (isDistributed(state)) maps.set(name, distribute(name, state, prepareDefinition));
    else if (state.Type === "Task") boundTimeout(state);
  }
  return { definition, stateNames, maps };
}

/** Without a time-out the interpreter's is 60 seconds; AWS's is 99,999,999. */
function boundTimeout(state: State): void {
  if ("TimeoutSecondsPath" in state) return;
  state.TimeoutSeconds = Math.min(Number(state.TimeoutSeconds ?? MAX_TIMER_SECONDS), MAX_TIMER_SECONDS);
}

/** `IsPresent: false` and its like never match in the interpreter; their negation does. */
function positive(rule: Fields): Fields {
  const result = { ...rule };
  for (const operator of ["And", "Or"]) {
    if (operator in result) result[operator] = (result[operator] as Fields[]).map(positive);
  }
  if ("Not" in result) result.Not = positive(result.Not as Fields);
  const test = TYPE_TESTS.find((name) => result[name] === false);
  if (!test) return result;
  const { Variable, [test]: _false, ...rest } = result;
  return { ...rest, Not: { Variable, [test]: true } };
}

function renameContext(state: State, alias: string): void {
  const rename = (path: string) =>
    path
      .replace(/\$\$\.Execution\b/g, `$$$$.${EXECUTION_ALIAS}`)
      .replace(/\$\$\.State\.Name\b/g, `$$$$.${STATE_NAMES_ALIAS}.${alias}`);
  const nested = new Set<unknown>(machinesIn(state));
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || nested.has(value)) return;
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === "string" && holdsPath(key)) (value as Fields)[key] = rename(item);
      else if (!(value === state && key === "Result")) visit(item);
    }
  };
  visit(state);
}
