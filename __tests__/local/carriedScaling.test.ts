import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { CarriedScaling } from "../../local/carriedScaling.ts";
import { Disk, isDiskFull } from "../../local/disk.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scaling-"));
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
  rmSync(folder, { recursive: true });
});

it("is what was put before the last stop", () => {
  const file = join(folder, "scaling.json");
  new CarriedScaling(file, new Disk(), () => {}).put("video", { min: 1, max: 2 });
  expect([...new CarriedScaling(file, new Disk(), () => {}).configs]).toEqual([["video", { min: 1, max: 2 }]]);
});

it("is written as soon as the disk has room, with what was put last", () => {
  const file = join(folder, "scaling.json");
  const disk = new Disk();
  const errors: unknown[] = [];
  const carried = new CarriedScaling(file, disk, (error) => errors.push(error));
  disk.full = true;
  carried.put("video", { min: 1, max: 2 });
  carried.put("video", { min: 0, max: 0 });
  jest.advanceTimersByTime(3_000);
  expect(existsSync(file)).toBe(false);

  disk.full = false;
  jest.advanceTimersByTime(1_000);

  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ video: { min: 0, max: 0 } });
  expect(errors.length).toBeGreaterThan(2);
  expect(errors.every(isDiskFull)).toBe(true);
  expect(jest.getTimerCount()).toBe(0);
});
