// Which block of a list was which: by being the same, by its name, by its place, by likeness, in this order.
import { isAttributes, type Value } from "../value.ts";
import { canonical, hidesChange } from "./canonical.ts";
import type { Path } from "./path.ts";

export interface Pairs {
  /** Indexes before and after, of elements that are the same or were changed. */
  readonly kept: readonly (readonly [before: number, after: number])[];
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/** What names a block among its siblings. */
const NAMES = ["Sid", "sid", "name", "Name", "key", "id", "attribute_name", "index_name", "device_name"] as const;
/** More comparisons than this are not made to find a likeness. */
const MAX_COMPARISONS = 10_000;

function nameOf(value: Value): string | undefined {
  if (!isAttributes(value)) return undefined;
  for (const key of NAMES) {
    const name = value[key];
    if (typeof name === "string" && name !== "") return `${key}=${name}`;
  }
  return undefined;
}

/** Attributes that two blocks have in common, as a share of those of the larger one. */
function likeness(before: Value, after: Value): number {
  if (!isAttributes(before) || !isAttributes(after)) return 0;
  const keys = Object.keys(before);
  const common = keys.filter((key) => {
    const [one, other] = [before[key], after[key]];
    return one === other || (one !== undefined && other !== undefined && canonical(one, []) === canonical(other, []));
  });
  return common.length / Math.max(keys.length, Object.keys(after).length, 1);
}

class Pairing {
  readonly #kept: [number, number][] = [];
  readonly #before: readonly Value[];
  readonly #after: readonly Value[];
  readonly #left: Set<number>;
  readonly #right: Set<number>;

  constructor(before: readonly Value[], after: readonly Value[]) {
    this.#before = before;
    this.#after = after;
    this.#left = new Set(before.keys());
    this.#right = new Set(after.keys());
  }

  #keep(from: number, to: number): void {
    this.#kept.push([from, to]);
    this.#left.delete(from);
    this.#right.delete(to);
  }

  byKey(keyOf: (value: Value) => string | undefined): void {
    const waiting = Map.groupBy(this.#right, (to) => keyOf(this.#after[to] ?? null));
    for (const indexes of waiting.values()) indexes.reverse();
    for (const from of this.#left) {
      const key = keyOf(this.#before[from] ?? null);
      const to = key === undefined ? undefined : waiting.get(key)?.pop();
      if (to !== undefined) this.#keep(from, to);
    }
  }

  byPlace(): void {
    if (this.#before.length !== this.#after.length) return;
    for (const index of this.#left) if (this.#right.has(index)) this.#keep(index, index);
  }

  byLikeness(): void {
    if (this.#left.size * this.#right.size > MAX_COMPARISONS) return;
    for (const from of this.#left) {
      const to = [...this.#right].find(
        (index) => likeness(this.#before[from] ?? null, this.#after[index] ?? null) >= 0.5,
      );
      if (to !== undefined) this.#keep(from, to);
    }
  }

  get pairs(): Pairs {
    const kept = this.#kept.toSorted(([one], [other]) => one - other);
    return { kept, removed: [...this.#left], added: [...this.#right] };
  }
}

const sameAs = (path: Path) => (value: Value) => (hidesChange(value) ? undefined : canonical(value, [...path, 0]));

/** Pairs only what is the same. */
export function pairSame(before: readonly Value[], after: readonly Value[], path: Path): Pairs {
  const pairing = new Pairing(before, after);
  pairing.byKey(sameAs(path));
  return pairing.pairs;
}

/** Pairs the blocks of two lists; of the rest it says what is gone and what is new. */
export function pair(before: readonly Value[], after: readonly Value[], path: Path): Pairs {
  const pairing = new Pairing(before, after);
  pairing.byKey(sameAs(path));
  pairing.byKey(nameOf);
  pairing.byPlace();
  pairing.byLikeness();
  return pairing.pairs;
}

/** Whether what is kept stands in another order. */
export const isReordered = ({ kept }: Pairs): boolean =>
  kept.some(([, to], index) => index > 0 && to < (kept[index - 1]?.[1] ?? 0));
