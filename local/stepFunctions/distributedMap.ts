// What a Distributed Map's state says, and the Task that stands for it in the interpreter: its handler is the map run.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
import type { Definition, Fields, State } from "./definition.ts";
import { MAX_TIMER_SECONDS } from "./guard.ts";
import type { DistributedMap, Prepared } from "./prepared.ts";

/** Turns the state, whose context is renamed already, into the Task. */
export function distribute(name: string, state: State, prepare: (definition: Definition) => Prepared): DistributedMap {
  const {
    ItemProcessor,
    ItemsPath = "$",
    ItemSelector,
    Parameters,
    MaxConcurrency = 0,
    MaxConcurrencyPath,
    ToleratedFailurePercentage: percentage,
    ToleratedFailureCount: count,
    Label: label = labelOf(name),
    ...rest
  } = state;
  const { ProcessorConfig: _, ...definition } = ItemProcessor as Definition & Fields;
  const selector = ItemSelector ?? Parameters;
  const given = {
    "items.$": ItemsPath,
    ...(MaxConcurrencyPath === undefined
      ? { maxConcurrency: MaxConcurrency }
      : { "maxConcurrency.$": MaxConcurrencyPath }),
    ...(selector !== undefined && { "input.$": "$" }),
  };
  for (const field of Object.keys(state)) delete state[field];
  Object.assign(state, rest, { Type: "Task", Parameters: given, TimeoutSeconds: MAX_TIMER_SECONDS });
  return {
    label: String(label),
    definition: ItemProcessor as Definition,
    prepared: prepare(definition as Definition),
    timeoutSeconds: definition.TimeoutSeconds as number | undefined,
    tolerated: {
      ...(percentage !== undefined && { percentage: Number(percentage) }),
      ...(count !== undefined && { count: Number(count) }),
    },
    ...(selector !== undefined && { select: selection(String(ItemsPath), selector) }),
  };
}

/** AWS makes one up where none is given. */
const labelOf = (name: string) => name.replaceAll(/[^\w.@+-]/g, "").slice(0, 40) || "Map";

const selection = (ItemsPath: string, ItemSelector: unknown): Definition => {
  const ItemProcessor = { StartAt: "Item", States: { Item: { Type: "Pass", End: true } } };
  return {
    StartAt: "Items",
    States: { Items: { Type: "Map", ItemsPath, ItemSelector, ItemProcessor, End: true } },
  };
};

/** The Distributed Map of a label, also inside of another one's items. */
export function mapLabelled({ maps }: Prepared, label: string): DistributedMap | undefined {
  for (const map of maps.values()) {
    const found = map.label === label ? map : mapLabelled(map.prepared, label);
    if (found) return found;
  }
  return undefined;
}

/** Whether so many failures of so many items are too many. */
export function exceeds({ percentage, count }: DistributedMap["tolerated"], failed: number, items: number): boolean {
  if (percentage === undefined && count === undefined) return failed > 0;
  return (count !== undefined && failed > count) || (percentage !== undefined && failed * 100 > percentage * items);
}
