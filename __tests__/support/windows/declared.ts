// Batch windows in one line, for tests.
import type { OneOffWindow, RecurringWindow } from "../../../app/capacity/window.ts";

/** `"mon-wed,last 22:00-06:00 Europe/Dublin"`: days, hours and zone; the rest has defaults. */
export function recurring(text: string, more: Partial<RecurringWindow> = {}): RecurringWindow {
  const [, days, from, to, timeZone] = /^(\S+) (\d\d:\d\d)-(\d\d:\d\d) (\S+)$/.exec(text) ?? [];
  if (!days || !from || !to || !timeZone) throw new Error(`not a window in one line: ${text}`);
  return {
    name: "window",
    days: days.split(","),
    from,
    to,
    timeZone,
    min: 2,
    max: 10,
    warmUpMinutes: 0,
    except: [],
    ...more,
  };
}

/** `"2026-12-01T20:00Z/2026-12-02T04:00Z"`: start and end. */
export function oneOff(text: string, more: Partial<OneOffWindow> = {}): OneOffWindow {
  const [start = "", end = ""] = text.split("/");
  return { name: "window", start, end, min: 2, max: 10, warmUpMinutes: 0, ...more };
}
