// Plays many histories; the first that breaks an invariant is made as short as it gets and told step by step.
import { Choices, historySeed } from "./choices.ts";
import { play } from "./history.ts";
import type { Looked, Violation } from "./watch.ts";
import type { Variant } from "./world.ts";

export interface Checked {
  readonly histories: number;
  readonly steps: number;
  readonly looked: Looked;
  readonly counterexample: Counterexample | undefined;
}

export interface Counterexample extends Violation {
  readonly seed: number;
  /** Which history of that seed, counted from 0. */
  readonly index: number;
  readonly steps: readonly string[];
}

export interface CheckOptions {
  readonly histories: number;
  readonly seed: number;
  /** @default what is deployed */
  readonly variant?: Variant;
  /** Replays that may be spent on making a counterexample shorter. @default 1500 */
  readonly shortenings?: number;
  /** Called now and then. */
  readonly onProgress?: (histories: number, steps: number) => void;
}

const PROGRESS_EVERY = 5_000;

export async function check(options: CheckOptions): Promise<Checked> {
  // Histories are full of errors, and nobody reads where they came from.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await checkAll(options);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function checkAll(options: CheckOptions): Promise<Checked> {
  const { histories, seed, variant, onProgress, shortenings = 1_500 } = options;
  const given = { ...(variant && { variant }) };
  const looked: Looked = { asked: 0, held: 0, idle: 0, settled: 0 };
  let steps = 0;
  for (let index = 0; index < histories; index += 1) {
    const choices = new Choices(historySeed(seed, index));
    const played = await play(choices, given);
    steps += played.steps;
    for (const what of ["asked", "held", "idle", "settled"] as const) looked[what] += played.looked[what];
    if (played.violation) {
      const replay = (numbers: readonly number[]) => play(new Choices(numbers), given);
      const drawn = await shorten(choices.drawn, played.violation, replay, shortenings);
      const log: string[] = [];
      const { violation = played.violation } = await play(new Choices(drawn), { ...given, log });
      return { histories: index + 1, steps, looked, counterexample: { ...violation, seed, index, steps: log } };
    }
    if ((index + 1) % PROGRESS_EVERY === 0) onProgress?.(index + 1, steps);
  }
  return { histories, steps, looked, counterexample: undefined };
}

/** Leaves out and calms down choices, for as long as the same invariant breaks. */
async function shorten(
  drawn: readonly number[],
  { invariant }: Violation,
  replay: (numbers: readonly number[]) => Promise<{ readonly violation: Violation | undefined }>,
  attempts: number,
): Promise<readonly number[]> {
  let best = drawn;
  let left = attempts;
  const tryOut = async (candidate: readonly number[]): Promise<boolean> => {
    left -= 1;
    const { violation } = await replay(candidate);
    if (violation?.invariant !== invariant) return false;
    best = candidate;
    return true;
  };
  const without = (at: number, size: number) => [...best.slice(0, at), ...best.slice(at + size)];
  const calmed = (at: number, size: number, calm: (number: number) => number) =>
    best.map((number, index) => (index >= at && index < at + size ? calm(number) : number));
  for (let before: readonly number[] = []; before !== best && left > 0; ) {
    before = best;
    // How long the history is, how many executions it has, is decided early.
    for (let at = 0; at < Math.min(16, best.length) && left > 0; at += 1) {
      while (left > 0 && (best[at] ?? 0) > 0) {
        if (await tryOut(calmed(at, 1, (number) => Math.floor(number / 2)))) continue;
        if (!(await tryOut(calmed(at, 1, (number) => number - 1)))) break;
      }
    }
    for (let size = 32; size >= 1; size = Math.floor(size / 2)) {
      for (let at = Math.max(0, best.length - size); at >= 0 && left > 0; at -= size) {
        if (await tryOut(without(at, size))) continue;
        if (best.slice(at, at + size).some((number) => number > 0)) await tryOut(calmed(at, size, () => 0));
      }
    }
  }
  return best;
}

/** For people: what broke, how to play it again, and every step. */
export const describeCounterexample = ({ invariant, what, seed, index, steps }: Counterexample): string =>
  [`invariant ${invariant} is broken: ${what}`, `seed ${seed}, history ${index}`, ...steps].join("\n");
