// Launching environments of one function as far as the vCPU cap of its capacity provider allows, and saying when it does not.

import type { EnvironmentPool } from "./environmentPool.ts";
import type { Report } from "./events.ts";
import type { StateReason } from "./lifecycle.ts";
import type { Placement } from "./placement.ts";

export interface LaunchesSettings {
  functionName: string;
  vCpusPerEnvironment: number;
  placement: Placement;
  pool: EnvironmentPool;
  report: Report;
}

export class Launches {
  readonly #settings: LaunchesSettings;
  #blocked = false;

  constructor(settings: LaunchesSettings) {
    this.#settings = settings;
  }

  /** Begins so many launches; says what is in the way of the rest. That is reported once, until there is room or a new try. */
  begin(count: number): StateReason | undefined {
    const { pool, placement, report, functionName, vCpusPerEnvironment: vCpus } = this.#settings;
    for (let launched = 0; launched < count; launched++) {
      if (pool.launch()) {
        this.#blocked = false;
        continue;
      }
      const { maxVCpus, spec } = placement;
      if (!this.#blocked)
        report({ kind: "launch-blocked", function: functionName, capacityProvider: spec.name, vCpus, maxVCpus });
      this.#blocked = true;
      return this.obstacle;
    }
    return undefined;
  }

  /** That there is no room is worth saying again. */
  tryAnew(): void {
    this.#blocked = false;
  }

  /** Why no environment can be launched now, if none can. */
  get obstacle(): StateReason | undefined {
    const { placement, vCpusPerEnvironment: vCpus } = this.#settings;
    if (placement.hasRoom(vCpus)) return undefined;
    const room = `${placement.maxVCpus} vCPUs have no room for one more environment of ${vCpus}`;
    return {
      code: "CapacityProviderScalingLimitExceeded",
      message: `capacity provider ${placement.spec.name}: ${room}`,
    };
  }
}
