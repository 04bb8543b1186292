import { describe, expect, it } from "@jest/globals";
import { createProcessingWindows } from "../../../app/api/processingWindows.ts";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import { ManualClock } from "../../support/app/clock.ts";

const VIDEO_SECONDS = 600;
const NIGHTLY: BatchWindow = {
  name: "nightly",
  days: ["daily"],
  from: "22:00",
  to: "22:10",
  timeZone: "UTC",
  except: [],
  min: 1,
  max: 4,
  warmUpMinutes: 0,
};
const once = (start: string, end: string): BatchWindow => ({
  name: "once",
  min: 1,
  max: 2,
  warmUpMinutes: 0,
  start,
  end,
});

/** At 08:00 on 5 January 2026. */
function rig(windows: readonly BatchWindow[]) {
  const clock = new ManualClock();
  const table = {
    reads: 0,
    windows,
    down: undefined as Error | undefined,
    async declaration(functionName: string) {
      table.reads += 1;
      if (table.down) throw table.down;
      return { functionName, baseline: { min: 0, max: 0 }, windows: table.windows, limit: 10, graceSeconds: 60 };
    },
  };
  const made = createProcessingWindows(table, { processorName: "processor", videoSeconds: VIDEO_SECONDS, clock });
  return { clock, table, ask: () => made.assertOneCanTakeIt() };
}

describe("a video may wait for a window", () => {
  it.each<[string, BatchWindow[]]>([
    ["that is exactly long enough", [NIGHTLY]],
    ["beside one that is too short", [{ ...NIGHTLY, to: "22:01" }, NIGHTLY]],
    ["that is open, with as much time left", [once("2026-01-05T07:00:00Z", "2026-01-05T08:10:00Z")]],
    ["that opens in a year", [once("2027-01-05T07:00:00Z", "2027-01-05T08:00:00Z")]],
  ])("%s", async (_what, windows) => {
    await expect(rig(windows).ask()).resolves.toBeUndefined();
  });
});

describe("a video is refused", () => {
  const none = (why: string) => `No batch window can take a video: ${why}. Process the video now.`;

  it.each<[string, BatchWindow[], string]>([
    ["without windows", [], "No batch window is declared; process the video now."],
    [
      "when all are too short, warm-up or not",
      [
        { ...NIGHTLY, to: "22:09", warmUpMinutes: 30 },
        { ...NIGHTLY, to: "22:01" },
      ],
      none("the longest opening to come lasts 540 s, and one video may take 600 s"),
    ],
    [
      "when too little is left of the last one",
      [once("2026-01-05T07:00:00Z", "2026-01-05T08:09:59Z")],
      none("the longest opening to come lasts 599 s, and one video may take 600 s"),
    ],
    ["when all are over", [once("2026-01-04T07:00:00Z", "2026-01-05T08:00:00Z")], none("none opens again")],
    ["when it would wait for years", [once("2028-01-05T07:00:00Z", "2028-01-05T08:00:00Z")], none("none opens again")],
  ])("%s", async (_what, windows, message) => {
    await expect(rig(windows).ask()).rejects.toMatchObject({ status: 409, message });
  });
});

describe("the declaration", () => {
  it("is read once a minute at most, however many ask at once", async () => {
    const { ask, table, clock } = rig([NIGHTLY]);

    await Promise.all([ask(), ask(), ask()]);
    clock.advance(59);
    await ask();
    expect(table.reads).toBe(1);

    table.windows = [];
    clock.advance(1);
    await expect(ask()).rejects.toThrow("No batch window is declared");
    expect(table.reads).toBe(2);
  });

  it("is read again after a read that failed", async () => {
    const { ask, table } = rig([NIGHTLY]);
    table.down = new Error("ThrottlingException");
    await expect(ask()).rejects.toBe(table.down);
    table.down = undefined;

    await expect(ask()).resolves.toBeUndefined();
  });
});
