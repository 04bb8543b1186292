import { describe, expect, it } from "@jest/globals";
import { forEachOf, patiently } from "../../../scripts/lmi/cost/scan/patiently.ts";

const throttled = () => Object.assign(new Error("slow down"), { name: "TooManyRequestsException" });

describe("patiently", () => {
  it("waits longer each time, at most 20 s, and gives up after ten attempts", async () => {
    const waits: number[] = [];
    let calls = 0;
    const call = async () => {
      calls += 1;
      throw throttled();
    };

    await expect(patiently(call, async (milliseconds) => waits.push(milliseconds))).rejects.toThrow("slow down");

    expect(calls).toBe(10);
    waits.forEach((milliseconds, index) => {
      const most = Math.min(20_000, 1_000 * 2 ** index);
      expect(milliseconds).toBeGreaterThanOrEqual(most / 2);
      expect(milliseconds).toBeLessThanOrEqual(most);
    });
  });

  it("does not try again what is no throttling", async () => {
    let calls = 0;
    const call = async () => {
      calls += 1;
      throw new Error("no such function");
    };

    await expect(patiently(call, async () => undefined)).rejects.toThrow("no such function");
    expect(calls).toBe(1);
  });
});

describe("forEachOf", () => {
  it("works on so many at a time, and on every one", async () => {
    let [now, most] = [0, 0];
    const done: number[] = [];

    await forEachOf([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      done.push(item);
      now -= 1;
    });

    expect([most, done.sort()]).toEqual([3, [1, 2, 3, 4, 5, 6, 7]]);
  });
});
