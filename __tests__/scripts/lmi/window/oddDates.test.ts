import { describe, expect, it } from "@jest/globals";
import { oddDates } from "../../../../scripts/lmi/window/oddDates.ts";
import { oneOff, recurring } from "../../../support/windows/declared.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");

const messages = (...given: Parameters<typeof recurring>): string[] =>
  oddDates([recurring(...given)], NOW).map(({ message }) => message);

describe("the dates on which a change of clocks makes a window differ", () => {
  it("are the next three, shorter in spring and longer in autumn", () => {
    expect(messages("daily 22:00-06:00 Europe/Dublin", { warmUpMinutes: 60 })).toEqual([
      "window is shorter: from 2026-03-28 22:00 Europe/Dublin to 2026-03-29 06:00 Europe/Dublin, 7h, not 8h",
      "window is longer: from 2026-10-24 22:00 Europe/Dublin to 2026-10-25 06:00 Europe/Dublin, 9h, not 8h",
      "window is shorter: from 2027-03-27 22:00 Europe/Dublin to 2027-03-28 06:00 Europe/Dublin, 7h, not 8h",
    ]);
  });

  it("are also those on which it opens at the jump for as long as declared", () => {
    expect(messages("daily 02:00-03:00 Europe/Berlin").slice(0, 2)).toEqual([
      "window is moved: from 2026-03-29 03:00 Europe/Berlin to 2026-03-29 04:00 Europe/Berlin, at the jump, not at 02:00",
      "window is longer: from 2026-10-25 02:00 Europe/Berlin to 2026-10-25 03:00 Europe/Berlin, 2h, not 1h",
    ]);
  });

  it("are both dates of a whole day whose edge the clock skips", () => {
    expect(messages("sat,sun 02:30-02:30 Europe/Berlin").slice(0, 2)).toEqual([
      "window is shorter: from 2026-03-28 02:30 Europe/Berlin to 2026-03-29 03:00 Europe/Berlin, 23h30m, not 1d",
      "window is shorter: from 2026-03-29 03:00 Europe/Berlin to 2026-03-30 02:30 Europe/Berlin, 23h30m, not 1d",
    ]);
  });

  it("are years apart for a window that is rarely open then", () => {
    expect(messages("29 01:30-04:00 Europe/Berlin")).toEqual([
      "window is shorter: from 2026-03-29 01:30 Europe/Berlin to 2026-03-29 04:00 Europe/Berlin, 1h30m, not 2h30m",
      "window is longer: from 2028-10-29 01:30 Europe/Berlin to 2028-10-29 04:00 Europe/Berlin, 3h30m, not 2h30m",
      "window is longer: from 2034-10-29 01:30 Europe/Berlin to 2034-10-29 04:00 Europe/Berlin, 3h30m, not 2h30m",
    ]);
  });

  it("are none by day, without changes of clocks, and for what opens once", () => {
    const windows = [
      recurring("daily 08:00-20:00 Europe/Dublin"),
      recurring("daily 00:00-00:00 Asia/Kathmandu"),
      oneOff("2026-03-29T00:00Z/2026-03-29T08:00Z"),
    ];
    expect(oddDates(windows, NOW)).toEqual([]);
  });
});
