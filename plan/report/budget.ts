// Fits a comment into what GitHub takes. Everything starts at its shortest, and what matters most grows first, so that what
// is shortened is decided by an order and not by where the text ends.

export interface Size {
  /** UTF-16 code units: at least as many as the characters that GitHub counts. */
  readonly characters: number;
  /** In UTF-8. */
  readonly bytes: number;
}

/** Texts from one line to all there is to say. */
export type Item = readonly (() => string)[];

/** A part of the comment: first items as items, and the rest in groups, so that nothing is silently missing. */
export interface Listing {
  readonly open: string;
  readonly items: readonly Item[];
  /** What is said of the items from one on, from short to long; the first is short whatever there is. */
  readonly rest: readonly [(from: number) => string, ...((from: number) => string)[]];
  /** Whether the longest of `rest` names each of them. @default false */
  readonly restIsNamed?: boolean;
  readonly close: string;
}

/**
 * `show` all items in one line each or else change nothing; with a share of the room that is left, as many as fit into it.
 * `form` gives the items that are shown a longer text, as long as there is room. `group` says of the rest as much as fits into a
 * share of the room.
 */
export type Step<Name extends string> = { readonly listing: Name } & (
  | { readonly show: "all" | number }
  | { readonly form: number }
  | { readonly group: number }
);

export interface Fitted {
  readonly text: string;
  readonly items: number;
  readonly shown: number;
  /** Shown items that have more to say. */
  readonly shortened: number;
}

/** So many items may turn out too long before the others are not tried any more. */
const MAX_MISSES = 20;

export const sizeOf = (text: string): Size => ({ characters: text.length, bytes: Buffer.byteLength(text) });
const plus = (one: Size, other: Size): Size => ({
  characters: one.characters + other.characters,
  bytes: one.bytes + other.bytes,
});
const minus = (one: Size, other: Size): Size => ({
  characters: one.characters - other.characters,
  bytes: one.bytes - other.bytes,
});
const times = ({ characters, bytes }: Size, share: number): Size => ({
  characters: characters * share,
  bytes: bytes * share,
});
const fits = (size: Size, room: Size): boolean => size.characters <= room.characters && size.bytes <= room.bytes;
const NOTHING: Size = { characters: 0, bytes: 0 };

class Filling {
  readonly #listing: Listing;
  readonly #texts: string[] = [];
  readonly #forms: number[] = [];
  #rest: string;
  #level = 0;

  constructor(listing: Listing) {
    this.#listing = listing;
    this.#rest = this.#restFrom(0, 0);
  }

  get text(): string {
    return [this.#listing.open, ...this.#texts, this.#rest, this.#listing.close].join("");
  }

  #restFrom(from: number, level: number): string {
    return from < this.#listing.items.length ? (this.#listing.rest[level]?.(from) ?? "") : "";
  }

  /** @returns how much longer it has become */
  show(share: "all" | number, room: Size): Size {
    const { items, rest } = this.#listing;
    const already = this.#texts.length;
    if (already === items.length) return NOTHING;
    const before = sizeOf(this.#rest);
    const limit = plus(before, share === "all" ? room : times(room, share));
    const ends: Size[] = [NOTHING];
    for (let index = already; index < items.length; index++) {
      const end = plus(ends.at(-1) ?? NOTHING, sizeOf(items[index]?.[0]?.() ?? ""));
      if (!fits(end, limit)) break;
      ends.push(end);
    }
    const sizeWith = (count: number, level: number): Size =>
      plus(ends[count] ?? NOTHING, sizeOf(this.#restFrom(already + count, level)));
    let count = ends.length - 1;
    if (already + count < items.length) {
      if (share === "all") return NOTHING;
      const level = rest.findLastIndex((_, level) => level >= this.#level && fits(sizeWith(0, level), limit));
      if (level < 0) return NOTHING;
      this.#level = level;
      let low = 0;
      while (low < count) {
        const middle = Math.ceil((low + count) / 2);
        if (fits(sizeWith(middle, level), limit)) low = middle;
        else count = middle - 1;
      }
      if (!fits(sizeWith(count, level), limit)) count = 0;
    }
    for (let index = already; index < already + count; index++) {
      this.#texts.push(items[index]?.[0]?.() ?? "");
      this.#forms.push(0);
    }
    this.#rest = this.#restFrom(already + count, this.#level);
    return minus(plus(ends[count] ?? NOTHING, sizeOf(this.#rest)), before);
  }

  /** @returns how much longer it has become */
  group(share: number, room: Size): Size {
    const before = sizeOf(this.#rest);
    const limit = plus(before, times(room, share));
    const from = this.#texts.length;
    const level = this.#listing.rest.findLastIndex(
      (_, level) => level > this.#level && fits(sizeOf(this.#restFrom(from, level)), limit),
    );
    if (level < 0) return NOTHING;
    this.#level = level;
    this.#rest = this.#restFrom(from, level);
    return minus(sizeOf(this.#rest), before);
  }

  /** @returns how much longer it has become */
  lengthen(form: number, room: Size): Size {
    let grown = NOTHING;
    let misses = 0;
    for (const [index, text] of this.#texts.entries()) {
      const longer = this.#listing.items[index]?.[form];
      if (longer === undefined || (this.#forms[index] ?? 0) >= form) continue;
      const more = longer();
      const growth = plus(grown, minus(sizeOf(more), sizeOf(text)));
      if (fits(growth, room)) {
        this.#texts[index] = more;
        this.#forms[index] = form;
        grown = growth;
      } else if (++misses >= MAX_MISSES) break;
    }
    return grown;
  }

  get fitted(): Fitted {
    const { items, rest, restIsNamed = false } = this.#listing;
    const lines = this.#texts.length;
    const named = restIsNamed && this.#level === rest.length - 1 ? items.length - lines : 0;
    const shortened = this.#forms.filter((form, index) => form < (items[index]?.length ?? 0) - 1).length;
    return { text: this.text, items: items.length, shown: lines + named, shortened: shortened + named };
  }
}

/** @throws RangeError when even the shortest texts do not fit: a listing's shortest text is not short */
export function fit<Name extends string>(
  listings: Readonly<Record<Name, Listing>>,
  steps: readonly Step<Name>[],
  limit: Size,
): Record<Name, Fitted> {
  const names = Object.keys(listings) as Name[];
  const fillings = Object.fromEntries(names.map((name) => [name, new Filling(listings[name])])) as Record<
    Name,
    Filling
  >;
  let room = names.reduce((left, name) => minus(left, sizeOf(fillings[name].text)), limit);
  if (!fits(NOTHING, room))
    throw new RangeError(`comment: its shortest text is ${-room.characters} characters too long`);
  const grown = (filling: Filling, step: Step<Name>): Size => {
    if ("group" in step) return filling.group(step.group, room);
    return "show" in step ? filling.show(step.show, room) : filling.lengthen(step.form, room);
  };
  for (const step of steps) room = minus(room, grown(fillings[step.listing], step));
  return Object.fromEntries(names.map((name) => [name, fillings[name].fitted])) as Record<Name, Fitted>;
}
