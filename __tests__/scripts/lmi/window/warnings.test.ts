import { describe, expect, it } from "@jest/globals";
import type { BatchWindow } from "../../../../app/capacity/window.ts";
import { warningsOf } from "../../../../scripts/lmi/window/warnings.ts";
import { oneOff, recurring } from "../../../support/windows/declared.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const warnings = (windows: BatchWindow[], limit?: number, sum?: string) =>
  warningsOf({ baseline: { min: 0, max: 0 }, windows, ...(limit !== undefined && { limit }) }, NOW, sum);

describe("window check", () => {
  it("has nothing to say about windows that touch and never overlap", () => {
    const windows = [
      recurring("daily 06:00-12:00 UTC", { name: "a" }),
      recurring("daily 12:00-18:00 UTC", { name: "b" }),
    ];
    expect(warnings(windows, 10)).toEqual([]);
  });

  it("warns of a window that is past, and of one whose dates never come", () => {
    const windows = [
      oneOff("2025-12-01T20:00Z/2025-12-02T04:00Z", { name: "past" }),
      recurring("daily 02:30-02:45 Europe/Berlin", { name: "fine" }),
    ];
    expect(warnings(windows)).toEqual([
      { path: "windows[0]", kind: "never opens", message: "past never opens: its end, 2025-12-02T04:00Z, is past" },
    ]);
  });

  it("names the first overlap of a pair, once", () => {
    const windows = [
      recurring("mon 22:00-06:00 UTC", { name: "a" }),
      recurring("tue 05:00-07:00 UTC", { name: "b" }),
      recurring("sat 05:00-07:00 UTC", { name: "c" }),
    ];
    expect(warnings(windows)).toEqual([
      {
        path: "windows[1]",
        kind: "overlap",
        message:
          "b overlaps a (windows[0]), first from 2026-01-06T05:00:00Z to 2026-01-06T06:00:00Z; the larger numbers count",
      },
    ]);
  });

  it("sees an overlap that only the warm-up makes, and none of a window with itself", () => {
    const windows = [
      recurring("daily 00:00-00:00 UTC", { name: "always", warmUpMinutes: 30 }),
      recurring("1 12:00-13:00 UTC", { name: "monthly" }),
    ];
    expect(warnings(windows).map(({ message }) => message)).toEqual([
      "monthly overlaps always (windows[0]), first from 2026-01-01T12:00:00Z to 2026-01-01T13:00:00Z; the larger numbers count",
    ]);
    const edges = [
      recurring("daily 06:00-12:00 UTC", { name: "a" }),
      recurring("daily 12:00-18:00 UTC", { name: "b", warmUpMinutes: 10 }),
    ];
    expect(warnings(edges)[0]?.message).toContain("first from 2026-01-01T11:50:00Z to 2026-01-01T12:00:00Z");
  });

  it("sees the overlap with a one-off that is years away", () => {
    const windows = [
      recurring("daily 22:00-06:00 UTC", { name: "nightly" }),
      oneOff("2032-12-01T20:00Z/2032-12-02T04:00Z", { name: "migration" }),
      oneOff("2033-12-01T08:00Z/2033-12-01T09:00Z", { name: "by day" }),
    ];
    expect(warnings(windows).map(({ message }) => message)).toEqual([
      "migration overlaps nightly (windows[0]), first from 2032-12-01T22:00:00Z to 2032-12-02T04:00:00Z; the larger numbers count",
    ]);
  });

  it("warns of an exception that keeps the window from nothing", () => {
    const windows = [
      recurring("mon-fri 22:00-06:00 Europe/Dublin", { name: "nightly", except: ["2026-12-25", "2026-12-26"] }),
    ];
    expect(warnings(windows)).toEqual([
      {
        path: "windows[0].except[1]",
        kind: "exception",
        message: "2026-12-26 changes nothing: nightly does not start on that date anyway",
      },
    ]);
  });

  it("warns of a window above the limit, with the sum, and not of one at the limit", () => {
    const windows = [
      recurring("mon 06:00-12:00 UTC", { name: "at", max: 10 }),
      recurring("tue 06:00-12:00 UTC", { name: "above", max: 11 }),
    ];
    expect(warnings(windows, 10, "20 vCPUs, 2 each")).toEqual([
      {
        path: "windows[1]",
        kind: "limit",
        message: "2/11 asks for more than the 10 execution environments that fit (20 vCPUs, 2 each)",
      },
    ]);
  });
});
