// The draws of a run: the same for the same seed.

export interface Random {
  /** From 0 up to, not including, `below`. */
  whole(below: number): number;
  shuffled<T>(items: readonly T[]): T[];
}

/** mulberry32: https://github.com/cprosche/mulberry32 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (below: number) => Math.floor(next() * below);
  return {
    whole,
    shuffled(items) {
      const rest = [...items];
      for (let last = rest.length - 1; last > 0; last--) {
        const other = whole(last + 1);
        [rest[last], rest[other]] = [rest[other] as (typeof rest)[number], rest[last] as (typeof rest)[number]];
      }
      return rest;
    },
  };
}
