// Arbitrary batch windows: few as a rule, now and then as many as an item holds.
import fc from "fast-check";
import { environmentsOf } from "./managedFunction.ts";

type Sized = Parameters<typeof environmentsOf>[0];

const ZONES = ["UTC", "Europe/Dublin", "America/Argentina/ComodRivadavia", "Asia/Kathmandu"];

const window = (most: number) =>
  fc
    .record({
      first: fc.integer({ min: 1, max: most }),
      second: fc.integer({ min: 1, max: most }),
      days: fc.constantFrom(["daily"], ["mon", "fri"], ["sun"]),
      from: fc.constantFrom("00:00", "08:30"),
      to: fc.constantFrom("23:59", "20:00"),
      timeZone: fc.constantFrom(...ZONES),
      warmUpMinutes: fc.nat(180),
      except: fc.array(fc.constantFrom("2026-12-24", "2028-02-29"), { maxLength: 2 }),
    })
    .map(({ first, second, ...rest }) => ({ ...rest, min: Math.min(first, second), max: Math.max(first, second) }));

const oneOff = (most: number) =>
  fc.integer({ min: 1, max: most }).map((max) => ({
    start: "2026-12-01T20:00:00+01:00[Europe/Paris]",
    end: "2026-12-02T20:00:00Z",
    min: 1,
    max,
  }));

/** Windows of a function, each with a name of its own. */
export const windows = (config: Sized) => {
  const one = fc.oneof(
    { weight: 3, arbitrary: window(environmentsOf(config)) },
    { weight: 1, arbitrary: oneOff(environmentsOf(config)) },
  );
  const some = fc.oneof(
    { weight: 30, arbitrary: fc.array(one, { maxLength: 3 }) },
    { weight: 1, arbitrary: one.map((only) => Array.from({ length: 2_200 }, () => only)) },
  );
  return some.map((list) => list.map((entry, index) => ({ ...entry, name: `window-${index}` })));
};
