// A state machine's definition in the Amazon States Language, read loosely, and a walk over all its states.

export type Fields = Record<string, unknown>;

export interface State extends Fields {
  Type: string;
}

export interface Definition extends Fields {
  StartAt: string;
  States: Record<string, State>;
}

export interface FoundState {
  name: string;
  state: State;
  /** Whether it is inside a Map or Parallel state. */
  nested: boolean;
}

/** The fields of a Map or Parallel state that hold machines of their own. */
export const MACHINE_FIELDS = ["ItemProcessor", "Iterator", "Branches"] as const;

/** The machines directly inside a state. */
export const machinesIn = (state: State): Definition[] =>
  MACHINE_FIELDS.flatMap((field) => (state[field] ?? []) as Definition | Definition[]);

/** Whether a Map runs its items as executions of their own. */
export const isDistributed = ({ Type: type, ItemProcessor: items }: State): boolean =>
  type === "Map" && ((items as Definition | undefined)?.ProcessorConfig as Fields | undefined)?.Mode === "DISTRIBUTED";

/** Every state, those of nested machines included. */
export function* statesOf(definition: Definition, nested = false): Generator<FoundState> {
  for (const [name, state] of Object.entries(definition.States)) {
    yield { name, state, nested };
    for (const machine of machinesIn(state)) yield* statesOf(machine, true);
  }
}

/** Whether a field's string is a path or an intrinsic function rather than text. */
export const holdsPath = (field: string) => field.endsWith(".$") || field.endsWith("Path") || field === "Variable";

/** Visits every path that a state itself holds, with the field at the state's top level under which it stands. */
export function* pathsIn(state: State): Generator<{ topField: string; path: string }> {
  for (const [topField, value] of Object.entries(state)) {
    // A Pass state's Result is text throughout, also where it looks like a path.
    if (topField === "Result" || (MACHINE_FIELDS as readonly string[]).includes(topField)) continue;
    for (const path of pathsUnder(topField, value)) yield { topField, path };
  }
}

function* pathsUnder(field: string, value: unknown): Generator<string> {
  if (typeof value === "string") {
    if (holdsPath(field)) yield value;
  } else if (Array.isArray(value)) {
    for (const item of value) yield* pathsUnder("", item);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* pathsUnder(key, item);
  }
}
