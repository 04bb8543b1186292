// When a wall clock in a time zone reads a given time: at the edges of a batch window, also on days when clocks change.
import type { Temporal } from "temporal-polyfill";

/** The version of the time zone data in this Node.js, such as `2026a`; Lambda's may have other rules than an operator's machine. */
export const TZDATA = process.versions.tz ?? "unknown";

/** Where the clock reads `at`, or skips it: the first and the last instant at which it does, equal on ordinary days. */
export interface Reading {
  readonly first: Temporal.Instant;
  readonly last: Temporal.Instant;
}

/**
 * The instants at which the clock in `timeZone` reads `at`. A time that the clock skips is read at the jump; one that it
 * reads twice has two instants.
 */
export function readingOf(at: Temporal.PlainDateTime, timeZone: string): Reading {
  const first = at.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const last = at.toZonedDateTime(timeZone, { disambiguation: "later" });
  if (first.toPlainDateTime().equals(at)) return { first: first.toInstant(), last: last.toInstant() };
  // Skipped: `first` reads it with the offset after the jump, so it lies before the jump, and the jump is the next one.
  const jump = first.getTimeZoneTransition("next")?.toInstant();
  if (!jump) throw new RangeError(`${timeZone}: skips ${at.toString()} without a transition`);
  return { first: jump, last: jump };
}

/** Whether the date exists in the zone: crossing the date line can skip one (Pacific/Apia, 2011-12-30). */
export function dateExists(date: Temporal.PlainDate, timeZone: string): boolean {
  const start = date.toZonedDateTime(timeZone).toPlainDate();
  return start.equals(date);
}
