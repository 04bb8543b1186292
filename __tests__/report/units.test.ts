import { describe, expect, it } from "@jest/globals";
import { COUNT, HOURS, PERCENT, TIME, USD } from "../../report/units.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 2, 1);

describe("units", () => {
  it.each([
    ["dollars share their decimals", USD, [0, 0.5, 1, 1.5], ["$0", "$0.5", "$1.0", "$1.5"]],
    ["dollars under a cent keep what tells them apart", USD, [0, 2e-7, 4e-7], ["$0", "$0.0000002", "$0.0000004"]],
    ["dollars below zero", USD, [-500, 0, 500], ["-$500", "$0", "$500"]],
    ["counts share a suffix", COUNT, [0, 500_000, 2_500_000], ["0", "0.5 M", "2.5 M"]],
    ["counts under ten thousand have none", COUNT, [0, 2_000, 8_000], ["0", "2,000", "8,000"]],
    ["ratios", PERCENT, [0, 0.25, 1], ["0%", "25%", "100%"]],
    ["hours", HOURS, [0, 200, 400], ["0 h", "200 h", "400 h"]],
    ["parts of an hour are minutes", HOURS, [0, 0.25, 0.5], ["0 min", "15 min", "30 min"]],
    ["instants of a day are times", TIME, [START, START + 6 * HOUR], ["00:00", "06:00"]],
    [
      "instants of a month are days, and times between them",
      TIME,
      [START, START + DAY, START + 1.5 * DAY],
      ["1 Mar", "2 Mar", "12:00"],
    ],
    ["instants of a year are months", TIME, [START, Date.UTC(2026, 3, 1)], ["Mar 2026", "Apr 2026"]],
  ] as const)("%s", (_, unit, values, texts) => {
    expect(unit.ticks(values)).toEqual(texts);
  });

  it("has more digits in a cell than beside a mark", () => {
    expect([COUNT.text(154_131_578), COUNT.cell(154_131_578)]).toEqual(["154 M", "154,131,578"]);
    expect([COUNT.text(100 / 3), COUNT.cell(100 / 3)]).toEqual(["33.3", "33.33"]);
  });
});
