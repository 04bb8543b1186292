// What functions and capacity providers look like now, for a page that shows them.
import type { FunctionState } from "./events.ts";
import type { Registry } from "./registry.ts";
import type { ShownEnvironment } from "./runningEnvironments.ts";
import type { ScalingConfig } from "./scaling.ts";

export interface ShownFunction {
  readonly name: string;
  readonly state: FunctionState;
  /** StateReasonCode, if there is one. */
  readonly stateReason?: string;
  readonly requested?: ScalingConfig;
  readonly applied?: Partial<ScalingConfig>;
  readonly capacityProvider?: string;
  readonly vCpus?: number;
  /** Invocations at once in an environment. */
  readonly slots: number;
  readonly environments: readonly ShownEnvironment[];
}

export interface ShownProvider {
  readonly name: string;
  readonly takenVCpus: number;
  readonly maxVCpus: number;
}

export function shownFunctions({ functions }: Registry): ShownFunction[] {
  return [...functions.values()].map((target) => {
    const { spec, state, stateReason, environments } = target;
    const { managed } = spec;
    return {
      name: spec.name,
      state,
      ...(stateReason && { stateReason: stateReason.code }),
      ...("scaling" in target && target.scaling()),
      ...(managed && { capacityProvider: managed.capacityProviderName, vCpus: managed.vCpus }),
      slots: managed?.maxConcurrency ?? 1,
      environments: environments.shown(),
    };
  });
}

export const shownProviders = ({ capacityProviders }: Registry): ShownProvider[] =>
  [...capacityProviders.values()].map(({ spec, takenVCpus, maxVCpus }) => ({ name: spec.name, takenVCpus, maxVCpus }));
