// A zone's clock as stretches of equal offset, found by bisection with Intl alone: quick enough for every zone and year, and
// without a line of the code under test.
import { DAY, MINUTE, reads } from "./evaluator.ts";

/** Instants in milliseconds since the epoch; the clock reads `at + offset`. */
interface Stretch {
  readonly since: number;
  readonly until: number;
  readonly offset: number;
}

/** No clock changes twice within so short a time: the shortest is the month of Ramadan. */
const STEP = 10 * DAY;

const offsetAt = (timeZone: string, at: number): number => Date.parse(`${reads(timeZone, at).replace(" ", "T")}Z`) - at;

/** The stretches from `since` until `until`, both whole minutes. */
export function stretchesOf(timeZone: string, since: number, until: number): Stretch[] {
  const changes: number[] = [];
  for (let at = since; at < until; at += STEP) {
    const offset = offsetAt(timeZone, at);
    let [before, after] = [at, Math.min(at + STEP, until)];
    if (offsetAt(timeZone, after) === offset) continue;
    while (after - before > MINUTE) {
      const middle = before + Math.floor((after - before) / MINUTE / 2) * MINUTE;
      if (offsetAt(timeZone, middle) === offset) before = middle;
      else after = middle;
    }
    changes.push(after);
  }
  const edges = [since, ...changes, until];
  return edges.slice(0, -1).map((edge, index) => {
    return { since: edge, until: edges[index + 1] ?? until, offset: offsetAt(timeZone, edge) };
  });
}

/** What the clock reads, as if it were UTC. */
const wall = (date: string, time: string): number => Date.parse(`${date}T${time}Z`);

/** The first and the last instant at which the clock reads that; the jump over it, when it never does. */
function readings(stretches: readonly Stretch[], read: number): { first: number; last: number } {
  const found = stretches
    .filter(({ since, until, offset }) => since <= read - offset && read - offset < until)
    .map(({ offset }) => read - offset);
  const jump = stretches.find(({ since, offset }) => read < since + offset)?.since ?? Number.NaN;
  return { first: found[0] ?? jump, last: found.at(-1) ?? jump };
}

/** A daily window's opening on a date as [opens, starts, closes], or undefined when the zone skips the whole date. */
export function dailyOpening(
  stretches: readonly Stretch[],
  { from, to, warmUpMinutes }: { from: string; to: string; warmUpMinutes: number },
  date: string,
): [number, number, number] | undefined {
  const midnight = wall(date, "00:00");
  const isThere = stretches.some(
    ({ since, until, offset }) => since + offset < midnight + DAY && until + offset > midnight,
  );
  if (!isThere) return undefined;
  const length = wall(date, to) - wall(date, from) + (from < to ? 0 : DAY);
  const starts = readings(stretches, wall(date, from)).first;
  const ends = readings(stretches, wall(date, from) + length).last;
  return [starts - warmUpMinutes * MINUTE, starts, ends > starts ? ends : starts + length];
}
