import { describe, expect, it } from "@jest/globals";
import { UsageError } from "../../../scripts/cliError.ts";
import { duration, formatDuration, parseDuration } from "../../../scripts/lmi/duration.ts";

describe("a duration", () => {
  it.each([
    ["90m", 5_400],
    ["2h", 7_200],
    ["1h30m", 5_400],
    ["1d2h3m4s", 93_784],
    ["0s", 0],
    ["45s", 45],
  ])("reads %s as %i seconds", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(["", "2", "h", "2 h", "1.5h", "-2h", "30m1h", "2h2h", "2H", "PT2H", "soon", "2h\n"])(
    "does not take %j for one",
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it.each([
    [5_400, "1h30m"],
    [7_200, "2h"],
    [0, "0s"],
    [93_784, "1d2h3m4s"],
    [59.6, "1m"],
    [-1, "0s"],
  ])("shows %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it("is accepted at both bounds of an option, and refused one second outside with value and bounds", () => {
    const parse = duration("--for", [60, 7_200]);
    expect([parse("1m"), parse("2h")]).toEqual([60, 7_200]);
    for (const text of ["59s", "2h1s", "soon"]) {
      expect(() => parse(text)).toThrow(
        new UsageError(`--for: must be a duration from 1m to 2h such as 90m, 2h or 1h30m, got ${text}`),
      );
    }
  });
});
