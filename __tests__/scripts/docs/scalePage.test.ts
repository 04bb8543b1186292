import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { costOf, limitsOf, scalePage } from "../../../scripts/docs/scalePage.ts";
import { MEASURED_FILE, type Measured, measure, RATES } from "../../../scripts/scale/measure.ts";

const PAGE = new URL("../../../docs/scale.md", import.meta.url);
const MEASURED = JSON.parse(readFileSync(MEASURED_FILE, "utf8")) as readonly Measured[];
/** Figures of two runs differ by what falls into which second. */
const TOLERANCE = 0.25;

describe("the page about scale", () => {
  it("is what was measured; npm run docs writes it", () => {
    expect(readFileSync(PAGE, "utf8")).toBe(scalePage());
  });

  it("has every rate, and no video failed at any", () => {
    expect(MEASURED.map(({ videosPerMinute, minutes }) => [videosPerMinute, minutes])).toEqual(RATES);
    expect(MEASURED.map(({ failed }) => failed)).toEqual(RATES.map(() => 0));
  });

  it("is what the code takes today: node scripts/scale/measure.ts measures anew", async () => {
    const [videosPerMinute, minutes] = RATES[0] ?? [0, 0];
    const then = MEASURED.find((measured) => measured.videosPerMinute === videosPerMinute);

    const now = await measure(videosPerMinute, minutes);

    const figures = ({ transitionsPerVideo, executions, scaler, dispatcher, written }: Measured) => ({
      transitionsPerVideo,
      executions,
      scaler,
      dispatcher,
      ...written,
    });
    const off = Object.entries(figures(now)).filter(([name, value]) => {
      const before = then && figures(then)[name as keyof ReturnType<typeof figures>];
      return before === undefined || Math.abs(value - before) > TOLERANCE * before;
    });
    expect(off).toEqual([]);
  });

  it("prices what was measured, in parts", () => {
    const base = MEASURED[0] as Measured;
    const one: Measured = { ...base, videosPerMinute: 1_000, transitionsPerVideo: 4, scaler: 0, dispatcher: 0 };

    const cost = costOf({ ...one, written: { videos: 1_000_000 }, read: { videos: 2_000_000 } });

    expect(cost).toEqual({
      "state transitions": 0.1,
      "DynamoDB writes": 0.625,
      "DynamoDB reads": 0.25,
      "scaler and dispatcher": 0,
      "HTTP API": 0.002,
    });
  });

  it("names the limit that gives first, first", () => {
    const base = MEASURED[0] as Measured;
    const hot = { ...base, videosPerMinute: 60, written: { videos: 60 * 1_000, "videos/watched/queued": 60 * 100 } };

    const [first] = limitsOf(hot);

    expect(first).toMatchObject({ what: expect.stringContaining("`videos/watched/queued`"), rate: 600 });
  });
});
