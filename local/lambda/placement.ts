// The vCPUs of one capacity provider, shared by the functions on it: no environment is launched beyond its cap.

import type { CapacityProviderSpec } from "./functionSpec.ts";

export class Placement {
  readonly spec: CapacityProviderSpec;
  readonly #released = new Set<() => void>();
  #taken = 0;
  #cap: number | undefined;

  constructor(spec: CapacityProviderSpec) {
    this.spec = spec;
  }

  /** The vCPU cap that is in force. */
  get maxVCpus(): number {
    return this.#cap ?? this.spec.maxVCpus;
  }

  /** What the environments take that exist. */
  get takenVCpus(): number {
    return this.#taken;
  }

  /** Sets another cap than the provider's own, or that one again. What runs above it stays. */
  cap(maxVCpus: number | undefined): void {
    this.#cap = maxVCpus;
    this.#lookAgain();
  }

  /** How many environments of this size the whole provider carries. */
  mostThatFit(vCpus: number): number {
    return Math.floor(this.maxVCpus / vCpus);
  }

  /** Whether the cap allows one more environment. */
  hasRoom(vCpus: number): boolean {
    return this.#taken + vCpus <= this.maxVCpus;
  }

  /** Takes vCPUs for one environment, or nothing when the cap does not allow it. */
  take(vCpus: number): boolean {
    if (!this.hasRoom(vCpus)) return false;
    this.#taken += vCpus;
    return true;
  }

  /** Gives them back, and lets everyone who waits for room look again; soon, not within the call. */
  release(vCpus: number): void {
    this.#taken -= vCpus;
    this.#lookAgain();
  }

  onRelease(look: () => void): void {
    this.#released.add(look);
  }

  #lookAgain(): void {
    queueMicrotask(() => {
      for (const look of this.#released) look();
    });
  }
}
