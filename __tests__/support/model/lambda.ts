// Lambda as the model has it: keeps what was last put, and gets there bit by bit, in whatever order the choices say.
import type { ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import type { Choices } from "./choices.ts";

export interface Seen {
  readonly requested: Partly | undefined;
  readonly applied: Partly;
  readonly state: string;
}

type Partly = { readonly min?: number; readonly max?: number };

const same = (a: Partly | undefined, b: Partly | undefined) => a?.min === b?.min && a?.max === b?.max;

export class ModelLambda {
  requested: Partly | undefined;
  applied: Partly;
  state: string;
  /** How long a put is not readable yet, in milliseconds. */
  readonly lag: number;
  #before: { readonly seen: Seen; readonly until: number } | undefined;

  constructor(applied: ScalingConfig, lag: number) {
    this.applied = applied;
    this.state = applied.max === 0 ? "Deactivated" : "Active";
    this.lag = lag;
  }

  /** What a reader is told at that moment. */
  seen(now: number): Seen {
    if (this.#before && now < this.#before.until) return this.#before.seen;
    return { requested: this.requested, applied: this.applied, state: this.state };
  }

  /** What was put last, whether or not it is reached. */
  get lastPut(): Partly {
    return this.requested ?? this.applied;
  }

  /** A field that is left out goes back to its default. @param keepsRunning whether an active function stays `Active` on its way */
  put({ min = 3, max }: Partly, keepsRunning: boolean, now: number): void {
    if (this.lag > 0) this.#before = { seen: this.seen(now), until: now + this.lag };
    this.requested = max === undefined ? { min } : { min, max };
    if (max === 0) this.state = "Deactivating";
    else if (this.state !== "Active" || !keepsRunning) this.state = "Pending";
  }

  /** One bit of the way to what was requested; false when it is all there. */
  progress(choices: Choices): boolean {
    const { requested, applied } = this;
    const target = this.lastPut;
    const final = target.max === 0 ? "Deactivated" : "Active";
    const bits: (() => void)[] = [];
    if (requested && same(applied, requested)) bits.push(() => this.#forget());
    else if (requested) {
      bits.push(() => this.#apply(requested));
      if (requested.min !== undefined && applied.max !== undefined)
        bits.push(() => this.#apply({ min: target.min ?? 3 }));
    }
    if (this.state !== final) bits.push(() => this.#reach(final));
    if (bits.length === 0) return false;
    bits[choices.below(bits.length)]?.();
    return true;
  }

  #apply(config: Partly): void {
    this.applied = config;
  }

  #forget(): void {
    this.requested = undefined;
  }

  #reach(state: string): void {
    this.state = state;
  }
}
