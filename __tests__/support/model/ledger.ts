// What capacity must be at any moment, kept apart from the code: who has asked for what, until when. Moments are whole
// seconds since the epoch.
import type { ScalingConfig } from "../../../app/capacity/scalingConfig.ts";

/** A window that is declared, by its openings. */
export interface OpeningTimes {
  readonly name: string;
  readonly config: ScalingConfig;
  readonly openings: readonly { readonly opens: number; readonly closes: number }[];
}

export interface Standing {
  readonly baseline: ScalingConfig;
  readonly limit: number;
  readonly windows: readonly OpeningTimes[];
}

export interface Ask {
  readonly by: string;
  readonly config: ScalingConfig;
}

interface Lease {
  readonly config: ScalingConfig;
  readonly until: number;
}

export class Ledger {
  readonly standing: Standing;
  readonly #leases = new Map<string, Lease>();
  readonly #ended = new Set<string>();
  #hold: (Lease & { readonly isFloor: boolean }) | undefined;
  /** How often what is asked for has changed by a write. */
  changes = 0;

  constructor(standing: Standing) {
    this.standing = standing;
  }

  /** A repeated acquire changes and prolongs; none counts after the release or the end. @param at when it was sent */
  acquired(owner: string, config: ScalingConfig, at: number, until: number): void {
    const before = this.#leases.get(owner);
    if (this.#ended.has(owner) || (before && at >= before.until)) return;
    this.#leases.set(owner, { config, until: before && before.until > until ? before.until : until });
    this.changes += 1;
  }

  /** It counts on until then, and no longer than it would have. */
  released(owner: string, until: number): void {
    if (this.#ended.has(owner)) return;
    this.#ended.add(owner);
    const lease = this.#leases.get(owner);
    if (!lease) return;
    this.#leases.set(owner, { ...lease, until: lease.until < until ? lease.until : until });
    this.changes += 1;
  }

  /** @param isFloor whether it only keeps capacity from going down */
  held(config: ScalingConfig, until: number, isFloor: boolean): void {
    this.#hold = { config, until, isFloor };
    this.changes += 1;
  }

  resumed(): void {
    if (this.#hold) this.changes += 1;
    this.#hold = undefined;
  }

  /** A hold that freezes. */
  holdAt(at: number): ScalingConfig | undefined {
    return this.#hold && !this.#hold.isFloor && at < this.#hold.until ? this.#hold.config : undefined;
  }

  leaseAt(owner: string, at: number): ScalingConfig | undefined {
    const lease = this.#ended.has(owner) ? undefined : this.#leases.get(owner);
    return lease && at < lease.until ? lease.config : undefined;
  }

  /** Whether a lease of that owner was ever written, or its end. */
  knows(owner: string): boolean {
    return this.#leases.has(owner) || this.#ended.has(owner);
  }

  owners(at: number): string[] {
    return [...this.#leases].flatMap(([owner, { until }]) => (at < until && !this.#ended.has(owner) ? [owner] : []));
  }

  asks(at: number): Ask[] {
    const asks: Ask[] = [];
    for (const [owner, { config, until }] of this.#leases) if (at < until) asks.push({ by: owner, config });
    if (this.#hold?.isFloor && at < this.#hold.until)
      asks.push({ by: "the floor of a hold", config: this.#hold.config });
    for (const { name, config, openings } of this.standing.windows) {
      if (openings.some(({ opens, closes }) => opens <= at && at < closes)) asks.push({ by: `window ${name}`, config });
    }
    return asks;
  }

  /** Cut to the limit. */
  cut({ min, max }: ScalingConfig): ScalingConfig {
    const { limit } = this.standing;
    return { min: min < limit ? min : limit, max: max < limit ? max : limit };
  }

  /** What the config must be. */
  wanted(at: number): ScalingConfig {
    const hold = this.holdAt(at);
    if (hold) return this.cut(hold);
    let { min, max } = this.standing.baseline;
    for (const { config } of this.asks(at)) {
      if (config.min > min) min = config.min;
      if (config.max > max) max = config.max;
    }
    return this.cut({ min, max });
  }

  /** The next moment at which something ends or opens. */
  nextEdge(after: number): number | undefined {
    let next = Number.POSITIVE_INFINITY;
    const meet = (edge: number) => {
      if (edge > after && edge < next) next = edge;
    };
    for (const { until } of this.#leases.values()) meet(until);
    if (this.#hold) meet(this.#hold.until);
    for (const { openings } of this.standing.windows) {
      for (const { opens, closes } of openings) {
        meet(opens);
        meet(closes);
      }
    }
    return next === Number.POSITIVE_INFINITY ? undefined : next;
  }

  /** As it is now, to be asked later. */
  copy(): Ledger {
    const copy = new Ledger(this.standing);
    for (const [owner, lease] of this.#leases) copy.#leases.set(owner, lease);
    for (const owner of this.#ended) copy.#ended.add(owner);
    copy.#hold = this.#hold;
    return copy;
  }
}
