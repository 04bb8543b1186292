import { describe, expect, it } from "@jest/globals";
import { UPLOAD_SECONDS } from "../../../app/videos/awaited.ts";
import { LATE_SECONDS } from "../../../app/videos/deletion.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { created, mediaRig, SWEEP } from "../../support/app/mediaRig.ts";
import { sfnError } from "../../support/app/stepFunctions.ts";
import { UPLOAD } from "../../support/app/videos.ts";

const dynamo = useDynamo();
const NEW = { title: "Title", description: "", ...UPLOAD };

describe("S3's event", () => {
  it("makes a video uploaded, once, however often it comes, and starts nothing", async () => {
    const { dispatcher, video, videos, stored, media, stepFunctions } = await mediaRig(dynamo);
    await video("v", "awaiting-upload");
    media.upload("v", UPLOAD);

    const became = await Promise.all([1, 2, 3].map(() => dispatcher(created("sources/v"))));
    await dispatcher(created("sources/v"));

    expect(became.filter((answer) => JSON.stringify(answer) === '{"became":"uploaded"}')).toHaveLength(1);
    expect(await videos.get("v")).toMatchObject({ status: "uploaded", attempt: 0 });
    expect(Object.keys(await stored("v"))).not.toEqual(expect.arrayContaining(["watch"]));
    expect(stepFunctions.started.size).toBe(0);
  });

  it.each([
    ["now", 1],
    ["window", 0],
  ] as const)("queues one that is to be processed %s, and sees to a run where one may claim it", async (when, runs) => {
    const { dispatcher, videos, media, queue, stepFunctions } = await mediaRig(dynamo);
    await videos.createAwaiting({ id: "v", ...NEW }, when);
    media.upload("v", UPLOAD);

    await dispatcher(created("sources/v"));
    await dispatcher(created("sources/v"));

    expect(await videos.get("v")).toMatchObject({ status: "queued", attempt: 1 });
    expect(await queue.waiting(when, 10)).toBe(1);
    expect(stepFunctions.started.size).toBe(runs);
  });

  it("queues it also while no run can be asked for", async () => {
    const { dispatcher, videos, media, stepFunctions } = await mediaRig(dynamo);
    stepFunctions.down = sfnError("ThrottlingException");
    await videos.createAwaiting({ id: "v", ...NEW }, "now");
    media.upload("v", UPLOAD);

    expect(await dispatcher(created("sources/v"))).toEqual({ became: "queued" });
  });

  it("of an old upload changes nothing of a video that has gone on", async () => {
    const { dispatcher, video, media, videos } = await mediaRig(dynamo);
    const before = await video("v", "completed");
    media.upload("v", UPLOAD);

    expect(await dispatcher(created("sources/v"))).toEqual({ became: "untouched" });
    expect(await videos.get("v")).toEqual(before);
  });

  it.each([
    ["size", { ...UPLOAD, bytes: 6 }],
    ["type", { ...UPLOAD, contentType: "video/webm" }],
  ])(
    "of another %s than declared fails the video, which can then not be processed; the object is gone",
    async (_what, is) => {
      const { dispatcher, video, media, videos } = await mediaRig(dynamo);
      await video("v", "awaiting-upload");
      media.upload("v", is);

      await dispatcher(created("sources/v"));

      expect(await videos.get("v")).toMatchObject({ status: "failed", failure: { code: "UPLOAD_MISMATCH" } });
      expect(media.objects.size).toBe(0);
      await expect(videos.queue("v")).rejects.toMatchObject({ name: "VideoStateConflict" });
    },
  );

  it("of an object that no video owns deletes it", async () => {
    const { dispatcher, media } = await mediaRig(dynamo);
    media.upload("none", UPLOAD);

    expect(await dispatcher(created("sources/none"))).toEqual({ became: "unknown" });
    expect(media.objects.size).toBe(0);
  });

  it.each(["outputs/v/1/poster.jpg", "sources/", "sources/a/b", "sources/%2e", "v"])(
    "of another key than a source's changes nothing: %s",
    async (key) => {
      const { dispatcher, media } = await mediaRig(dynamo);
      media.objects.set(key, UPLOAD);

      expect(await dispatcher(created(key))).toEqual({ became: "untouched" });
      expect(media.objects.size).toBe(1);
    },
  );
});

describe("the sweep", () => {
  it("finds an upload whose event was lost", async () => {
    const { sweepAfter, videos, media, stepFunctions } = await mediaRig(dynamo);
    await videos.createAwaiting({ id: "v", ...NEW }, "now");
    media.upload("v", UPLOAD);

    await sweepAfter(1);
    expect(await videos.get("v")).toMatchObject({ status: "awaiting-upload" });
    expect(await sweepAfter(300)).toMatchObject({ uploads: 1 });

    expect(await videos.get("v")).toMatchObject({ status: "queued" });
    expect(stepFunctions.started.size).toBe(1);
  });

  it("waits for an upload as long as it may take, then the video has failed and its parts are gone", async () => {
    const { sweepAfter, video, videos, media } = await mediaRig(dynamo);
    await video("v", "awaiting-upload");
    await media.forApi.beginParts({ id: "v", ...UPLOAD });

    for (let waited = 0; waited < UPLOAD_SECONDS - 1; waited += UPLOAD_SECONDS / 8) {
      await sweepAfter(waited === 0 ? 1 : UPLOAD_SECONDS / 8);
      expect(await videos.get("v")).toMatchObject({ status: "awaiting-upload" });
    }
    expect(media.unfinished.size).toBe(1);
    await sweepAfter(UPLOAD_SECONDS / 8 + 300);

    expect(await videos.get("v")).toMatchObject({ status: "failed", failure: { code: "UPLOAD_EXPIRED" } });
    expect(media.unfinished.size).toBe(0);
    await expect(videos.queue("v")).rejects.toMatchObject({ name: "VideoStateConflict" });
  });

  it("deletes the objects of deleted videos, also those that come late, and then forgets them", async () => {
    const { sweepAfter, dispatcher, video, videos, media, stored } = await mediaRig(dynamo);
    await video("v", "completed");
    media.upload("v", UPLOAD);
    media.putOutput("v", 1, "poster.jpg");
    media.putOutput("w", 1, "poster.jpg");
    await media.forApi.beginParts({ id: "v", ...UPLOAD });
    await videos.remove("v");

    expect(await dispatcher(SWEEP)).toMatchObject({ emptied: 1 });
    expect([[...media.objects.keys()], media.unfinished.size]).toEqual([["outputs/w/1/poster.jpg"], 0]);

    media.putOutput("v", 1, "late.mp4");
    media.upload("v", UPLOAD);
    expect(await sweepAfter(3_600)).toMatchObject({ emptied: 0 });
    await sweepAfter(LATE_SECONDS);
    expect([...media.objects.keys()]).toEqual(["outputs/w/1/poster.jpg"]);
    expect(await stored("v")).toEqual({});
    await expect(videos.get("v")).rejects.toMatchObject({ name: "VideoNotFound" });
  });

  it("loses no object when it dies between an object and its video: the next one goes on", async () => {
    const { sweepAfter, dispatcher, video, videos, media, log } = await mediaRig(dynamo);
    for (const id of ["v", "w"]) {
      await video(id, "completed");
      media.upload(id, UPLOAD);
      await videos.remove(id);
    }
    media.down = new Error("S3 is not there");
    await expect(dispatcher(SWEEP)).rejects.toThrow("S3 is not there");
    expect(media.objects.size).toBe(2);
    expect(log.entries.filter(({ message }) => message.includes("could not look after"))).toHaveLength(2);

    media.down = undefined;
    expect(await sweepAfter(60)).toMatchObject({ emptied: 2 });
    expect(media.objects.size).toBe(0);
  });

  it("empties deleted videos also while a source cannot be looked at, which is told", async () => {
    const { sweepAfter, video, videos, media } = await mediaRig(dynamo);
    await video("awaited", "awaiting-upload");
    await video("deleted", "completed");
    media.putOutput("deleted", 1, "poster.jpg");
    await videos.remove("deleted");
    media.objects.get = () => {
      throw new Error("403 AccessDenied");
    };

    await expect(sweepAfter(300)).rejects.toThrow("403 AccessDenied");

    expect(media.objects.size).toBe(0);
  });

  it("deletes videos that were kept for long enough, with their objects, and none that was queued again", async () => {
    const { sweepAfter, video, videos, media } = await mediaRig(dynamo, { retentionDays: 1 });
    for (const id of ["v", "w", "x"]) await video(id, id === "v" ? "failed" : "completed");
    for (const id of ["v", "w"]) media.putOutput(id, 1, "poster.jpg");
    await videos.queue("x");

    expect(await sweepAfter(24 * 3_600 - 1)).toMatchObject({ outlived: 0 });
    expect(await sweepAfter(1)).toMatchObject({ outlived: 2 });
    expect(await sweepAfter(60)).toMatchObject({ emptied: 2 });

    expect((await videos.list({ limit: 10 })).videos.map(({ id }) => id)).toEqual(["x"]);
    expect(media.objects.size).toBe(0);
  });
});

it("a deleted video is nothing that anything can be done with", async () => {
  const { video, videos, attempts, queue } = await mediaRig(dynamo);
  await video("v", "queued");
  await videos.remove("v");

  const acts = [
    () => videos.get("v"),
    () => videos.edit("v", { title: "t" }),
    () => videos.queue("v"),
    () => videos.remove("v"),
  ];
  for (const act of acts) await expect(act()).rejects.toMatchObject({ name: "VideoNotFound" });
  expect(await attempts.complete({ videoId: "v", attempt: 1, claimedBy: "o" }, { engine: "e", stages: [] })).toBe(
    false,
  );
  expect(await queue.claim("now", "run", 10)).toEqual([]);
  expect((await videos.list({ limit: 10 })).videos).toEqual([]);
  expect((await videos.list({ status: "queued", limit: 10 })).videos).toEqual([]);
});
