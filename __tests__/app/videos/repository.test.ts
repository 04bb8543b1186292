import { describe, expect, it } from "@jest/globals";
import { VIDEO_STATUSES, type VideoStatus } from "../../../app/videos/video.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { beginning, FAILURE, OWNER, RESULT, type TestVideos, testVideos } from "../../support/app/videos.ts";

const dynamo = useDynamo();
const rig = (options: { retentionDays?: number } = {}) => testVideos(dynamo, options);

const claimOf = (videoId: string) => ({ videoId, attempt: 1, claimedBy: OWNER });

describe("creating a video", () => {
  it("stores it as uploaded, before any attempt", async () => {
    const { videos, clock } = await rig();
    const given = { id: "v", title: "Title", description: "About", sourceUrl: "s3://media/v.mp4" };

    const created = await videos.create(given);

    const now = clock.now().toISOString();
    expect(created).toEqual({ ...given, status: "uploaded", attempt: 0, createdAt: now, updatedAt: now });
    expect(await videos.get("v")).toEqual(created);
  });

  it("never replaces one of the same id", async () => {
    const { videos, video } = await rig();
    await video("v", "queued");
    const second = { id: "v", title: "Other", description: "", sourceUrl: "s3://media/other.mp4" };

    await expect(videos.create(second)).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });

    expect(await videos.get("v")).toMatchObject({ title: "Title of v", status: "queued" });
  });
});

describe("a video that does not exist", () => {
  it.each([
    ["got", (rigged: TestVideos) => rigged.videos.get("v")],
    ["edited", (rigged: TestVideos) => rigged.videos.edit("v", { title: "New" })],
    ["deleted", (rigged: TestVideos) => rigged.videos.remove("v")],
    ["queued", (rigged: TestVideos) => rigged.videos.queue("v")],
  ])("cannot be %s", async (_what, act) => {
    await expect(act(await rig())).rejects.toMatchObject({ name: "VideoNotFound", message: "video v does not exist" });
  });

  it("is not brought into being by an invocation that works on it", async () => {
    const { attempts, stored } = await rig();

    const answers = [
      await attempts.renew(claimOf("v"), undefined),
      await attempts.complete(claimOf("v"), RESULT),
      await attempts.fail(claimOf("v"), FAILURE),
    ];

    expect(answers).toEqual([false, false, false]);
    expect(await stored("v")).toEqual({});
  });
});

describe("editing", () => {
  it("changes what is given and nothing else", async () => {
    const { videos, video, clock } = await rig();
    const before = await video("v", "queued");
    clock.advance(5);

    const edited = await videos.edit("v", { title: "New", description: undefined });

    expect(edited).toEqual({ ...before, title: "New", updatedAt: clock.now().toISOString() });
    expect(await videos.get("v")).toEqual(edited);
  });
});

describe("each transition", () => {
  type Act = (rigged: TestVideos, id: string) => Promise<unknown>;
  const table: [string, Act, Partial<Record<VideoStatus, VideoStatus | "gone">>][] = [
    ["queue", ({ videos }, id) => videos.queue(id), { uploaded: "queued", completed: "queued", failed: "queued" }],
    ["cancel", ({ videos }, id) => videos.cancel(id), { queued: "failed" }],
    [
      "remove",
      ({ videos }, id) => videos.remove(id),
      { "awaiting-upload": "gone", uploaded: "gone", queued: "gone", completed: "gone", failed: "gone" },
    ],
    ["edit", ({ videos }, id) => videos.edit(id, { title: "New" }), {}],
    ["complete", ({ attempts }, id) => attempts.complete(claimOf(id), RESULT), { processing: "completed" }],
    ["fail", ({ attempts }, id) => attempts.fail(claimOf(id), FAILURE), { processing: "failed" }],
    ["renew", ({ attempts }, id) => attempts.renew(claimOf(id), undefined), {}],
  ];
  const cases = table.flatMap(([name, act, leads]) =>
    VIDEO_STATUSES.map((from) => [name, from, leads[from] ?? from, act] as const),
  );
  let shared: Promise<TestVideos> | undefined;

  it.each(cases)("%s takes a video from %s to %s", async (name, from, to, act) => {
    shared ??= rig();
    const rigged = await shared;
    const id = `${name}-${from}`;
    await rigged.video(id, from);

    await act(rigged, id).catch(() => {});

    expect((await rigged.stored(id)).status ?? "gone").toBe(to);
  });
});

describe("queueing", () => {
  it("begins a new attempt, without what the last one left behind, and waits from now on", async () => {
    const { videos, video, clock, stored } = await rig({ retentionDays: 7 });
    const { result: _result, ranOn: _ranOn, ...rest } = await video("v", "completed");

    const queued = await videos.queue("v");

    const waitingFor = { what: "run", since: clock.now().toISOString() };
    expect(queued).toEqual({ ...rest, status: "queued", attempt: 2, waitingFor });
    const item = await stored("v");
    expect(item).toMatchObject({ watch: "queued", checkAt: clock.nowSeconds() });
  });

  it("for a window waits for one, and can be changed to now, in the same attempt", async () => {
    const { videos, video } = await rig();
    await video("v");
    expect(await videos.queue("v", "window")).toMatchObject({ attempt: 1, waitingFor: { what: "window" } });

    expect(await videos.queue("v", "now")).toMatchObject({ attempt: 1, waitingFor: { what: "run" } });

    await expect(videos.queue("v", "window")).rejects.toMatchObject({ name: "VideoStateConflict" });
  });

  it.each<VideoStatus>(["queued", "processing"])("is refused while the video is %s", async (status) => {
    const { videos, video } = await rig();
    await video("v", status);

    await expect(videos.queue("v")).rejects.toMatchObject({
      name: "VideoStateConflict",
      message: `video v is ${status}; it cannot be queued now`,
    });
  });

  it("by twenty at once lets exactly one win", async () => {
    const { videos, video } = await rig();
    await video("v");

    const results = await Promise.allSettled(Array.from({ length: 20 }, () => videos.queue("v")));

    const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(results.length - lost.length).toBe(1);
    expect(lost.map(({ name, message }) => `${name}: ${message}`)).toEqual(
      Array.from({ length: 19 }, () => "VideoStateConflict: video v is queued; it cannot be queued now"),
    );
    expect(await videos.get("v")).toMatchObject({ status: "queued", attempt: 1 });
  });
});

describe("deleting", () => {
  it.each<VideoStatus>(["processing"])("is refused while the video is %s", async (status) => {
    const { videos, video } = await rig();
    await video("v", status);

    await expect(videos.remove("v")).rejects.toMatchObject({
      name: "VideoStateConflict",
      message: `video v is ${status}; it cannot be deleted now`,
    });
  });
});

describe("cancelling", () => {
  it("ends a video that waits, also one that a run has claimed", async () => {
    const { videos, video, attempts } = await rig();
    await video("v", "claimed");

    expect(await videos.cancel("v")).toMatchObject({ status: "failed", failure: { code: "CANCELLED" } });

    expect(await attempts.begin(beginning("v"))).toMatchObject({ claimed: false, video: { status: "failed" } });
    expect(await videos.queue("v")).toMatchObject({ status: "queued", attempt: 2 });
  });

  it("comes too late once it is processed", async () => {
    const { videos, video } = await rig();
    await video("v", "processing");

    await expect(videos.cancel("v")).rejects.toThrow("video v is processing; it cannot be cancelled now");
  });
});
