// How sure an answer is: how far each input that nobody measured may be off before another option wins.

import { LIMITS } from "../../stacks/config/limits.ts";
import type { Basis } from "../constants.ts";
import { CostError } from "../costError.ts";
import { MAX_PEAK_TO_MEAN } from "./loadShape.ts";
import { cheapestOption, type Pricing, runOptions } from "./options.ts";
import { MODES, type Mode } from "./waysToRun.ts";
import type { Certainty, InputName, Workload } from "./workload.ts";

/**
 * `sure`: something was measured, and nothing else changes the winner within a factor of two; `open`: an input that was not
 * measured does within a quarter of its value; `likely`: what is between.
 */
export type Sureness = "sure" | "likely" | "open";

export interface Flip {
  readonly at: number;
  readonly winner: Mode;
}

export interface InputSureness {
  readonly input: InputName;
  readonly value: number;
  readonly certainty: Certainty;
  /** Another mode wins below, or above; within a factor of ten. */
  readonly below?: Flip;
  readonly above?: Flip;
}

type Varied = "requestsPerMonth" | "durationMs" | "invocationMemoryMb" | "cpuShare" | "peakToMean" | "activeHours";

/** What each may be at least and at most, as a workload accepts it. */
const BOUNDS: Readonly<Record<Varied, (workload: Workload, basis: Basis) => readonly [number, number]>> = {
  requestsPerMonth: () => [1, 1e13],
  durationMs: () => [1, LIMITS.maxManagedAsyncTimeoutSeconds.value * 1_000],
  invocationMemoryMb: ({ memoryMb }) => [1, memoryMb],
  cpuShare: () => [0.001, 16],
  peakToMean: () => [1, MAX_PEAK_TO_MEAN],
  activeHours: (_, basis) => [1, basis.value("hoursPerMonth")],
};

const HOURS_PER_DAY = 24;

/** The same with another value; load that has idle hours begins once a day, unless it is known better. */
function varied(workload: Workload, input: Varied, value: number, basis: Basis): Workload {
  // A day that was given has another peak only as a hill.
  if (input === "peakToMean") return { ...workload, peakToMean: value, hourly: undefined, hourlyPeaks: undefined };
  if (input !== "activeHours") return { ...workload, [input]: value };
  const activationsPerMonth = workload.activationsPerMonth || basis.value("hoursPerMonth") / HOURS_PER_DAY;
  return { ...workload, activeHours: value, activationsPerMonth };
}

/** Idle hours make windows possible: that is no other answer to whether to move. */
const sameAnswer = (input: Varied, one: Mode, other: Mode): boolean =>
  one === other || (input === "activeHours" && one !== "onDemand" && other !== "onDemand");

const FACTORS = [1.25, 2, 4, 10];
const BISECTIONS = 8;

/** The cheapest mode without commitments; undefined where no instance can carry it. */
function winnerOf(workload: Workload, pricing: Pricing): Mode | undefined {
  try {
    const options = runOptions(workload, pricing, MODES, false);
    return options.length === 0 ? undefined : cheapestOption(options, false).mode;
  } catch (error) {
    if (error instanceof CostError) return undefined;
    throw error;
  }
}

function flip(workload: Workload, input: Varied, winner: Mode, pricing: Pricing, up: boolean): Flip | undefined {
  const value = workload[input];
  const [least, most] = BOUNDS[input](workload, pricing.basis);
  const moved = (factor: number) => Math.min(most, Math.max(least, up ? value * factor : value / factor));
  const winnerAt = (at: number) => winnerOf(varied(workload, input, at, pricing.basis), pricing) ?? "onDemand";
  const isSame = (at: number) => sameAnswer(input, winnerAt(at), winner);
  let same = value;
  for (const factor of FACTORS) {
    let other = moved(factor);
    if (other === same) return undefined;
    if (isSame(other)) {
      same = other;
      continue;
    }
    for (let step = 0; step < BISECTIONS; step++) {
      const middle = (same + other) / 2;
      if (isSame(middle)) same = middle;
      else other = middle;
    }
    return { at: other, winner: winnerAt(other) };
  }
  return undefined;
}

export function inputSureness(workload: Workload, winner: Mode, pricing: Pricing): InputSureness[] {
  return (Object.keys(BOUNDS) as Varied[])
    .filter((input) => workload.certainty[input] !== "measured")
    .map((input) => {
      const below = flip(workload, input, winner, pricing, false);
      const above = flip(workload, input, winner, pricing, true);
      return {
        input,
        value: workload[input],
        certainty: workload.certainty[input],
        ...(below && { below }),
        ...(above && { above }),
      };
    });
}

const factorOf = (value: number, { at }: Flip): number => Math.max(value, at) / Math.min(value, at);

/** @param certainty of all inputs: an answer of which nothing was measured is not sure */
export function surenessOf(inputs: readonly InputSureness[], certainty: Workload["certainty"]): Sureness {
  const factors = inputs.flatMap(({ value, below, above }) =>
    [below, above].filter((flipped) => flipped !== undefined).map((flipped) => factorOf(value, flipped)),
  );
  const nearest = Math.min(Number.POSITIVE_INFINITY, ...factors);
  if (nearest <= 1.25) return "open";
  const isMeasured = Object.values(certainty).includes("measured");
  return nearest <= 2 || !isMeasured ? "likely" : "sure";
}
