// The vCPUs of one capacity provider, shared by the functions on it: no environment is launched beyond its cap.

import type { CapacityProviderSpec } from "./functionSpec.ts";

export class Placement {
  readonly spec: CapacityProviderSpec;
  readonly #released = new Set<() => void>();
  #taken = 0;

  constructor(spec: CapacityProviderSpec) {
    this.spec = spec;
  }

  /** How many environments of this size the whole provider carries. */
  mostThatFit(vCpus: number): number {
    return Math.floor(this.spec.maxVCpus / vCpus);
  }

  /** Takes vCPUs for one environment, or nothing when the cap does not allow it. */
  take(vCpus: number): boolean {
    if (this.#taken + vCpus > this.spec.maxVCpus) return false;
    this.#taken += vCpus;
    return true;
  }

  /** Gives them back, and lets everyone who waits for room look again; soon, not within the call. */
  release(vCpus: number): void {
    this.#taken -= vCpus;
    queueMicrotask(() => {
      for (const look of this.#released) look();
    });
  }

  onRelease(look: () => void): void {
    this.#released.add(look);
  }
}
