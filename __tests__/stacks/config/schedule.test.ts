import { describe, expect, it } from "@jest/globals";
import { define } from "../../support/stacks/boundaries.ts";
import { withWords } from "../../support/stacks/ownFunctions.ts";

const scheduled = (schedule: object) => withWords({ scaling: { owner: "terraform", min: 1, max: 3 }, schedule });

describe("the schedule of a function of a team's own", () => {
  it.each([
    "rate(5 minutes)",
    "rate(1 hour)",
    "cron(0 8 * * ? *)",
    "cron(0/15 10-16 ? * MON-FRI *)",
    "cron(0 3 ? * 6#3 2027-2030)",
    "cron(0 3 L JAN,MAR ? *)",
  ])("may be %s", (expression) => {
    expect(() => define(scheduled({ expression }))).not.toThrow();
  });

  it.each([
    ["of five fields, as elsewhere", "cron(0/15 * * * *)"],
    ["of seven", "cron(0 0 8 * * ? *)"],
    ["of a day of the month and of the week", "cron(0 8 * * * *)"],
    ["of neither", "cron(0 8 ? * ? *)"],
    ["of a word that is none", "cron(every day at 8 o'clock ?)"],
    ["once", "at(2027-01-01T00:00:00)"],
    ["in seconds", "rate(30 seconds)"],
  ])("is refused %s", (_, expression) => {
    expect(() => define(scheduled({ expression }))).toThrow(
      `functions.words.schedule.expression: must be rate(<n> minutes|hours|days), or cron(…) of six fields with ? for the day of the month or of the week, got "${expression}"`,
    );
  });

  it.each(["Europe/Dublin", "UTC"])("may be in the time zone %s", (timeZone) => {
    expect(() => define(scheduled({ expression: "cron(0 8 * * ? *)", timeZone }))).not.toThrow();
  });

  it.each(["Europe/Dubln", "+01:00", ""])("is refused in the time zone %j", (timeZone) => {
    expect(() => define(scheduled({ expression: "cron(0 8 * * ? *)", timeZone }))).toThrow(
      `functions.words.schedule.timeZone: must be an IANA time zone such as Europe/Dublin, got "${timeZone}"`,
    );
  });
});
