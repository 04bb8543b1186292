// The batch windows that histories declare, around the night on which Dublin's clocks go back, with their openings worked
// out by hand.
import type { BatchWindowInput } from "../../../app/capacity/windowSchema.ts";

export interface DeclaredWindow {
  readonly name: string;
  /** As a configuration declares it, without how much it asks for. */
  readonly when: DistributiveOmit<BatchWindowInput, "min" | "max">;
  /** Every opening between START and the end of QUIET, as [opens, closes], warm-up included. */
  readonly openings: readonly (readonly [string, string])[];
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Histories start here or later. */
export const START = Date.parse("2026-10-24T20:00:00Z");
/** Time moves no further while anything happens. */
export const LATEST = Date.parse("2026-10-26T12:00:00Z");
/** No window is open, and whatever was asked for before LATEST has expired. */
export const QUIET = Date.parse("2026-10-26T20:00:00Z");

export const DECLARED_WINDOWS: readonly [DeclaredWindow, ...DeclaredWindow[]] = [
  {
    name: "nightly",
    when: {
      name: "nightly",
      days: ["daily"],
      from: "22:00",
      to: "06:00",
      timeZone: "Europe/Dublin",
      warmUpMinutes: 10,
    },
    openings: [
      ["2026-10-24T20:50:00Z", "2026-10-25T06:00:00Z"],
      ["2026-10-25T21:50:00Z", "2026-10-26T06:00:00Z"],
    ],
  },
  {
    name: "repeated-hour",
    when: { name: "repeated-hour", days: ["daily"], from: "01:15", to: "01:45", timeZone: "Europe/Dublin" },
    openings: [
      ["2026-10-25T00:15:00Z", "2026-10-25T01:45:00Z"],
      ["2026-10-26T01:15:00Z", "2026-10-26T01:45:00Z"],
    ],
  },
  {
    name: "saturday",
    when: { name: "saturday", days: ["sat"], from: "21:00", to: "21:30", timeZone: "America/New_York" },
    openings: [["2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z"]],
  },
  {
    name: "not-today",
    when: {
      name: "not-today",
      days: ["sat-mon"],
      from: "21:00",
      to: "22:00",
      timeZone: "UTC",
      except: ["2026-10-24", "2026-10-26"],
    },
    openings: [["2026-10-25T21:00:00Z", "2026-10-25T22:00:00Z"]],
  },
  {
    name: "migration",
    when: { name: "migration", start: "2026-10-24T20:30:00Z", end: "2026-10-24T21:30:00Z" },
    openings: [["2026-10-24T20:30:00Z", "2026-10-24T21:30:00Z"]],
  },
];
