import { describe, expect, it } from "@jest/globals";
import type { Video } from "../../../app/videos/video.ts";
import { problemOf, testApi } from "../../support/app/api.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { OWNER, RESULT } from "../../support/app/videos.ts";

const dynamo = useDynamo();
const rig = (options = {}) => testApi(dynamo, options);
const given = { title: "Title", contentType: "video/mp4", bytes: 5 };
const LARGE = { ...given, bytes: 6 * 1024 ** 3 };

interface Created extends Video {
  readonly upload: { method: string; url: string; headers: object; expiresAt: string; parts?: { url: string }[] };
}

describe("POST /videos with what will be uploaded", () => {
  it("answers where to put it, and waits for it", async () => {
    const { send, videos, clock, stepFunctions } = await rig();

    const response = await send("POST", "/videos", { ...given, process: "now" });

    const { upload, ...video } = (await response.json()) as Created;
    const now = clock.now().toISOString();
    expect(response.status).toBe(201);
    expect(video).toEqual({
      ...given,
      id: expect.any(String),
      description: "",
      status: "awaiting-upload",
      attempt: 0,
      createdAt: now,
      updatedAt: now,
    });
    expect(upload).toEqual({
      method: "PUT",
      url: `https://media.example/sources/${video.id}`,
      headers: { "content-type": "video/mp4", "if-none-match": "*" },
      expiresAt: expect.any(String),
    });
    expect(await videos.get(video.id)).toEqual(video);
    expect(stepFunctions.started.size).toBe(0);
  });

  it("has a URL for each part of what one PUT does not take, and completes them, also when told twice", async () => {
    const { send, media } = await rig();
    const { id, upload } = (await (await send("POST", "/videos", LARGE)).json()) as Created;
    const etags = upload.parts?.map((_, index) => `"etag-${index}"`) ?? [];
    const complete = (body: object) => send("POST", `/videos/${id}/upload/complete`, body);

    expect(etags).toHaveLength(96);
    expect(await problemOf(await complete({ etags: etags.slice(1) }))).toMatchObject({
      status: 422,
      invalid: [{ path: "etags", message: "must be 96, one for each part, got 95" }],
    });
    expect((await complete({ etags: etags.with(3, "wrong") })).status).toBe(422);
    expect((await complete({ etags })).status).toBe(202);
    expect((await complete({ etags })).status).toBe(202);
    expect([...media.objects.keys()]).toEqual([`sources/${id}`]);
  });

  it("is a conflict to complete what is no upload in parts", async () => {
    const { send, video } = await rig();
    await video("v", "awaiting-upload");

    const response = await send("POST", "/videos/v/upload/complete", { etags: ["a"] });

    expect(response.status).toBe(409);
  });

  it("gives new URLs when the first have ended; an upload in parts goes on where it was", async () => {
    const { send, video, media } = await rig();
    const { id, upload } = (await (await send("POST", "/videos", LARGE)).json()) as Created;
    await video("v", "awaiting-upload");
    await video("w", "uploaded");

    const again = (await (await send("POST", `/videos/${id}/upload`)).json()) as Created;

    expect([again.upload.parts, media.unfinished.size]).toEqual([upload.parts, 1]);
    expect((await send("POST", "/videos/v/upload")).status).toBe(200);
    expect((await send("POST", "/videos/w/upload")).status).toBe(409);
    expect((await send("POST", "/videos/x/upload")).status).toBe(404);
  });

  it("keeps the video when S3 is not there: the client may ask for its URLs again", async () => {
    const { send, media, videos } = await rig();
    media.down = Object.assign(new Error("slow"), { name: "TimeoutError" });

    expect((await send("POST", "/videos", given)).status).toBe(503);

    const [kept] = (await videos.list({ limit: 1 })).videos;
    media.down = undefined;
    expect((await send("POST", `/videos/${kept?.id}/upload`)).status).toBe(200);
  });

  it("is refused for a window when none can take it, before anything is stored", async () => {
    const { send, videos } = await rig();

    expect((await send("POST", "/videos", { ...given, process: "window" })).status).toBe(409);
    expect((await videos.list({ limit: 1 })).videos).toEqual([]);
  });
});

describe("POST /videos with a source elsewhere", () => {
  it("may be processed at once", async () => {
    const { send, stepFunctions } = await rig();

    const response = await send("POST", "/videos", { title: "t", sourceUrl: "s3://media/v", process: "now" });

    expect(await response.json()).toMatchObject({ status: "queued", attempt: 1, waitingFor: { what: "run" } });
    expect(stepFunctions.started.size).toBe(1);
  });

  it.each([
    [["8.8.8.8"], 201],
    [["8.8.8.8", "169.254.169.254"], 422],
    [["::ffff:10.0.0.1"], 422],
    [[], 422],
  ])("may be at a configured host that is public: %j", async (addresses, status) => {
    const sources = { buckets: [], hosts: ["media.test"] };
    const { send } = await rig({ sources, resolve: async () => addresses });

    const response = await send("POST", "/videos", { title: "t", sourceUrl: "https://media.test/v.mp4" });

    expect(response.status).toBe(status);
  });
});

describe("outputs", () => {
  it("have URLs in a video and none in a listing, and are those of the latest attempt", async () => {
    const { send, video, videos, attempts } = await rig();
    await video("v", "processing");
    const outputs = [{ name: "poster.jpg", contentType: "image/jpeg", bytes: 9 }];
    await attempts.complete({ videoId: "v", attempt: 1, claimedBy: OWNER }, RESULT, outputs);

    const one = await (await send("GET", "/videos/v")).json();
    const all = await (await send("GET", "/videos")).json();

    const url = "https://media.example/outputs/v/1/poster.jpg?signed";
    expect(one).toMatchObject({ status: "completed", outputs: [{ ...outputs[0], url }] });
    expect(all).toMatchObject({ videos: [{ id: "v", outputs }] });
    expect(JSON.stringify(all)).not.toContain("url");
    expect(await videos.queue("v")).not.toHaveProperty("outputs");
  });
});
