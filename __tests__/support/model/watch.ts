// Watches a history for the invariants of the design: what must be true, once whoever set it right had the chance to.
import type { ScalingConfig } from "../../../app/capacity/scalingConfig.ts";
import type { Delivery } from "./call.ts";
import type { ModelLambda } from "./lambda.ts";
import type { Ledger } from "./ledger.ts";
import type { Outcome, Process } from "./process.ts";
import type { Simulation } from "./simulation.ts";

/** The invariants as design.md numbers them; 6 is rest: when all is over, one tick brings the baseline, the next puts nothing. */
export type Invariant = 1 | 2 | 3 | 4 | 5 | 6;

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
}

/** What an invocation of the scaler is to do, by the owner of the lease. */
export interface About {
  readonly acquires?: string;
  readonly checks?: string;
  /** For a check: so many environments are enough; undefined for the whole lease. */
  readonly atLeast?: number | undefined;
  readonly releases?: string;
  /** What is put has to be right when it ends well. */
  readonly reconciles?: boolean;
}

/** How often there was something to see; a checker that never looks finds nothing. */
export interface Looked {
  /** The config was compared with what asks: leases, windows or both. */
  asked: number;
  held: number;
  /** Compared with the baseline, nothing asking. */
  idle: number;
  /** A check said settled. */
  settled: number;
}

/** What is known of an invocation of the scaler while it runs. */
interface Track {
  readonly about: About;
  /** The last step at which it can have seen the whole demand. */
  sawAt: number;
  putAt: number;
  /** When somebody else's put last took effect. */
  othersPutAt: number;
  /** For a check: what it was told of its lease, and whether that was live as of its last look. */
  told?: { ledger: Ledger };
  leaseWasLive: boolean;
  leaseConfig?: ScalingConfig | undefined;
}

/** Puts of a foreign hand are seen by the next round; until then what was observed may be wrong. */
const FOREIGN_SECONDS = 60;

const text = ({ min = "?", max = "?" }: { min?: unknown; max?: unknown } = {}) => `${min}/${max}`;
const covers = (a: Partial<ScalingConfig>, { min, max }: ScalingConfig) => (a.min ?? -1) >= min && (a.max ?? -1) >= max;
const same = (a: Partial<ScalingConfig> | undefined, b: Partial<ScalingConfig>) => a?.min === b.min && a?.max === b.max;

export class Watch {
  violation: Violation | undefined;
  readonly looked: Looked = { asked: 0, held: 0, idle: 0, settled: 0 };
  readonly #simulation: Simulation;
  readonly #ledger: Ledger;
  readonly #lambda: ModelLambda;
  /** What runs were told that they have, by the owner of their lease. */
  readonly #toldSettled = new Map<string, ScalingConfig>();
  /** Invocations that have read a hold, which may take capacity away from anybody. */
  readonly #held = new WeakSet<Process>();
  #foreignAt = 0;
  #lastHold: { at: string; ends: boolean } | undefined;
  readonly #tracks = new Map<Process, Track>();
  /** The last step at which what is asked for, or what was put by nobody alive, changed; even if it came to the same. */
  #disturbedAt = 0;
  #instancesCameAt = -1;
  /** The latest step up to which somebody who came to a good end has seen everything. */
  #coveredTo = -1;

  constructor(simulation: Simulation, ledger: Ledger, lambda: ModelLambda) {
    this.#simulation = simulation;
    this.#ledger = ledger;
    this.#lambda = lambda;
  }

  get running(): number {
    return this.#tracks.size;
  }

  get seconds(): number {
    return Math.floor(this.#simulation.now / 1000);
  }

  broken(invariant: Invariant, what: string): void {
    this.violation ??= { invariant, what };
  }

  began(process: Process, about: About): void {
    const { step } = this.#simulation;
    this.#tracks.set(process, { about, sawAt: step, putAt: -1, othersPutAt: -1, leaseWasLive: false });
  }

  isCheck(process: Process): boolean {
    return this.#tracks.get(process)?.about.checks !== undefined;
  }

  demandRead(process: Process, { late, again }: Delivery): void {
    const track = this.#tracks.get(process);
    if (!track || late || again) return;
    track.sawAt = this.#simulation.step;
    if (this.#ledger.holdAt(this.seconds)) this.#held.add(process);
    if (track.about.checks !== undefined) track.told = { ledger: this.#ledger.copy() };
  }

  /** What was read is weighed now, with the time that it is now. */
  demandAnswered(process: Process): void {
    const track = this.#tracks.get(process);
    const owner = track?.about.checks;
    if (!track?.told || owner === undefined) return;
    const config = track.told.ledger.leaseAt(owner, this.seconds);
    track.leaseConfig ??= config;
    track.leaseWasLive = config !== undefined;
  }

  /** A write to the table, by whom and to what effect. */
  write(process: Process, { late }: Delivery, change: (ledger: Ledger) => void): void {
    const { step } = this.#simulation;
    const before = this.#ledger.changes;
    change(this.#ledger);
    if (this.#ledger.changes !== before) this.#disturbedAt = step;
    const track = this.#tracks.get(process);
    if (track && !late) track.sawAt = step;
  }

  /** What was decided before the last hold or its end changes nothing, however late it comes. */
  writeHold(
    process: Process,
    delivery: Delivery,
    { at, ends }: { at: string; ends: boolean },
    change: (ledger: Ledger) => void,
  ): void {
    const last = this.#lastHold;
    if (last && (last.at > at || (last.at === at && last.ends && !ends))) return;
    this.#lastHold = { at, ends };
    this.write(process, delivery, change);
  }

  /** What an invocation asks of Lambda, whatever becomes of it. */
  sent(process: Process, { min, max }: Partial<ScalingConfig>): void {
    const wrong = this.#wrongPut(min, max);
    if (wrong) this.broken(4, `${process.name} puts ${text({ min, max })}: ${wrong}`);
  }

  #wrongPut(min: number | undefined, max: number | undefined): string | undefined {
    const { limit } = this.#ledger.standing;
    if (min === undefined || max === undefined) return "not both fields";
    if (min > max || min < 0 || (min === 0 && max > 0)) return "not a valid config";
    return max > limit ? `above the limit of ${limit}` : undefined;
  }

  put(process: Process, { late }: Delivery, config: Partial<ScalingConfig>): void {
    const { step } = this.#simulation;
    const own = late ? undefined : this.#tracks.get(process);
    if (own) own.putAt = step;
    else if (!same(this.#lambda.lastPut, config)) this.#disturbedAt = step;
    for (const track of this.#tracks.values()) if (track !== own) track.othersPutAt = step;
    this.#keepsFloors(process, config);
  }

  /** What it was told before counts no more: it has to check again. */
  asksAnew(owner: string): void {
    this.#toldSettled.delete(owner);
  }

  /** No put, however late, takes from a run what it was told that it has. */
  #keepsFloors(process: Process, config: Partial<ScalingConfig>): void {
    if (this.#held.has(process)) return;
    for (const [owner, told] of this.#toldSettled) {
      const isLive = this.#ledger.leaseAt(owner, this.seconds) !== undefined;
      if (!isLive || covers(config, this.#ledger.cut(told))) continue;
      this.broken(5, `${process.name} puts ${text(config)} under ${owner}, which was told that it has ${text(told)}`);
    }
  }

  /** Somebody else puts, past the scaler. */
  foreignPut(config: Partial<ScalingConfig>): void {
    const { step } = this.#simulation;
    if (!same(this.#lambda.lastPut, config)) this.#disturbedAt = step;
    for (const track of this.#tracks.values()) track.othersPutAt = step;
    this.#foreignAt = this.#simulation.now;
  }

  timeMoves(to: number): void {
    const edge = this.#ledger.nextEdge(this.seconds);
    if (edge !== undefined && edge * 1000 <= to) this.#disturbedAt = this.#simulation.step;
  }

  ended(process: Process, outcome: Outcome): void {
    const track = this.#tracks.get(process);
    if (!track) return;
    this.#tracks.delete(process);
    if (outcome === "killed" || "error" in outcome) {
      // Its put stands, and it will not look at it again.
      this.#disturbedAt = Math.max(this.#disturbedAt, track.putAt);
    } else {
      this.#keptItsWord(process, track, outcome.value);
      if (!track.about.reconciles) return;
      this.#coveredTo = Math.max(this.#coveredTo, track.sawAt);
      // Nothing came in between, so it alone has to answer for what is put now.
      if (this.#disturbedAt <= track.sawAt && track.othersPutAt < track.sawAt)
        this.#right(`after ${process.name}`, track.sawAt);
    }
    if (this.#tracks.size === 0 && this.#disturbedAt <= this.#coveredTo)
      this.#right("with nobody at work", this.#coveredTo);
  }

  #keptItsWord({ name }: Process, track: Track, value: unknown): void {
    const { acquires, checks, releases } = track.about;
    if (acquires !== undefined && !this.#ledger.knows(acquires))
      this.broken(1, `${name} went well, and wrote no lease`);
    if (releases !== undefined && this.#ledger.leaseAt(releases, this.seconds)) {
      this.broken(2, `${name} went well, and its lease is live`);
    }
    if (checks === undefined || !(value as { settled: boolean }).settled) return;
    this.looked.settled += 1;
    const reason = this.#unsettled(track);
    if (reason) this.broken(5, `${name} says settled, and ${reason}`);
    else if (track.leaseConfig) this.#toldSettled.set(checks, track.leaseConfig);
  }

  /** Why a check had no reason to say settled, or undefined. */
  #unsettled({ about, leaseWasLive, leaseConfig }: Track): string | undefined {
    if (!leaseWasLive || !leaseConfig) return "its lease is not live";
    const lease = { ...leaseConfig, min: Math.min(about.atLeast ?? leaseConfig.min, leaseConfig.min) };
    if (this.#simulation.now - this.#foreignAt < FOREIGN_SECONDS * 1000) return undefined;
    if (this.#ledger.holdAt(this.seconds)) return undefined; // it may have come a moment ago, and takes from anybody
    const { lastPut, applied } = this.#lambda;
    if (!covers(lastPut, lease)) return `${text(lastPut)} is put, less than the ${text(lease)} that it asked for`;
    return covers({ ...lastPut, ...applied }, lease)
      ? undefined
      : `${text(applied)} is applied, less than the ${text(lease)} that it asked for`;
  }

  /** While puts are not readable at once, only a tick that comes later has to answer. */
  #right(when: string, since: number): void {
    if (this.#lambda.lag === 0 && !this.#isHeldBack(since)) this.right(when);
  }

  /** Instances that were on their way are there from this step on. */
  instancesCame(): void {
    this.#instancesCameAt = this.#simulation.step;
  }

  /** More may be asked for only when what was put has come, or did not come for long; what counts is what was read. */
  #isHeldBack(since: number): boolean {
    const { state, lastPut } = this.#lambda;
    if (this.#ledger.holdAt(this.seconds)) return false;
    const isOnItsWay = state === "Pending" || this.#instancesCameAt >= since;
    return isOnItsWay && covers(this.#ledger.wanted(this.seconds), { min: 0, max: 0, ...lastPut });
  }

  /** The config is what it must be. */
  right(when: string): void {
    const put = this.#lambda.lastPut;
    const wanted = this.#ledger.wanted(this.seconds);
    const hold = this.#ledger.holdAt(this.seconds);
    const asks = this.#ledger.asks(this.seconds);
    this.looked[hold ? "held" : asks.length > 0 ? "asked" : "idle"] += 1;
    if (same(put, wanted)) return;
    if (hold) {
      this.broken(1, `${when}, a hold says ${text(this.#ledger.cut(hold))}, and ${text(put)} is put`);
      return;
    }
    const uncovered = asks.find(({ config }) => {
      const { min, max } = this.#ledger.cut(config);
      return (put.min ?? -1) < min || (put.max ?? -1) < max;
    });
    if (uncovered) {
      this.broken(1, `${when}, ${uncovered.by} asks for ${text(uncovered.config)}, and ${text(put)} is put`);
      return;
    }
    const due = asks.length === 0 ? "nothing asks and the baseline is" : "all asks together come to";
    this.broken(2, `${when}, ${due} ${text(wanted)}, and ${text(put)} is put`);
  }
}
