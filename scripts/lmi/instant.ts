// Instants as they are given on the command line and shown: always with a zone, never the machine's own by accident.
import { Temporal } from "temporal-polyfill";
import { UsageError } from "../cliError.ts";
import { parseDuration } from "./duration.ts";

/** Milliseconds since the epoch, or undefined for what names no instant. */
function parseInstant(text: string): number | undefined {
  try {
    // Temporal.Instant.from ignores what is in brackets; a zone that contradicts its offset must be refused.
    return text.includes("[")
      ? Temporal.ZonedDateTime.from(text, { offset: "reject", disambiguation: "reject" }).epochMilliseconds
      : Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** Milliseconds since the epoch; @throws UsageError naming the value and what is allowed */
export function instant(option: string, text: string): number {
  const at = parseInstant(text);
  if (at !== undefined) return at;
  throw new UsageError(
    `${option}: must be an instant such as 2026-03-29T00:30:00Z, 2026-03-29T00:30+01:00 or 2026-03-29T12:00[Europe/Dublin], got ${text}`,
  );
}

/** An instant, or a duration from now on. */
export function instantOrDuration(option: string, text: string, now: number): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return now + seconds * 1000;
  const at = parseInstant(text);
  if (at !== undefined) return at;
  throw new UsageError(
    `${option}: must be an instant such as 2026-03-29T00:30:00Z or a duration such as 2h, got ${text}`,
  );
}

/** `2026-11-23 22:00 Europe/Dublin` */
export function inZone(at: number, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const time = zoned.toPlainTime().toString({ smallestUnit: zoned.second === 0 ? "minute" : "second" });
  return `${zoned.toPlainDate().toString()} ${time} ${timeZone}`;
}

/** Whether the zone's clocks change on the local date of the instant. */
export const clocksChange = (at: number, timeZone: string): boolean =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).hoursInDay !== 24;
