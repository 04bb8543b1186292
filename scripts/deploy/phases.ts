// In which steps a deployment is done: the one place that decides it.

import type { Stack, Template } from "../../terraform/manifest.ts";
import { leavingZones } from "./leaving.ts";
import type { ReadState } from "./state.ts";
import { architectureLines, networkLines, regionLines, type Sides } from "./unmovable.ts";

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

/** The input for stacks that were synthesised together. */
export const phaseInput = (chosen: readonly Stack[], all: readonly Stack[], readState: ReadState): PhaseInput => ({
  chosen: chosen.map(({ name }) => name),
  readState,
  templates: new Map(all.map(({ name, template }) => [name, template])),
});

/** By environment, what it leaves. */
type Leaving = Record<string, Readonly<Record<string, number>>>;

const isEmpty = (record: object) => Object.keys(record).length === 0;

/**
 * One step, or two where zones go: the network keeps them until the service's capacity providers have moved, because AWS
 * deletes no subnet that is in use.
 */
export async function phasesOf({ chosen, readState, templates }: PhaseInput): Promise<readonly Phase[] | Refused> {
  const leaving: Leaving = {};
  const refused: string[] = [];
  for (const stack of chosen) {
    const template = templates.get(stack);
    if (!template) continue;
    const sides: Sides = { stack, template, state: await readState(stack) };
    const region = regionLines(sides);
    refused.push(...region, ...(region.length > 0 ? [] : [...networkLines(sides), ...architectureLines(sides)]));
    const environment = stack.replace(/-network$/, "");
    if (environment === stack) continue;
    const service = `${environment}-service`;
    const zones = leavingZones(sides, await readState(service));
    if (isEmpty(zones)) continue;
    leaving[environment] = zones;
    if (chosen.includes(service)) continue;
    const names = Object.keys(zones).join(", ");
    refused.push(
      `${stack}: capacity providers of ${service} still use ${names}; npm run cdktf -- deploy '${environment}-*' moves them first`,
    );
  }
  if (refused.length > 0) return { refused: [...new Set(refused)] };
  if (isEmpty(leaving)) return [{ why: "all at once", stacks: chosen }];
  const zones = Object.values(leaving).flatMap(Object.keys).join(", ");
  return [
    {
      why: `the network keeps ${zones} until the capacity providers have moved`,
      stacks: chosen,
      synthVariables: { LMI_LEAVING_ZONES: JSON.stringify(leaving) },
    },
    { why: `${zones} goes`, stacks: Object.keys(leaving).map((environment) => `${environment}-network`) },
  ];
}
