// IANA zones at every change of their clocks, against an evaluator that knows only Intl: by default every fourth zone in one of
// the years 2024 to 2100; with WINDOW_YEARS every zone in so many of them, with WINDOW_YEARS=77 in all.
import { describe, expect, it } from "@jest/globals";
import { openingsOf } from "../../../app/capacity/window.ts";
import { SEED } from "../../support/seed.ts";
import { recurring } from "../../support/windows/declared.ts";
import { DAY, MINUTE, nextDate, reads } from "../../support/windows/evaluator.ts";
import { dailyOpening, stretchesOf } from "../../support/windows/zones.ts";

const FIRST_YEAR = 2024;
const ALL_YEARS = 77;
const { WINDOW_YEARS } = process.env;
const YEARS = Number(WINDOW_YEARS ?? 1);

const ZONES = Intl.supportedValuesOf("timeZone").filter(
  (_zone, index) => WINDOW_YEARS !== undefined || index % 4 === SEED % 4,
);

/** The years that a zone is tried in: others for each zone, so that together they are all of them. */
const yearsFor = (index: number): number[] =>
  Array.from({ length: YEARS }, (_, nth) => FIRST_YEAR + ((SEED + index + nth) % ALL_YEARS));

/** The hours that are tried at a change: `skipped` is what the clock jumps over, or reads twice. */
function hoursAt(skipped: { first: string; last: string; middle: string }): [string, string][] {
  const { first, last, middle } = skipped;
  return [
    [first, last],
    [first, middle],
    [middle, last],
    ["22:00", "06:00"],
    ["22:00", middle],
    [middle, "12:00"],
    ["00:00", "00:00"],
    [middle, middle],
    ["12:00", "12:00"],
    ["22:00", "00:00"],
    ["00:00", "06:00"],
  ];
}

const timeIn = (reading: number): string => new Date(reading).toISOString().slice(11, 16);

/** Where windows around a change open otherwise than the evaluator says. */
function* disagreements(timeZone: string, year: number): Generator<unknown> {
  const [since, until] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
  const stretches = stretchesOf(timeZone, since - 10 * DAY, until + 10 * DAY);
  const changes = stretches.slice(1).map(({ since: at, offset }, index) => {
    const before = at + (stretches[index]?.offset ?? 0);
    return { at, first: Math.min(before, at + offset), last: Math.max(before, at + offset) };
  });
  const june = Date.UTC(year, 5, 30);
  const ordinary = { at: june, first: june, last: june + 60 * MINUTE };
  for (const { at, first, last } of changes.length > 0 ? changes : [ordinary]) {
    const middle = timeIn(first + Math.floor((last - first) / MINUTE / 2) * MINUTE);
    for (const [index, [from, to]] of hoursAt({ first: timeIn(first), last: timeIn(last), middle }).entries()) {
      const warmUpMinutes = index % 2 === 0 ? 0 : 75;
      const window = recurring(`daily ${from}-${to} ${timeZone}`, { warmUpMinutes });
      const openings = [...openingsOf(window, at - DAY, at + DAY)].map((o) => [o.opens, o.starts, o.closes]);
      const expected: number[][] = [];
      const end = reads(timeZone, at + 4 * DAY).slice(0, 10);
      for (let date = reads(timeZone, at - 4 * DAY).slice(0, 10); date < end; date = nextDate(date)) {
        const opening = dailyOpening(stretches, window, date);
        if (opening && opening[0] < at + DAY && opening[2] > at - DAY) expected.push(opening);
      }
      if (JSON.stringify(openings) !== JSON.stringify(expected)) {
        yield { timeZone, at: new Date(at).toISOString(), from, to, openings, expected };
      }
    }
  }
}

describe("a window opens as Intl reads the clock, around every change of every zone", () => {
  it(`in ${ZONES.length} zones, ${YEARS} of ${ALL_YEARS} years each`, () => {
    const found = ZONES.flatMap((zone, index) => yearsFor(index).flatMap((year) => [...disagreements(zone, year)]));

    expect(found.slice(0, 5)).toEqual([]);
  }, 3_600_000);
});
