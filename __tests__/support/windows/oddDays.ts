// Zones whose clocks do odd things, and when.
import { clockChanges } from "./evaluator.ts";

const ODD_CLOCKS = [
  ["Europe/Dublin", "2026-01-01/2027-01-01", ["2026-03-29 00:59 → 02:00", "2026-10-25 01:59 → 01:00"]],
  ["America/New_York", "2026-01-01/2027-01-01", ["2026-03-08 01:59 → 03:00", "2026-11-01 01:59 → 01:00"]],
  // Half an hour.
  ["Australia/Lord_Howe", "2026-01-01/2027-01-01", ["2026-04-05 01:59 → 01:30", "2026-10-04 01:59 → 02:30"]],
  // Two hours.
  ["Antarctica/Troll", "2025-01-01/2026-01-01", ["2025-03-30 00:59 → 03:00", "2025-10-26 02:59 → 01:00"]],
  // At midnight, so that a date starts at 01:00.
  ["America/Santiago", "2025-01-01/2026-01-01", ["2025-04-05 23:59 → 23:00", "2025-09-06 23:59 → 01:00"]],
  ["America/Havana", "2025-01-01/2026-01-01", ["2025-03-08 23:59 → 01:00", "2025-11-02 00:59 → 00:00"]],
  ["Asia/Beirut", "2022-01-01/2023-01-01", ["2022-03-26 23:59 → 01:00", "2022-10-29 23:59 → 23:00"]],
  // A minute after midnight, so that a date starts twice.
  ["America/St_Johns", "2010-01-01/2011-01-01", ["2010-03-14 00:00 → 01:01", "2010-11-07 00:00 → 23:01"]],
  // Back for Ramadan.
  ["Africa/Casablanca", "2025-01-01/2026-01-01", ["2025-02-23 02:59 → 02:00", "2025-04-06 01:59 → 03:00"]],
  // A quarter of an hour, for good.
  ["Asia/Kathmandu", "1985-06-01/1986-06-01", ["1985-12-31 23:59 → 00:15"]],
  // The last half hour of a date skipped.
  ["Asia/Pyongyang", "2015-01-01/2019-01-01", ["2015-08-14 23:59 → 23:30", "2018-05-04 23:29 → 00:00"]],
  // A whole date skipped: 2011-12-30.
  ["Pacific/Apia", "2011-10-01/2012-06-01", ["2011-12-29 23:59 → 00:00", "2012-04-01 03:59 → 03:00"]],
] as const;

/** Nothing happens to the clock here, but a month ends. */
const ORDINARY_DAYS = [
  ["Asia/Kathmandu", "2026-02-28T18:15Z"],
  ["Asia/Kathmandu", "2028-02-29T18:15Z"],
  ["Europe/Dublin", "2040-07-01T00:00Z"],
  ["UTC", "2026-01-01T00:00Z"],
] as const;

/** Zones, the instants at which the evaluator sees their clocks jump, and what the clocks should read there. */
export const oddClocks = ODD_CLOCKS.map(([zone, period, expected]) => {
  const [since = 0, until = 0] = period.split("/").map((date) => Date.parse(date));
  return { zone, expected, changes: clockChanges(zone, since, until) };
});

/** Instants in the midst of odd days. */
export const oddDays: { zone: string; at: number }[] = [
  ...oddClocks.flatMap(({ zone, changes }) => changes.map((at) => ({ zone, at }))),
  ...ORDINARY_DAYS.map(([zone, at]) => ({ zone, at: Date.parse(at) })),
];
