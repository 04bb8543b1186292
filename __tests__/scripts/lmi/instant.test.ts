import { describe, expect, it } from "@jest/globals";
import { clocksChange, instant, instantOrDuration, inZone } from "../../../scripts/lmi/instant.ts";
import { utc } from "../../../scripts/lmi/utc.ts";

const NOW = Date.parse("2026-03-29T00:00:00Z");

describe("an instant", () => {
  it.each([
    ["2026-03-29T00:30:00Z", "2026-03-29T00:30:00Z"],
    ["2026-03-29T00:30Z", "2026-03-29T00:30:00Z"],
    ["2026-03-29T02:30:00.5+02:00", "2026-03-29T00:30:00Z"],
    ["2026-03-29T12:00[Europe/Dublin]", "2026-03-29T11:00:00Z"],
    ["2026-03-29T12:00+01:00[Europe/Dublin]", "2026-03-29T11:00:00Z"],
  ])("reads %s as %s", (text, expected) => {
    expect(utc(instant("--at", text))).toBe(expected);
  });

  it.each([
    ["without a zone", "2026-03-29T00:30:00"],
    ["a date", "2026-03-29"],
    ["a day that does not exist", "2026-02-30T00:00:00Z"],
    ["an offset that the zone does not have then", "2026-03-29T12:00+02:00[Europe/Dublin]"],
    ["a time that the zone skips", "2026-03-29T01:30[Europe/Dublin]"],
    ["a time that the zone has twice", "2026-10-25T01:30[Europe/Dublin]"],
    ["an unknown zone", "2026-03-29T12:00[Europe/Nowhere]"],
    ["words", "tomorrow"],
  ])("is refused: %s", (_what, text) => {
    expect(() => instant("--at", text)).toThrow(
      `--at: must be an instant such as 2026-03-29T00:30:00Z, 2026-03-29T00:30+01:00 or 2026-03-29T12:00[Europe/Dublin], got ${text}`,
    );
  });

  it("may be a duration from now on where an end is asked for", () => {
    expect(utc(instantOrDuration("--until", "1h30m", NOW))).toBe("2026-03-29T01:30:00Z");
    expect(utc(instantOrDuration("--until", "2026-03-30T00:00:00Z", NOW))).toBe("2026-03-30T00:00:00Z");
    expect(() => instantOrDuration("--until", "later", NOW)).toThrow(
      "--until: must be an instant such as 2026-03-29T00:30:00Z or a duration such as 2h, got later",
    );
  });

  it("is shown on the wall clock of a zone", () => {
    expect(inZone(NOW, "Asia/Kathmandu")).toBe("2026-03-29 05:45 Asia/Kathmandu");
    expect(inZone(NOW + 1000, "America/New_York")).toBe("2026-03-28 20:00:01 America/New_York");
  });

  it.each([
    ["2026-03-29T05:00:00Z", "Europe/Dublin", true],
    ["2026-03-28T21:50:00Z", "Europe/Dublin", false],
    ["2026-03-30T05:00:00Z", "Europe/Dublin", false],
    ["2026-04-04T15:30:00Z", "Australia/Lord_Howe", true],
    ["2026-03-29T05:00:00Z", "Asia/Kathmandu", false],
  ])("at %s in %s: clocks change that day: %s", (text, zone, expected) => {
    expect(clocksChange(Date.parse(text), zone)).toBe(expected);
  });
});
