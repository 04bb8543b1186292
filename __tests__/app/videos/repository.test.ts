import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { CHECK_AFTER_SECONDS, CLAIM_SECONDS, type VideoRepository } from "../../../app/videos/repository.ts";
import { VIDEO_STATUSES, type VideoStatus } from "../../../app/videos/video.ts";
import { useDynamo } from "../../support/appDynamo.ts";
import { attemptOf, FAILURE, OWNER, RESULT, type TestVideos, testVideos } from "../../support/appVideos.ts";

const dynamo = useDynamo();
const rig = (options: { retentionDays?: number } = {}) => testVideos(dynamo, options);

const stored = async ({ tableName }: TestVideos, id: string) =>
  (await dynamo.client.send(new GetCommand({ TableName: tableName, Key: { id } }))).Item;

const FIRST = { videoId: "v", attempt: 1, claimedBy: OWNER };

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

  it("is nothing to begin: a late delivery has come to nothing", async () => {
    expect(await (await rig()).videos.begin(FIRST)).toEqual({ claimed: false, video: undefined });
  });

  it("is not brought into being by its owner or the dispatcher", async () => {
    const rigged = await rig();

    const answers = [
      await rigged.videos.renew(FIRST, undefined),
      await rigged.videos.complete(FIRST, RESULT),
      await rigged.videos.fail(FIRST, FAILURE),
      await rigged.videos.fail({ videoId: "v", attempt: 1 }, FAILURE),
      await rigged.videos.attend(FIRST, 60),
    ];

    expect(answers).toEqual([false, false, false, false, undefined]);
    expect(await stored(rigged, "v")).toBeUndefined();
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
  type Act = (videos: VideoRepository, id: string) => Promise<unknown>;
  const first = (videoId: string) => ({ ...FIRST, videoId });
  const table: [string, Act, Partial<Record<VideoStatus, VideoStatus | "gone">>][] = [
    ["queue", (videos, id) => videos.queue(id), { uploaded: "queued", completed: "queued", failed: "queued" }],
    ["begin", (videos, id) => videos.begin({ ...first(id), claimedBy: "request-2" }), { queued: "processing" }],
    ["complete", (videos, id) => videos.complete(first(id), RESULT), { processing: "completed" }],
    ["fail by its owner", (videos, id) => videos.fail(first(id), FAILURE), { processing: "failed" }],
    [
      "fail by the dispatcher",
      (videos, id) => videos.fail({ videoId: id, attempt: 1 }, FAILURE),
      { queued: "failed", processing: "failed" },
    ],
    ["remove", (videos, id) => videos.remove(id), { uploaded: "gone", completed: "gone", failed: "gone" }],
    ["renew", (videos, id) => videos.renew(first(id), undefined), {}],
    ["edit", (videos, id) => videos.edit(id, { title: "New" }), {}],
    ["attend", (videos, id) => videos.attend(first(id), 60), {}],
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

    await act(rigged.videos, id).catch(() => {});

    expect((await stored(rigged, id))?.status ?? "gone").toBe(to);
  });
});

describe("queueing", () => {
  it("begins a new attempt, without what the last one left behind, watched from now on", async () => {
    const rigged = await rig({ retentionDays: 7 });
    const { videos, video, clock } = rigged;
    const completed = await video("v", "completed");

    const queued = await videos.queue("v");

    const { result: _result, ...rest } = completed;
    expect(queued).toEqual({ ...rest, status: "queued", attempt: 2 });
    const item = await stored(rigged, "v");
    expect(item).toMatchObject({ watch: "in-flight", checkAt: clock.nowSeconds() + CHECK_AFTER_SECONDS });
    expect(item).not.toHaveProperty("expiresAt");
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
  it.each<VideoStatus>(["queued", "processing"])("is refused while the video is %s", async (status) => {
    const { videos, video } = await rig();
    await video("v", status);

    await expect(videos.remove("v")).rejects.toMatchObject({
      name: "VideoStateConflict",
      message: `video v is ${status}; it cannot be deleted now`,
    });
  });
});

describe("beginning", () => {
  it("claims a queued video and gives it without what is nobody's business", async () => {
    const { videos, video } = await rig();
    const queued = await video("v", "queued");

    const begun = await videos.begin(FIRST);

    expect(begun).toEqual({ claimed: true, video: { ...queued, status: "processing" } });
  });

  it("by twenty at once lets exactly one work", async () => {
    const { videos, video } = await rig();
    await video("v", "queued");

    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => videos.begin({ ...FIRST, claimedBy: `request-${index}` })),
    );

    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason.name] : []));
    expect(refused).toEqual(Array.from({ length: 19 }, () => "VideoInProgress"));
  });

  it.each(["another invocation", "a second delivery of the same one"])(
    "is refused to %s while the owner is alive",
    async (who) => {
      const { videos, video, clock } = await rig();
      await video("v", "processing");
      clock.advance(CLAIM_SECONDS);
      const claimedBy = who === "another invocation" ? "request-2" : OWNER;

      await expect(videos.begin({ ...FIRST, claimedBy })).rejects.toMatchObject({
        name: "VideoInProgress",
        message: "video v, attempt 1: another invocation is working on it",
      });
    },
  );

  it("takes over an attempt whose owner was silent for longer than its claim", async () => {
    const { videos, video, clock } = await rig();
    await video("v", "processing");
    clock.advance(CLAIM_SECONDS + 1);

    expect(await videos.begin({ ...FIRST, claimedBy: "request-2" })).toMatchObject({ claimed: true });
  });

  it("does not take over from an owner who has said in time that it is alive", async () => {
    const { videos, video, clock } = await rig();
    await video("v", "processing");
    clock.advance(CLAIM_SECONDS);
    await videos.renew(FIRST, undefined);
    clock.advance(CLAIM_SECONDS);

    await expect(videos.begin({ ...FIRST, claimedBy: "request-2" })).rejects.toThrow(
      "video v, attempt 1: another invocation is working on it",
    );
  });

  it.each<VideoStatus>(["completed", "failed"])("claims nothing of an attempt that has %s", async (status) => {
    const { videos, video } = await rig();
    const ended = await video("v", status);

    expect(await videos.begin(FIRST)).toEqual({ claimed: false, video: ended });
  });

  it("claims nothing for an attempt that a newer one has replaced", async () => {
    const { videos, video } = await rig();
    await video("v", "failed");
    const newer = await videos.queue("v");

    expect(await videos.begin(FIRST)).toEqual({ claimed: false, video: newer });
  });
});

describe("the owner of a claim", () => {
  it("shows how far it is", async () => {
    const { videos, video } = await rig();
    await video("v", "processing");

    expect(await videos.renew(FIRST, { stage: "transcode", percent: 40 })).toBe(true);
    expect(await videos.renew(FIRST, undefined)).toBe(true);

    expect(await videos.get("v")).toMatchObject({ progress: { stage: "transcode", percent: 40 } });
  });

  it("can do nothing more once another one has taken over", async () => {
    const { videos, video, clock } = await rig();
    await video("v", "processing");
    clock.advance(CLAIM_SECONDS + 1);
    await videos.begin({ ...FIRST, claimedBy: "request-2" });

    const answers = [
      await videos.renew(FIRST, { stage: "transcode", percent: 99 }),
      await videos.complete(FIRST, RESULT),
      await videos.fail(FIRST, FAILURE),
    ];

    expect(answers).toEqual([false, false, false]);
    const after = await videos.get("v");
    expect(after.status).toBe("processing");
    expect(after).not.toHaveProperty("progress");
  });

  it.each<[string, keyof TestVideos["videos"]]>([
    ["completed", "complete"],
    ["failed", "fail"],
  ])("ends the attempt once: %s", async (status, method) => {
    const rigged = await rig();
    const { videos, video } = rigged;
    await video("v", "processing");
    await videos.renew(FIRST, { stage: "transcode", percent: 99 });
    const end = () => (method === "complete" ? videos.complete(FIRST, RESULT) : videos.fail(FIRST, FAILURE));

    expect([await end(), await end()]).toEqual([true, false]);

    const after = await videos.get("v");
    expect(after).toMatchObject({ status, ...(status === "completed" ? { result: RESULT } : { failure: FAILURE }) });
    expect(after).not.toHaveProperty("progress");
    for (const name of ["claimedBy", "claimedUntil", "watch", "checkAt", "expiresAt"]) {
      expect(await stored(rigged, "v")).not.toHaveProperty(name);
    }
  });

  it("hands out nothing that only the repository uses", async () => {
    const { videos, video, clock } = await rig({ retentionDays: 7 });
    await video("in-flight", "processing");
    await video("ended", "completed");
    clock.advance(CHECK_AFTER_SECONDS);

    const seen = [
      ...(await videos.unattended(10)),
      ...(await videos.list({ statuses: VIDEO_STATUSES, limit: 10 })).videos,
      await videos.get("ended"),
    ];

    const names = new Set(seen.flatMap(Object.keys));
    expect([...names].filter((name) => /claim|watch|checkAt|expires/.test(name))).toEqual([]);
  });
});

describe("failing", () => {
  it("concerns its own attempt only", async () => {
    const { videos, video } = await rig();
    await video("v", "failed");
    await videos.queue("v");

    expect(await videos.fail({ videoId: "v", attempt: 1 }, FAILURE)).toBe(false);
    expect(await videos.get("v")).toMatchObject({ status: "queued", attempt: 2 });

    expect(await videos.fail({ videoId: "v", attempt: 2 }, FAILURE)).toBe(true);
    expect(await videos.get("v")).toMatchObject({ status: "failed", attempt: 2, failure: FAILURE });
  });
});

describe("a finished video", () => {
  it.each<VideoStatus>(["completed", "failed"])("that has %s is kept for as long as is configured", async (status) => {
    const rigged = await rig({ retentionDays: 7 });
    await rigged.video("v", status);

    expect(await stored(rigged, "v")).toMatchObject({ expiresAt: rigged.clock.nowSeconds() + 7 * 24 * 60 * 60 });
  });
});

describe("looking after videos in flight", () => {
  it("finds them after their time, the longest waiting first, and only those", async () => {
    const { videos, video, clock } = await rig();
    for (const status of ["uploaded", "completed", "failed"] as const) await video(status, status);
    await video("first", "processing");
    clock.advance(1);
    await video("second", "queued");
    clock.advance(1);
    await video("third", "queued");
    const ids = async (limit = 10) => (await videos.unattended(limit)).map(({ video: { id } }) => id);

    clock.advance(CHECK_AFTER_SECONDS - 3);
    expect(await ids()).toEqual([]);
    clock.advance(1);
    expect(await ids()).toEqual(["first"]);
    clock.advance(2);
    expect(await ids()).toEqual(["first", "second", "third"]);
    expect(await ids(2)).toEqual(["first", "second"]);
  });

  it("leaves one alone for a while after somebody looked", async () => {
    const { videos, video, clock } = await rig();
    const queued = await video("v", "queued");
    clock.advance(CHECK_AFTER_SECONDS);

    await videos.attend(attemptOf(queued), 60);

    clock.advance(59);
    expect(await videos.unattended(10)).toEqual([]);
    clock.advance(1);
    expect((await videos.unattended(10)).map(({ video: { id } }) => id)).toEqual(["v"]);
  });

  it("is not put off by a look at an older attempt", async () => {
    const { videos, video, clock } = await rig();
    await video("v", "failed");
    await videos.queue("v");
    clock.advance(CHECK_AFTER_SECONDS);

    await videos.attend({ videoId: "v", attempt: 1 }, 60);

    expect((await videos.unattended(10)).map(({ video: { id } }) => id)).toEqual(["v"]);
  });
});
