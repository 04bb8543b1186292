// Where a history's chances come from: a seed, or the numbers that an earlier history drew.

/** A history's own seed, so that each can be played again alone. */
export function historySeed(seed: number, index: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** Draws numbers and remembers them. 0 is always the calmest choice, and what a list that has run out gives. */
export class Choices {
  /** Everything drawn so far. */
  readonly drawn: number[] = [];
  readonly #given: readonly number[] | undefined;
  #state: number;

  /** @param source a seed, or numbers to draw again */
  constructor(source: number | readonly number[]) {
    this.#given = typeof source === "number" ? undefined : source;
    this.#state = typeof source === "number" ? source : 0;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    const number = this.#given
      ? Math.min(this.#given[this.drawn.length] ?? 0, count - 1)
      : Math.floor(this.#random() * count);
    this.drawn.push(number);
    return number;
  }

  /** True in that many of a hundred draws. */
  percent(share: number): boolean {
    return this.below(100) >= 100 - share;
  }

  oneOf<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  // Mulberry32: small, fast, and even enough for choices.
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
