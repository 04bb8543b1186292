// Chance that can be had again: the same seed gives the same numbers.

const STEP = 0x9e3779b9;

/** Numbers from 0 up to, without, 1: a counter whose bits are mixed (the finaliser of MurmurHash3). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + STEP) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    mixed ^= mixed >>> 16;
    return (mixed >>> 0) / 2 ** 32;
  };
}
