// A call to the world outside a process, and what may become of it on its way.
import type { Choices } from "./choices.ts";
import type { Process, Result } from "./process.ts";

export interface Delivery {
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  /** Nobody waits for it any more: its caller is dead or gave it up, or it is a second copy. */
  readonly late: boolean;
  /** This call has arrived before. */
  readonly again: boolean;
}

export interface Call<T> {
  /** For the list of steps. */
  readonly what: () => string;
  /** Done when the call arrives, each time that it does. */
  readonly effect: (delivery: Delivery) => T | Promise<T>;
  /** Told when the caller goes on with the answer. */
  readonly answered?: () => void;
  /** Puts together a reading that was made in two parts, at two moments; without it the reading is of one moment. */
  readonly torn?: (first: T, second: T) => T;
  /** Changes the world, so that it matters when it arrives late. */
  readonly writes?: boolean;
  /** How the service says no, without doing anything. */
  readonly refusal: string;
}

/** A call under way. */
export interface Flight {
  readonly by: Process;
  readonly call: Call<unknown>;
  readonly sentAt: number;
  /** A wait: until when, in milliseconds since the epoch. */
  readonly until?: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  copies: number;
  firstPart?: unknown;
  arrived?: Result;
}

/** In so many of a hundred calls. */
const FATES = [
  ["arrives", 60],
  ["arrives, to be answered later", 20],
  ["is read in two parts", 4],
  ["arrives, and a copy stays under way", 4],
  ["is refused", 3],
  ["arrives, the answer is lost", 2],
  ["is given up, and stays under way", 2],
  ["is lost", 1],
  ["is sent, its caller dies", 2],
  ["arrives, its caller dies", 2],
] as const;
export type Fate = (typeof FATES)[number][0];
const FATE_OF: readonly Fate[] = FATES.flatMap(([fate, share]) => Array.from({ length: share }, () => fate));

export const anyFate = (choices: Choices): Fate => FATE_OF[choices.below(FATE_OF.length)] ?? "arrives";
