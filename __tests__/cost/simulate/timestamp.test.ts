import { describe, expect, it } from "@jest/globals";
import { parseTimestamp } from "../../../cost/simulate/timestamp.ts";

describe("a timestamp", () => {
  it.each([
    ["2026-11-22T13:05:00Z", "2026-11-22T13:05:00.000Z"],
    ["2026-11-22T13:05Z", "2026-11-22T13:05:00.000Z"],
    ["2026-11-22 13:05:00Z", "2026-11-22T13:05:00.000Z"],
    ["2026-11-22T13:05:00.250Z", "2026-11-22T13:05:00.250Z"],
    ["2026-11-22T13:05:00.123456789Z", "2026-11-22T13:05:00.123Z"],
    ["2026-11-22T13:05:00+00:00", "2026-11-22T13:05:00.000Z"],
    ["2026-11-22T00:05:00+01:00", "2026-11-21T23:05:00.000Z"],
    ["2026-11-22T13:05:00-0130", "2026-11-22T14:35:00.000Z"],
    ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    ["2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"],
  ])("%s is read as %s", (text, instant) => {
    expect(new Date(parseTimestamp(text) ?? Number.NaN).toISOString()).toBe(instant);
  });

  it.each([
    ["without a zone", "2026-11-22T13:05:00"],
    ["a date alone", "2026-11-22"],
    ["seconds since the epoch", "1795352700"],
    ["a day that the month does not have", "2026-02-29T00:00:00Z"],
    ["a century that is no leap year", "2100-02-29T00:00:00Z"],
    ["the 31st of April", "2026-04-31T00:00:00Z"],
    ["month 13", "2026-13-01T00:00:00Z"],
    ["hour 24", "2026-11-22T24:00:00Z"],
    ["second 60", "2026-11-22T13:05:60Z"],
    ["another order", "22.11.2026 13:05:00Z"],
    ["nothing", ""],
  ])("is refused: %s", (_, text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});
