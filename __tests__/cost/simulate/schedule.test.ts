import { describe, expect, it } from "@jest/globals";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import { configsInForce } from "../../../cost/simulate/schedule.ts";

const OFF = { min: 0, max: 0 };
const night: BatchWindow = {
  ...{ name: "night", days: ["daily"], from: "22:00", to: "06:00", timeZone: "UTC", except: [] },
  ...{ min: 2, max: 8, warmUpMinutes: 10 },
};

/** Lengths of what is in force, one after the other. */
function runs(configs: readonly { min: number; max: number }[]): string[] {
  const found: { config: string; minutes: number }[] = [];
  for (const { min, max } of configs) {
    const config = `${min}/${max}`;
    const last = found.at(-1);
    if (last?.config === config) last.minutes += 1;
    else found.push({ config, minutes: 1 });
  }
  return found.map(({ config, minutes }) => `${config} for ${minutes}`);
}

describe("the scaling config in force", () => {
  it("is the baseline where there are no windows", () => {
    expect(runs(configsInForce({ baseline: { min: 3, max: 9 }, windows: [] }, 0, 1_440))).toEqual(["3/9 for 1440"]);
  });

  it("follows a window, its warm-up included, from inside it on", () => {
    const from = Date.parse("2026-11-22T00:00:00Z");
    expect(runs(configsInForce({ baseline: OFF, windows: [night] }, from, 1_440))).toEqual([
      "2/8 for 360",
      "0/0 for 950",
      "2/8 for 130",
    ]);
  });

  it("takes a change inside a minute up in the next one", () => {
    const once: BatchWindow = {
      ...{ name: "once", start: "2026-11-22T12:01:30Z", end: "2026-11-22T12:03:30Z" },
      ...{ min: 1, max: 1, warmUpMinutes: 0 },
    };
    const from = Date.parse("2026-11-22T12:00:00Z");
    expect(runs(configsInForce({ baseline: OFF, windows: [once] }, from, 6))).toEqual([
      "0/0 for 2",
      "1/1 for 2",
      "0/0 for 2",
    ]);
  });

  it("opens a window of a local night an hour later in UTC once the clocks are back", () => {
    const local: BatchWindow = { ...night, timeZone: "Europe/Dublin", warmUpMinutes: 0, to: "23:00" };
    const before = configsInForce({ baseline: OFF, windows: [local] }, Date.parse("2026-10-24T00:00:00Z"), 1_440);
    const after = configsInForce({ baseline: OFF, windows: [local] }, Date.parse("2026-10-25T00:00:00Z"), 1_440);
    expect(runs(before)[0]).toBe("0/0 for 1260");
    expect(runs(after)[0]).toBe("0/0 for 1320");
  });
});
