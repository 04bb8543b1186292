// Rounds: make a function's scaling config equal to what is asked for right now. Level-triggered and idempotent. One round at a
// time per function, so that a late put can never undo what a later one gave: docs/decisions.md.
import type { Clock } from "../shared/clock.ts";
import { type Demand, type Desired, desired, type Reason } from "./desired.ts";
import { ScalingRefusedError } from "./errors.ts";
import type { Finished, Observation } from "./observation.ts";
import { type ObservationItems, PUT_MARGIN_SECONDS, ROUND_SECONDS } from "./observationItems.ts";
import { gives, isSettled, lastPut, type Observed } from "./observed.ts";
import { equals, type ScalingConfig } from "./scalingConfig.ts";

/** Reads what is asked for; always as of now, never from a cache. */
export interface DemandSource {
  demand(functionName: string): Promise<Demand>;
}

/** Lambda's side: what is, and the one call that changes it. */
export interface ScalingControl {
  /** @param known what was put last: while Lambda is on its way there, its config is not asked for */
  observe(functionName: string, known?: ScalingConfig): Promise<Observed>;
  put(functionName: string, config: ScalingConfig): Promise<void>;
}

/** Between the beginnings of two rounds, however many wait for capacity. */
export const ROUND_INTERVAL_MS = 2_500;

/** What was put may not be readable yet: for so long after a put Lambda's answers count as old ones. */
export const READ_LAG_MS = 5_000;

/**
 * While instances launch, more may be asked for at first, and then not before they are there or `until`: Lambda says Active when
 * it has all that was asked for last, so that a target that grows with every run would let none of them start. A hold does not wait.
 */
export const RISE_MS = { atFirst: 10_000, until: 300_000 } as const;

export interface Reconciled {
  readonly functionName: string;
  /** What was asked for when it was read. */
  readonly demand: Demand;
  readonly desired: Desired;
  readonly finished: Finished;
  /** What Lambda had before anything was put. */
  readonly found: Observed;
  /** What was put; nothing when the config was right already. */
  readonly put?: { readonly from: ScalingConfig | undefined; readonly to: ScalingConfig };
  /** What Lambda had is neither wanted nor what was put last: a second writer. */
  readonly isForeign?: true;
  /** More is wanted, and not put while instances launch: see RISE_MS. */
  readonly isHeldBack?: true;
}

export interface Rounds {
  readonly demands: DemandSource;
  readonly observations: ObservationItems;
  readonly scaling: ScalingControl;
  readonly clock: Clock;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  /** Told what is about to be put, so that it can be recorded. */
  readonly beforePut: (put: {
    from: ScalingConfig | undefined;
    to: ScalingConfig;
    reasons: readonly Reason[];
  }) => Promise<void>;
}

/** Whether what Lambda says may be older than what was put a moment ago. */
function isDoubtful({ lastPut: put }: Observation, found: ScalingConfig | undefined, now: number): boolean {
  return put !== undefined && now - put.at < READ_LAG_MS && !equals(found ?? put.config, put.config);
}

/** Whether another one put what Lambda has; after a round that failed it may be what was there before. */
function isOfAnother(begun: Observation, found: ScalingConfig | undefined, now: number): boolean {
  const { lastPut: put, finished } = begun;
  if (!put || !found || equals(found, put.config) || isDoubtful(begun, found, now)) return false;
  return finished !== undefined && finished.error === undefined;
}

/**
 * One round. Reads what is asked for only after it has the function for itself, so that everything written before is counted.
 * @param intervalMilliseconds since the last round began; 0 for a round in any case
 * @returns undefined when another round is under way or was a moment ago
 * @throws what reading the table throws, and what Lambda answers other than a refusal
 */
export async function playRound(
  functionName: string,
  rounds: Rounds,
  intervalMilliseconds: number,
): Promise<Reconciled | undefined> {
  const { demands, observations, scaling, clock, monotonic, beforePut } = rounds;
  const began = monotonic();
  const begun = await observations.beginRound(functionName, intervalMilliseconds);
  if (!begun) return undefined;
  const { round } = begun;
  let mayArrive = false;
  let wasPut = false;
  let observed: Observed | undefined;
  let target: ScalingConfig | undefined;

  let at = clock.now().getTime();

  /** An answer is as old as its question, however late it comes. */
  async function look(known?: ScalingConfig): Promise<Observed> {
    at = clock.now().getTime();
    return scaling.observe(functionName, known);
  }

  async function finish(error?: string): Promise<Finished> {
    const isThere = observed && target && isSettled(observed, target);
    const finished = {
      round,
      at,
      ...(observed && { observed }),
      ...(error !== undefined && { error }),
      ...(isThere
        ? { settledSince: (wasPut ? undefined : begun?.finished?.settledSince) ?? at }
        : { unsettledSince: begun?.finished?.unsettledSince ?? at }),
    };
    if (await observations.finishRound(functionName, finished, mayArrive)) return finished;
    return { error: "another round began before this one ended", ...finished };
  }

  try {
    const demand = await demands.demand(functionName);
    const wanted = desired(demand, clock.nowSeconds());
    target = wanted.config;
    // Those who wait trust what was put last; a tick asks whether somebody else has put something.
    const known = intervalMilliseconds > 0 ? begun.lastPut?.config : undefined;
    observed = await look(known && equals(known, wanted.config) ? known : undefined);
    const seen = { functionName, demand, desired: wanted, found: observed };
    const from = lastPut(observed);
    const isRight = from && equals(from, wanted.config) && !isDoubtful(begun, from, clock.now().getTime());
    // A version that has failed takes no config: docs/runbook.md says what to do.
    if (observed.state === "Failed" || isRight) {
      return { ...seen, finished: await finish() };
    }
    const to = wanted.config;
    const isForeign = isOfAnother(begun, from, clock.now().getTime()) && { isForeign: true as const };
    const lowers = !from || from.min > to.min || from.max > to.max;
    const now = clock.now().getTime();
    const isOnItsWay = observed.state === "Pending" && from && begun.lastPut && equals(from, begun.lastPut.config);
    const since = (isOnItsWay && begun.lastPut?.since) || now;
    const isHold = wanted.reasons.some(({ kind }) => kind === "hold");
    if (!isHold && !lowers && now - since >= RISE_MS.atFirst && now - since < RISE_MS.until) {
      return { ...seen, finished: await finish(), isHeldBack: true, ...isForeign };
    }
    await beforePut({ from, to, reasons: wanted.reasons });
    const isInTime = () => monotonic() - began < (ROUND_SECONDS - PUT_MARGIN_SECONDS) * 1000;
    const put = { config: to, at: clock.now().getTime(), since };
    if (!isInTime() || !(await observations.notePut(functionName, round, put, lowers)) || !isInTime()) {
      return { ...seen, ...isForeign, finished: await finish("the round took too long to put anything") };
    }
    mayArrive = true;
    await scaling.put(functionName, to);
    mayArrive = false;
    wasPut = true;
    observed = await look(to);
    return { ...seen, finished: await finish(), put: { from, to }, ...isForeign };
  } catch (error) {
    // A refusal is an answer: the put did not happen.
    if (error instanceof ScalingRefusedError) mayArrive = false;
    await finish(error instanceof Error ? error.message : String(error)).catch(() => {});
    throw error;
  }
}

/** Whether what was observed may be older than a put that lowered something. */
const mayBeOld = ({ finished, loweredAt }: Observation): boolean =>
  !finished || (loweredAt !== undefined && finished.at - loweredAt < READ_LAG_MS);

/** Whether the function has settled on `target`, by the last observation. */
export function hasSettled(observation: Observation, target: ScalingConfig): boolean {
  const { finished } = observation;
  if (!finished?.observed || finished.error !== undefined || mayBeOld(observation)) return false;
  return isSettled(finished.observed, target);
}

/**
 * Whether work that asks for `asked` may start: Lambda has applied at least that, and is not on its way below it. More may be on
 * its way: with every run that comes the target grows, and none would ever start if it waited for the last one's.
 */
export function hasEnough(observation: Observation, asked: ScalingConfig): boolean {
  const { finished } = observation;
  if (!finished?.observed || finished.error !== undefined || mayBeOld(observation)) return false;
  return gives(finished.observed, asked);
}
