import { describe, expect, it } from "@jest/globals";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import type { Video, VideoStatus } from "../../../app/videos/video.ts";
import { problem, problemOf, testApi } from "../../support/app/api.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { sfnError } from "../../support/app/stepFunctions.ts";
import { RUN } from "../../support/app/videos.ts";

const dynamo = useDynamo();
const rig = (options = {}) => testApi(dynamo, options);
const given = { title: "Title", sourceUrl: "s3://media/v.mp4" };
const NIGHTLY: BatchWindow = {
  name: "nightly",
  days: ["daily"],
  from: "22:00",
  to: "22:10",
  timeZone: "UTC",
  except: [],
  min: 1,
  max: 4,
  warmUpMinutes: 0,
};
const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

describe("POST /videos", () => {
  it("creates a video, says where it is, and trims what was written", async () => {
    const { send, videos, clock } = await rig();

    const response = await send("POST", "/videos", { ...given, title: "  Title ", description: " About " });

    expect(response.status).toBe(201);
    const created = (await response.json()) as Video;
    const now = clock.now().toISOString();
    expect(created).toEqual({
      ...given,
      description: "About",
      id: expect.stringMatching(ULID),
      status: "uploaded",
      attempt: 0,
      createdAt: now,
      updatedAt: now,
    });
    expect(response.headers.get("location")).toBe(`/videos/${created.id}`);
    expect(await videos.get(created.id)).toEqual(created);
  });

  it("starts nothing", async () => {
    const { send, stepFunctions } = await rig();

    await send("POST", "/videos", given);

    expect(stepFunctions.started.size).toBe(0);
  });
});

describe("GET /videos/:id", () => {
  it("gives the video", async () => {
    const { send, video } = await rig();
    const completed = await video("v", "completed");

    const response = await send("GET", "/videos/v");

    expect([response.status, await response.json()]).toEqual([200, completed]);
  });
});

describe("a video that waits for capacity", () => {
  it("shows what was seen of it when its run ended in vain, and nothing of the table's own", async () => {
    const { send, video, queue, clock } = await rig();
    await video("v", "claimed");

    for (const claimed of await queue.claimsOf(RUN))
      await queue.putBack(claimed, "processor: wanted 1/4, state Pending");

    const { waitingFor, ...rest } = (await (await send("GET", "/videos/v")).json()) as Video;
    expect(waitingFor).toEqual({
      what: "capacity",
      since: clock.now().toISOString(),
      seen: "processor: wanted 1/4, state Pending",
    });
    expect(Object.keys(rest).sort()).toEqual([
      "attempt",
      "createdAt",
      "description",
      "id",
      "sourceUrl",
      "status",
      "title",
      "updatedAt",
    ]);
  });
});

describe("GET /videos", () => {
  it("gives pages that are followed with the cursor, 20 videos each unless asked otherwise", async () => {
    const { send, video, clock } = await rig();
    for (let index = 0; index < 21; index += 1) {
      await video(`v${String(index).padStart(2, "0")}`);
      clock.advance(1);
    }

    const first = (await (await send("GET", "/videos")).json()) as { videos: Video[]; cursor: string };
    const second = (await (await send("GET", `/videos?cursor=${first.cursor}`)).json()) as { videos: Video[] };
    const two = (await (await send("GET", "/videos?limit=2")).json()) as { videos: Video[] };

    expect([first.videos.length, first.videos[0]?.id]).toEqual([20, "v20"]);
    expect(second.videos.map(({ id }) => id)).toEqual(["v00"]);
    expect(second).not.toHaveProperty("cursor");
    expect(two.videos.map(({ id }) => id)).toEqual(["v20", "v19"]);
  });

  it("gives those of one status when asked", async () => {
    const { send, video } = await rig();
    await video("a", "queued");
    await video("b", "failed");

    const { videos } = (await (await send("GET", "/videos?status=failed")).json()) as { videos: Video[] };

    expect(videos.map(({ id }) => id)).toEqual(["b"]);
  });

  it.each([
    ["limit=0", "limit", "Too small: expected number to be >=1"],
    ["limit=101", "limit", "Too big: expected number to be <=100"],
    ["limit=1.5", "limit", "Invalid input: expected int, received number"],
    ["limit=many", "limit", "Invalid input: expected number, received NaN"],
    ["cursor=", "cursor", "Too small: expected string to have >=1 characters"],
    ["page=2", "(query)", 'Unrecognized key: "page"'],
  ])("refuses ?%s", async (query, path, message) => {
    const { send } = await rig();

    const response = await send("GET", `/videos?${query}`);

    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({ status: 422, invalid: [{ path, message }] });
  });

  it("refuses a status that there is not, naming those that there are", async () => {
    const { send } = await rig();

    const response = await send("GET", "/videos?status=deleted");

    expect(await problemOf(response)).toMatchObject({
      status: 422,
      invalid: [
        {
          path: "status",
          message:
            'Invalid option: expected one of "awaiting-upload"|"uploaded"|"queued"|"processing"|"completed"|"failed"',
        },
      ],
    });
  });

  it("refuses a cursor that it did not hand out", async () => {
    const { send } = await rig();

    const response = await send("GET", "/videos?cursor=garbage");

    expect(response.status).toBe(422);
    expect(await problemOf(response)).toEqual(
      problem(422, "Unprocessable content", "cursor: not one that this listing handed out"),
    );
  });
});

describe("PATCH /videos/:id", () => {
  it("changes title and description", async () => {
    const { send, video, videos } = await rig();
    await video("v", "completed");

    const response = await send("PATCH", "/videos/v", { title: " New ", description: "" });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ title: "New", description: "", status: "completed" });
    expect(await videos.get("v")).toMatchObject({ title: "New", description: "" });
  });

  it.each([
    [{}, "(body)", "must change title, description or both"],
    ["", "(body)", "must change title, description or both"],
    [{ title: " " }, "title", "Too small: expected string to have >=1 characters"],
    [{ title: null }, "title", "Invalid input: expected string, received null"],
    [{ status: "completed" }, "(body)", 'Unrecognized key: "status"'],
    [{ sourceUrl: "s3://media/w.mp4" }, "(body)", 'Unrecognized key: "sourceUrl"'],
  ])("refuses %j", async (body, path, message) => {
    const { send, video, videos } = await rig();
    const before = await video("v");

    const response = await send("PATCH", "/videos/v", body);

    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({ invalid: expect.arrayContaining([{ path, message }]) });
    expect(await videos.get("v")).toEqual(before);
  });
});

describe("DELETE /videos/:id", () => {
  it("deletes the video and answers with nothing", async () => {
    const { send, video } = await rig();
    await video("v", "completed");

    const response = await send("DELETE", "/videos/v");

    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect((await send("GET", "/videos/v")).status).toBe(404);
  });

  it("takes a video that waits, too", async () => {
    const { send, video } = await rig();
    await video("v", "queued", "window");

    expect((await send("DELETE", "/videos/v")).status).toBe(204);
  });

  it.each<VideoStatus>(["processing"])("is a conflict while the video is %s", async (status) => {
    const { send, video } = await rig();
    await video("v", status);

    const response = await send("DELETE", "/videos/v");

    expect(response.status).toBe(409);
    expect(await problemOf(response)).toEqual(
      problem(409, "Conflict", `video v is ${status}; it cannot be deleted now`),
    );
  });
});

describe("POST /videos/:id/process", () => {
  it.each([
    ["without a body", undefined],
    ["with an empty one", {}],
    ["asked to do so now", { when: "now" }],
  ])("queues the video and starts its run, %s", async (_how, body) => {
    const { send, video, stepFunctions } = await rig();
    await video("v");

    const response = await send("POST", "/videos/v/process", body);

    expect(response.status).toBe(202);
    expect(response.headers.get("location")).toBe("/videos/v");
    expect(await response.json()).toMatchObject({ id: "v", status: "queued", attempt: 1 });
    expect([...stepFunctions.started.values()]).toEqual([
      expect.objectContaining({ asked: expect.objectContaining({ queue: "now" }) }),
    ]);
  });

  it.each<VideoStatus>(["uploaded", "completed", "failed"])(
    "queues a video that is %s for the next window, and starts no run",
    async (status) => {
      const { send, video, stepFunctions } = await rig({ windows: [NIGHTLY] });
      const { attempt } = await video("v", status);

      const response = await send("POST", "/videos/v/process", { when: "window" });

      expect([response.status, response.headers.get("location")]).toEqual([202, "/videos/v"]);
      const accepted = (await response.json()) as Video;
      expect(accepted).toMatchObject({
        id: "v",
        status: "queued",
        attempt: attempt + 1,
        waitingFor: { what: "window" },
      });
      for (const own of ["watch", "checkAt", "queue", "run"]) expect(accepted).not.toHaveProperty(own);
      expect(stepFunctions.started.size).toBe(0);
    },
  );

  it.each<[string, BatchWindow[], string]>([
    ["none is declared", [], "No batch window is declared; process the video now."],
    [
      "all are too short",
      [{ ...NIGHTLY, to: "22:09" }],
      "No batch window can take a video: the longest opening to come lasts 540 s, and one video may take 600 s. Process the video now.",
    ],
    [
      "the last one is over",
      [{ name: "once", min: 1, max: 2, warmUpMinutes: 0, start: "2025-01-01T00:00:00Z", end: "2025-01-02T00:00:00Z" }],
      "No batch window can take a video: none opens again. Process the video now.",
    ],
  ])("is a conflict for a window when %s", async (_why, windows, detail) => {
    const { send, video, videos } = await rig({ windows });
    await video("v");

    const response = await send("POST", "/videos/v/process", { when: "window" });

    expect(await problemOf(response)).toEqual(problem(409, "Conflict", detail));
    expect(await videos.get("v")).toMatchObject({ status: "uploaded" });
  });

  it("lets a video that waits for a window be processed now, in the same attempt", async () => {
    const { send, video, stepFunctions } = await rig();
    await video("v", "queued", "window");

    const response = await send("POST", "/videos/v/process", { when: "now" });

    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ attempt: 1, waitingFor: { what: "run" } });
    expect(stepFunctions.started.size).toBe(1);
  });

  it.each([{ when: "later" }, { when: "" }, { when: null }, { when: "WINDOW" }])(
    "knows no other time: %j",
    async (body) => {
      const { send, video, videos, stepFunctions } = await rig();
      await video("v");

      const response = await send("POST", "/videos/v/process", body);

      expect(response.status).toBe(422);
      expect(await problemOf(response)).toEqual(
        problem(422, "Unprocessable content", 'when: Invalid option: expected one of "now"|"window"', [
          { path: "when", message: 'Invalid option: expected one of "now"|"window"' },
        ]),
      );
      expect(await videos.get("v")).toMatchObject({ status: "uploaded" });
      expect(stepFunctions.started.size).toBe(0);
    },
  );

  it.each<VideoStatus>(["queued", "processing"])("is a conflict while the video is %s", async (status) => {
    const { send, video, stepFunctions } = await rig();
    await video("v", status);

    const response = await send("POST", "/videos/v/process");

    expect(response.status).toBe(409);
    expect(await problemOf(response)).toEqual(
      problem(409, "Conflict", `video v is ${status}; it cannot be queued now`),
    );
    expect(stepFunctions.started.size).toBe(0);
  });

  it("accepts the video though its run could not be started, and says so in the log", async () => {
    const { send, video, videos, stepFunctions, log } = await rig();
    await video("v");
    stepFunctions.down = sfnError("ThrottlingException", "Rate exceeded");

    const response = await send("POST", "/videos/v/process");

    expect([response.status, response.headers.get("retry-after")]).toEqual([202, null]);
    expect(await videos.get("v")).toMatchObject({ status: "queued", attempt: 1 });
    expect(log.entries.filter(({ level }) => level !== "info")).toEqual([
      {
        level: "warn",
        message: "no run was asked for; the tick will",
        details: { videoId: "v", error: stepFunctions.down },
      },
    ]);
  });

  it("takes nothing else", async () => {
    const { send, video, videos } = await rig();
    await video("v");

    const response = await send("POST", "/videos/v/process", { priority: "high" });

    expect(await problemOf(response)).toMatchObject({
      status: 422,
      invalid: [{ path: "(body)", message: 'Unrecognized key: "priority"' }],
    });
    expect(await videos.get("v")).toMatchObject({ status: "uploaded" });
  });

  it("by twenty at once is accepted once", async () => {
    const { send, video, stepFunctions } = await rig();
    await video("v");

    const responses = await Promise.all(Array.from({ length: 20 }, () => send("POST", "/videos/v/process")));

    const statuses = responses.map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([202, ...Array.from({ length: 19 }, () => 409)]);
    expect(stepFunctions.started.size).toBe(1);
  });
});

describe("POST /videos/:id/cancel", () => {
  it("ends a video that waits", async () => {
    const { send, video } = await rig();
    await video("v", "queued");

    const response = await send("POST", "/videos/v/cancel");

    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ status: "failed", failure: expect.objectContaining({ code: "CANCELLED" }) }),
    ]);
  });

  it.each<VideoStatus>(["uploaded", "processing", "completed", "failed"])(
    "is a conflict while the video is %s",
    async (status) => {
      const { send, video } = await rig();
      await video("v", status);

      const response = await send("POST", "/videos/v/cancel");

      expect(await problemOf(response)).toEqual(
        problem(409, "Conflict", `video v is ${status}; it cannot be cancelled now`),
      );
    },
  );
});

describe("a video that does not exist", () => {
  it.each([
    ["GET", "/videos/v", undefined],
    ["PATCH", "/videos/v", { title: "New" }],
    ["DELETE", "/videos/v", undefined],
    ["POST", "/videos/v/process", undefined],
    ["POST", "/videos/v/cancel", undefined],
  ])("is not found: %s %s", async (method, path, body) => {
    const { send } = await rig();

    const response = await send(method, path, body);

    expect(response.status).toBe(404);
    expect(await problemOf(response)).toEqual(problem(404, "Not found", "video v does not exist"));
  });

  it("is not found under an id that is longer than any key may be", async () => {
    const { send } = await rig();

    const { status } = await send("GET", `/videos/${"v".repeat(2_049)}`);

    expect(status).toBe(404);
  });
});
