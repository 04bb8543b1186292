// Finds many texts in many others at once, in a time that hardly depends on how many are looked for: plans hold thousands
// of secrets and megabytes of values.

/** From, and up to but without. */
export type Span = readonly [from: number, to: number];

/** Finds in a text what is looked for, by where it ends; of several that end in one place, the longest. */
export type Search = (text: string) => readonly Span[];

/** The last four characters of what is looked for are a number of 20 bits: five for each, which shift out by themselves. */
const TAIL = 4;
const HASHES = 1 << 20;
const next = (hash: number, code: number): number => ((hash << 5) ^ code) & (HASHES - 1);

const NONE: readonly Span[] = [];

/** @param needles of four characters or more; shorter ones are never found */
export function createSearch(needles: Iterable<string>): Search {
  const all = new Set<string>();
  const mayEnd = new Uint32Array(HASHES / 32);
  const lengths = new Map<number, number[]>();
  for (const needle of needles) {
    if (needle.length < TAIL || all.has(needle)) continue;
    all.add(needle);
    let hash = 0;
    for (let index = needle.length - TAIL; index < needle.length; index++) hash = next(hash, needle.charCodeAt(index));
    mayEnd[hash >>> 5] = (mayEnd[hash >>> 5] ?? 0) | (1 << (hash & 31));
    const known = lengths.get(hash) ?? [];
    if (!known.includes(needle.length))
      lengths.set(
        hash,
        [...known, needle.length].toSorted((a, b) => b - a),
      );
  }
  if (all.size === 0) return () => NONE;

  return (text) => {
    let found: Span[] | undefined;
    let hash = 0;
    for (let index = 0; index < text.length; index++) {
      hash = next(hash, text.charCodeAt(index));
      if ((((mayEnd[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) === 0) continue;
      const to = index + 1;
      const length = lengths.get(hash)?.find((one) => one <= to && all.has(text.slice(to - one, to)));
      if (length === undefined) continue;
      found ??= [];
      found.push([to - length, to]);
    }
    return found ?? NONE;
  };
}
