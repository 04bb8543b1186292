// In which steps a deployment is done: the one place that decides it.

import type { Template } from "./stacks.ts";
import type { ReadState } from "./state.ts";

/** One step: stacks that are planned and applied in the order of their dependencies. */
export interface Phase {
  /** One line, shown when there are several. */
  readonly why: string;
  readonly stacks: readonly string[];
  /** Environment variables with which the app is synthesised anew for this step. */
  readonly synthVariables?: Readonly<Record<string, string>>;
}

/** No order works: lines for the user, and nothing is changed. */
export interface Refused {
  readonly refused: readonly string[];
}

export interface PhaseInput {
  /** Names, each after those that it depends on. */
  readonly chosen: readonly string[];
  readonly readState: ReadState;
  /** What was synthesised, for every stack of the app. */
  readonly templates: ReadonlyMap<string, Template>;
}

export async function phasesOf({ chosen }: PhaseInput): Promise<readonly Phase[] | Refused> {
  return [{ why: "all at once", stacks: chosen }];
}
