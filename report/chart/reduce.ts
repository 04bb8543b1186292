// A long line drawn with few points that look the same: in each column of pixels its first, lowest, highest and last point
// (M4, https://www.vldb.org/pvldb/vol7/p797-jugel.pdf), so that no peak is lost.

export type Place = readonly [x: number, y: number];

/** @param places in pixels, from left to right */
export function reduce(places: readonly Place[]): readonly Place[] {
  const kept: Place[] = [];
  let start = 0;
  while (start < places.length) {
    const column = Math.floor(places[start]?.[0] ?? 0);
    let [end, lowest, highest] = [start, start, start];
    for (; end < places.length && Math.floor(places[end]?.[0] ?? 0) === column; end++) {
      const y = places[end]?.[1] ?? 0;
      if (y < (places[lowest]?.[1] ?? 0)) lowest = end;
      if (y > (places[highest]?.[1] ?? 0)) highest = end;
    }
    const indexes = new Set([start, lowest, highest, end - 1].toSorted((a, b) => a - b));
    for (const index of indexes) {
      const place = places[index];
      if (place) kept.push(place);
    }
    start = end;
  }
  return kept;
}
