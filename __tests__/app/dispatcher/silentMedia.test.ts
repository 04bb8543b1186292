import { describe, expect, it } from "@jest/globals";
import { type Media, sweepMedia } from "../../../app/dispatcher/uploads.ts";
import type { WatchedVideo } from "../../../app/videos/watchedVideos.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { recordingLog } from "../../support/app/log.ts";

/** What one call of S3 takes that has no answer: three tries of 3 s and the pauses between them. */
const SILENT_SECONDS = 9.6;
const FUNCTION_SECONDS = 50;

/** Time that goes on to the next end of a call when all that is left to do is to wait. */
function waiting(clock: ManualClock) {
  const calls: { readonly ends: number; readonly end: () => void }[] = [];
  const milliseconds = () => clock.now().getTime();
  function goOn(): void {
    const next = calls.toSorted((a, b) => a.ends - b.ends)[0];
    if (!next) return;
    clock.advance(Math.max(0, next.ends - milliseconds()) / 1000);
    calls.splice(calls.indexOf(next), 1);
    next.end();
    setImmediate(goOn);
  }
  return (seconds: number) =>
    new Promise<void>((end) => {
      calls.push({ ends: milliseconds() + seconds * 1000, end });
      if (calls.length === 1) setImmediate(goOn);
    });
}

/** So many videos of each kind are due, and each takes S3 that many calls in a row, which have no answer. */
function rig(due: number) {
  const clock = new ManualClock();
  const log = recordingLog();
  const wait = waiting(clock);
  const tried: string[] = [];
  const videos = (kind: string) => async (): Promise<WatchedVideo[]> =>
    Array.from({ length: due }, (_, index) => ({ id: `${kind}-${index}`, attempt: 1, queue: "now" }));
  const silent = (calls: number) => async (id: string) => {
    tried.push(id.slice(0, id.indexOf("-")));
    await wait(calls * SILENT_SECONDS);
    throw new DOMException("no answer", "TimeoutError");
  };
  const unused = async () => {
    throw new Error("not asked for");
  };
  const parts = {
    clock,
    log,
    objects: {
      source: silent(2),
      deleteAll: silent(3),
      deleteUnlisted: silent(2),
      deleteSource: unused,
      abortUploads: unused,
    },
    awaited: { due: videos("awaited"), arrived: unused, missing: unused },
    leftovers: { due: videos("leftovers"), ended: async (id: string) => ({ id, attempt: 1 }), gone: unused },
    deleted: { due: videos("deleted"), emptied: unused, outlived: videos("outlived"), outlive: async () => true },
    unlisted: { list: async () => 0 },
    runs: { ensure: unused },
  } as unknown as Media;
  return { parts, clock, tried };
}

describe("a sweep while S3 is silent", () => {
  it.each([1, 60, 200])("ends before its function does, with %d videos of each kind", async (due) => {
    const { parts, clock, tried } = rig(due);
    const began = clock.nowSeconds();

    await expect(sweepMedia(parts)).rejects.toThrow("no answer");

    expect(clock.nowSeconds() - began).toBeLessThan(FUNCTION_SECONDS);
    expect(new Set(tried)).toEqual(new Set(["awaited", "leftovers", "deleted"]));
  });
});
