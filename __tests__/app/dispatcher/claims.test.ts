import { describe, expect, it } from "@jest/globals";
import { CHUNK, claimChunk, longestRunSeconds } from "../../../app/dispatcher/claims.ts";
import type { ClaimRequest } from "../../../app/dispatcher/dispatcherEvent.ts";
import { CLAIMING_SECONDS, overflowMark } from "../../../app/videos/runs.ts";
import { type DispatcherOptions, SETTINGS, testDispatcher } from "../../support/app/dispatcher.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { FakeStepFunctions } from "../../support/app/stepFunctions.ts";
import { NEXT_RUN, RUN, testVideos } from "../../support/app/videos.ts";

const dynamo = useDynamo();

async function rig(options: Partial<DispatcherOptions> & { queued?: number; queue?: "now" | "window" } = {}) {
  const { queued = 0, queue: into = "now" } = options;
  const rigged = await testVideos(dynamo);
  const { clock, queue } = rigged;
  const stepFunctions = new FakeStepFunctions();
  await Promise.all(Array.from({ length: queued }, (_, index) => rigged.video(`v${index}`, "queued", into)));
  const parts = { ...testDispatcher({ clock, stepFunctions, ...options }), queue };
  const request = (more: Partial<ClaimRequest> = {}): ClaimRequest => ({
    action: "claim",
    run: RUN,
    on: "managed",
    asked: { queue: into, claimUntil: clock.nowSeconds() + CLAIMING_SECONDS },
    startAt: clock.now().toISOString(),
    left: 1_000_000,
    first: true,
    ...more,
  });
  return { ...rigged, stepFunctions, parts, request, claim: (more = {}) => claimChunk(parts, request(more)) };
}

const NONE = { isAskedFor: false, isThere: false };

describe("a chunk for managed instances", () => {
  it("holds what waits, with the run's mark, and asks for as many environments as it fills", async () => {
    const { claim } = await rig({ queued: 7 });

    const { videos, left, config, concurrency, leaseSeconds } = await claim();

    expect(videos).toHaveLength(7);
    expect(videos[0]).toEqual({ videoId: expect.any(String), attempt: 1, run: RUN });
    expect({ left, config, concurrency }).toEqual({ left: 999_993, config: { min: 2, max: 4 }, concurrency: 16 });
    // Settling, one round of videos, the wait for a slot, and a margin.
    expect(leaseSeconds).toBe(900 + (600 + 60) + 1_200 + 300);
  });

  it("counts what other runs hold into what it asks for: leases add up to nothing", async () => {
    const { claim } = await rig({ queued: 9 });
    await claim({ run: NEXT_RUN, left: 6 });

    expect((await claim()).config).toEqual({ min: 3, max: 4 });
  });

  it("is none while other runs hold as many videos as there are slots", async () => {
    const { claim } = await rig({ queued: 20 });
    await claim({ run: NEXT_RUN, left: 16 });

    expect(await claim()).toMatchObject({ videos: [], lookAgainSeconds: 2 });
  });

  it("has no more at once than it can have videos, however many slots there are", async () => {
    const { claim } = await rig({ queued: 1, settings: { lease: { min: 1, max: 100 }, perEnvironment: 1_600 } });

    expect((await claim()).concurrency).toBe(CHUNK);
  });

  it("is full while any slot is free, and never larger than a state's data allows", async () => {
    const { claim } = await rig({ queued: 40, settings: { videoSeconds: 60 } });

    expect((await claim()).videos).toHaveLength(40);
    expect(CHUNK * 250).toBeLessThan(256 * 1024);
  });

  it("begins with what the run holds and nothing works on", async () => {
    const { claim, queue } = await rig({ queued: 2 });
    await queue.claim("now", RUN, 1);

    expect((await claim({ first: false })).videos).toHaveLength(2);
  });

  it("begins with that also when the run may claim no more", async () => {
    const { claim } = await rig({ queued: 2 });
    const { videos, left } = await claim({ left: 1 });

    const again = await claim({ first: false, left });

    expect(again.videos.map(({ videoId, attempt }) => [videoId, attempt])).toEqual(
      videos.map(({ videoId, attempt }) => [videoId, attempt]),
    );
    expect([videos.length, left, again.left]).toEqual([1, 0, 0]);
  });

  it("is looked for twice when the first look finds nothing, and not a third time", async () => {
    const { claim } = await rig();

    expect(await claim()).toMatchObject({ videos: [], lookAgainSeconds: 2 });
    expect(await claim({ first: false })).toMatchObject({ videos: [], lookAgainSeconds: 0 });
  });

  it("is waited for while anything works on what the run holds", async () => {
    const { claim, video } = await rig();
    await video("v", "processing");

    expect(await claim({ first: false })).toMatchObject({ videos: [], lookAgainSeconds: 10 });
  });

  it("holds no more than can end within the window", async () => {
    const { claim, clock } = await rig({ queued: 20, queue: "window", settings: { lease: { min: 1, max: 1 } } });
    const endBy = clock.nowSeconds() + 2 * 600;

    const { videos, leaseSeconds } = await claim({ asked: { queue: "window", claimUntil: endBy, endBy } });

    expect(videos).toHaveLength(8);
    expect(videos[0]).toMatchObject({ endBy });
    // Two rounds of the four that there may be at once.
    expect(leaseSeconds).toBe(900 + 2 * (600 + 60) + 1_200 + 300);
  });

  it("is none when no video fits any more, and what is held goes back", async () => {
    const { claim, clock, queue } = await rig({ queued: 1, queue: "window" });
    await queue.claim("window", RUN, 1);
    const endBy = clock.nowSeconds() + 599;

    const { videos } = await claim({ asked: { queue: "window", claimUntil: endBy, endBy } });

    expect(videos).toEqual([]);
    expect(await queue.waiting("window", 10)).toBe(1);
  });
});

describe("a run whose time to claim is over", () => {
  it("gives back what it holds", async () => {
    const { claim, clock, queue, stepFunctions } = await rig({ queued: 1 });
    await queue.claim("now", RUN, 1);

    await claim({ asked: { queue: "now", claimUntil: clock.nowSeconds() } });

    expect(await queue.waiting("now", 10)).toBe(1);
    expect(stepFunctions.started.size).toBe(0);
  });

  it("is followed by another one that goes on, with what is left of its number, if anything waits", async () => {
    const { parts, request, clock, stepFunctions, video } = await rig({ queue: "window" });
    const asked = { queue: "window", claimUntil: clock.nowSeconds() + 8 * 3_600, maxVideos: 100 } as const;
    const later = request({ run: `${RUN}-part2`, asked, left: 40 });
    clock.advance(CLAIMING_SECONDS);

    await claimChunk(parts, later);
    expect(stepFunctions.started.size).toBe(0);
    await video("v", "queued", "window");
    await claimChunk(parts, later);

    expect([...stepFunctions.started]).toEqual([
      ["now-1-part3", expect.objectContaining({ asked: { ...asked, maxVideos: 40 } })],
    ]);
  });
});

it.each<[string, Partial<ClaimRequest>]>([
  ["of a number of videos that has claimed them all", { left: 0 }],
  ["on overflow, whose run on managed instances goes on", { on: "overflow" }],
])("a run %s is followed by none", async (_what, more) => {
  const { parts, request, clock, stepFunctions } = await rig({ queued: 1 });
  const later = request({ ...more, asked: { queue: "now", claimUntil: clock.nowSeconds() + 8 * 3_600 } });
  clock.advance(CLAIMING_SECONDS);

  expect((await claimChunk(parts, later)).videos).toEqual([]);

  expect(stepFunctions.started.size).toBe(0);
});

describe("with overflow", () => {
  const overflow = { maxConcurrency: 3, upTo: 5 };

  it("little work wakes no instances: ordinary Lambda takes it, so many at once", async () => {
    const { claim, queue } = await rig({ queued: 5, settings: { overflow } });

    const [there, here] = [await claim({ on: "overflow" }), await claim()];

    expect(there.videos.map(({ run }) => run)).toEqual(Array(3).fill(overflowMark(RUN)));
    expect(there.concurrency).toBe(3);
    expect(here.videos).toEqual([]);
    expect(await queue.inFlight(10)).toEqual({ managed: 0, overflow: 3 });
  });

  it("more work wakes them, and ordinary Lambda begins with what they are not there for", async () => {
    const { claim, queue } = await rig({ queued: 9, settings: { overflow } });

    const here = await claim();
    const there = await claim({ on: "overflow" });

    expect([here.videos.length, there.videos.length]).toEqual([9, 3]);
    expect(await queue.inFlight(20)).toEqual({ managed: 6, overflow: 3 });
    expect((await claim({ on: "overflow", run: NEXT_RUN })).videos).toEqual([]);
  });

  it("ordinary Lambda takes nothing more once they are there", async () => {
    const capacity = { ...NONE };
    const { claim } = await rig({ queued: 2, settings: { overflow }, capacity });
    Object.assign(capacity, { isAskedFor: true, isThere: true });

    expect((await claim({ on: "overflow" })).videos).toEqual([]);
    expect((await claim()).videos).toHaveLength(2);
  });

  it("a run for a number of videos is for managed instances", async () => {
    const { claim, clock } = await rig({ queued: 2, settings: { overflow } });
    const asked = { queue: "now", claimUntil: clock.nowSeconds() + 60, maxVideos: 2 } as const;

    expect((await claim({ asked, on: "overflow" })).videos).toEqual([]);
    expect((await claim({ asked })).videos).toHaveLength(2);
  });
});

it("has a net under all bounds of a run's parts", () => {
  expect(longestRunSeconds(SETTINGS)).toBe(900 + 900 + 3_600 + 2_400);
});
