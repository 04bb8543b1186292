import * as crypto from "node:crypto";
import { describe, expect, it, jest } from "@jest/globals";

/** Time that only hashing takes: `cost` milliseconds for each. */
const time = { now: 0, cost: 1, hashes: 0 };
jest.unstable_mockModule("node:crypto", () => ({
  ...crypto,
  createHash: (algorithm: string) => {
    time.hashes += 1;
    time.now += time.cost;
    return crypto.createHash(algorithm);
  },
}));
const { CpuSlices, SLICE_MILLISECONDS } = await import("../../../../app/processor/engines/cpuSlices.ts");

const never = new AbortController().signal;

/** Slices whose turns of the event loop are recorded, each with the milliseconds that it was busy. */
function rig(cost: number) {
  Object.assign(time, { now: 0, cost, hashes: 0 });
  const turns: number[] = [];
  const slices = new CpuSlices({
    now: () => time.now,
    nextTurn: (task) =>
      void setImmediate(() => {
        const began = time.now;
        // What the task wakes runs as microtasks, before the next turn.
        queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => turns.push(time.now - began))));
        task();
      }),
  });
  return { slices, turns };
}

describe("CPU work in slices", () => {
  it.each([0.1, 1, 3, 8, 50])("keeps no turn busy for longer than a slice and one hash: %d ms a hash", async (cost) => {
    const { slices, turns } = rig(cost);

    await Promise.all([slices.burn(100, "a", never), slices.burn(60, "b", never)]);

    expect(Math.max(...turns)).toBeLessThan(SLICE_MILLISECONDS + cost + 1e-6);
    expect(turns.length).toBeGreaterThan(1);
  });

  it("burns what is asked for, and at most one hash more", async () => {
    const { slices } = rig(3);

    await slices.burn(100, "a", never);

    expect(time.now).toBeGreaterThanOrEqual(100);
    expect(time.now).toBeLessThanOrEqual(103);
  });

  it("burns one hash for no time, so that there is a digest", async () => {
    const { slices } = rig(1);

    expect(await slices.burn(0, "a", never)).toMatch(/^[0-9a-f]{64}$/);

    expect(time.hashes).toBe(1);
  });

  it("gives the last digest of a chain that begins with the seed", async () => {
    const burn = (seed: string, milliseconds: number) => rig(1).slices.burn(milliseconds, seed, never);

    const [first, again, other, longer] = [
      await burn("a", 5),
      await burn("a", 5),
      await burn("b", 5),
      await burn("a", 6),
    ];

    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(again).toBe(first);
    expect(new Set([first, other, longer]).size).toBe(3);
  });

  it("lets concurrent callers take turns, one slice a turn", async () => {
    const { slices, turns } = rig(1);
    const finished: string[] = [];
    const burn = async (name: string, milliseconds: number) => {
      await slices.burn(milliseconds, name, never);
      finished.push(`${name} at ${time.now}`);
    };

    await Promise.all([burn("a", 24), burn("b", 8), burn("c", 16)]);

    expect(turns.slice(0, 6)).toEqual([8, 8, 8, 8, 8, 8]);
    expect(finished).toEqual(["b at 16", "c at 40", "a at 48"]);
  });

  it("lets the event loop serve others between two slices", async () => {
    const { slices } = rig(1);
    const served: number[] = [];
    const serve = () => {
      served.push(time.now);
      if (served.length < 3) setImmediate(serve);
    };
    setImmediate(serve);

    await Promise.all([slices.burn(40, "a", never), slices.burn(40, "b", never)]);

    expect(served.length).toBe(3);
    expect(Math.max(...served)).toBeLessThan(80);
  });

  it("ends within one slice of its abort, with the abort's reason, and holds nobody else up", async () => {
    const { slices, turns } = rig(1);
    const stop = new AbortController();
    const reason = new Error("out of time");

    const stopped = slices.burn(1_000, "a", stop.signal);
    const other = slices.burn(32, "b", never);
    const failed = expect(stopped).rejects.toBe(reason);
    while (turns.length < 2) await new Promise((resolve) => setImmediate(resolve));
    const burnedBefore = time.now;
    stop.abort(reason);
    await failed;
    const burnedAfter = time.now;
    await other;

    expect(burnedAfter - burnedBefore).toBeLessThanOrEqual(SLICE_MILLISECONDS);
    expect(time.now).toBeLessThanOrEqual(8 + 8 + 32);
  });

  it("burns nothing for a signal that is aborted already", async () => {
    const { slices } = rig(1);

    await expect(slices.burn(10, "a", AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");

    expect(time.hashes).toBe(0);
  });
});
