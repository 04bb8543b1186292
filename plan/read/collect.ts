// Gives back what reading a large plan leaves behind: its text, and what it was parsed into and is needed no more. By itself the
// collector comes only when the heap has doubled, so that a review of 15,000 changes took 550 MB.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** From so many characters on it is worth the tenth of a second that it takes. */
const LARGE = 32_000_000;

/** @param characters that were read */
export function collectAfter(characters: number): void {
  if (characters < LARGE) return;
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}
