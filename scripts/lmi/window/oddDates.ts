// The dates on which a change of clocks makes a window differ from what it declares.
import { Temporal } from "temporal-polyfill";
import { type BatchWindow, declaredMinutes, isOneOff, openingsOf } from "../../../app/capacity/window.ts";
import { formatDuration } from "../duration.ts";
import { first } from "../first.ts";
import { inZone } from "../instant.ts";

/** One opening that is not as declared. */
export interface OddDate {
  /** `windows[1]` */
  readonly path: string;
  readonly kind: "shorter" | "longer" | "moved";
  /** In milliseconds since the epoch, without warm-up. */
  readonly starts: number;
  readonly closes: number;
  readonly message: string;
}

/** How many of each window are told. */
const COUNT = 3;

/** As far as transitions are looked for, in milliseconds. */
const HORIZON = 10 * 366 * 24 * 60 * 60 * 1000;

/** The instants at which the zone's clocks change, in milliseconds since the epoch. */
function* changesOf(timeZone: string, since: number): Generator<number> {
  let at = Temporal.Instant.fromEpochMilliseconds(since).toZonedDateTimeISO(timeZone);
  for (;;) {
    const next = at.getTimeZoneTransition("next");
    if (!next || next.epochMilliseconds > since + HORIZON) return;
    yield next.epochMilliseconds;
    at = next;
  }
}

function* oddDatesOf(window: BatchWindow, path: string, now: number): Generator<OddDate> {
  if (isOneOff(window)) return;
  const { name, from, timeZone } = window;
  const declared = declaredMinutes(window) * 60;
  let last = now;
  for (const change of changesOf(timeZone, now)) {
    // Only an opening that begins, ends or goes on at a change differs.
    for (const { starts, closes } of openingsOf(window, change - 1, change + 1)) {
      const open = (closes - starts) / 1000;
      const isMoved = !inZone(starts, timeZone).includes(` ${from} `);
      if (starts <= last || (open === declared && !isMoved)) continue;
      last = starts;
      const kind = open < declared ? "shorter" : open > declared ? "longer" : "moved";
      const length =
        kind === "moved" ? `at the jump, not at ${from}` : `${formatDuration(open)}, not ${formatDuration(declared)}`;
      const message = `${name} is ${kind}: from ${inZone(starts, timeZone)} to ${inZone(closes, timeZone)}, ${length}`;
      yield { path, kind, starts, closes, message };
    }
  }
}

/** The next three of each window. @param now milliseconds since the epoch */
export const oddDates = (windows: readonly BatchWindow[], now: number): OddDate[] =>
  windows.flatMap((window, index) => first(oddDatesOf(window, `windows[${index}]`, now), COUNT));
