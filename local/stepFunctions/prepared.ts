// What the interpreter gets of a definition, and what stands beside it: Distributed Maps, whose items are run for it.
import type { Definition } from "./definition.ts";

export interface Prepared {
  definition: Definition;
  /** The name of each state, under the alias that `$$.State.Name` was replaced by. */
  stateNames: Record<string, string>;
  /** Distributed Maps, by the names of their states, each of which is a Task now. */
  maps: ReadonlyMap<string, DistributedMap>;
}

export interface DistributedMap {
  /** In the ARNs of its map runs and their executions. */
  readonly label: string;
  /** The items' machine, as it was written and as the interpreter gets it. */
  readonly definition: Definition;
  readonly prepared: Prepared;
  readonly timeoutSeconds: number | undefined;
  /** Failures that let the Map pass; with neither, none does. */
  readonly tolerated: { readonly percentage?: number; readonly count?: number };
  /** Makes the items' inputs of the Map's own; absent where the items are given as they are. */
  readonly select?: Definition;
}

/** What the handler of the Task is given. */
export interface GivenToMap {
  readonly items: unknown;
  /** 0 for as many as there are. */
  readonly maxConcurrency: number;
  /** The Map's own input, if its items are selected of it. */
  readonly input?: unknown;
}
