import { describe, expect, it } from "@jest/globals";
import type { Video } from "../../../app/videos/video.ts";
import { problem, problemOf, testApi } from "../../support/app/api.ts";
import { useDynamo } from "../../support/app/dynamo.ts";

const dynamo = useDynamo();
const given = { title: "Title", sourceUrl: "s3://media/v.mp4" };
const REUSED = problem(422, "Unprocessable content", "Idempotency-Key: was used for another request; take a new one");
const IN_FLIGHT = problem(409, "Conflict", "Idempotency-Key: the first request with it is under way; try again");

async function rig(options: Parameters<typeof testApi>[1] = {}) {
  const api = await testApi(dynamo, options);
  const create = (key: string, body: unknown = given) =>
    api.send("POST", "/videos", body, { "content-type": "application/json", "idempotency-key": key });
  const count = async () => (await api.videos.list({ limit: 100 })).videos.length;
  return { ...api, create, count };
}

describe("a creation with an Idempotency-Key", () => {
  it("that is repeated has the first answer, also when the video has changed since, and makes no other video", async () => {
    const { create, count, send } = await rig();
    const first = await create("key");
    const { id } = (await first.json()) as Video;
    await send("PATCH", `/videos/${id}`, { title: "Changed" });

    const again = await create("key", { sourceUrl: given.sourceUrl, description: "", title: " Title" });

    expect([again.status, await again.json()]).toEqual([201, await first.json()]);
    for (const name of ["location", "etag"]) expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(await count()).toBe(1);
  });

  it("of another body is refused", async () => {
    const { create, count } = await rig();
    await create("key");

    const other = await create("key", { ...given, title: "Another" });

    expect(await problemOf(other)).toEqual(REUSED);
    expect(await count()).toBe(1);
  });

  it("makes one video of however many that come at once; others are told to come again", async () => {
    const { create, count } = await rig();

    const answers = await Promise.all(Array.from({ length: 10 }, () => create("key")));

    const ids = new Set<string>();
    for (const answer of answers) {
      if (answer.status === 201) ids.add(((await answer.json()) as Video).id);
      else expect(await problemOf(answer)).toEqual(IN_FLIGHT);
    }
    expect([ids.size, await count()]).toEqual([1, 1]);
  });

  it("that broke off after its video was written is gone on with, once it is not in flight any more", async () => {
    let breaksOff = true;
    const { create, count, clock } = await rig({
      keys: (real) => ({
        ...real,
        answer: (...given) => (breaksOff ? new Promise<never>(() => {}) : real.answer(...given)),
      }),
    });
    void create("key");
    while ((await count()) === 0) await new Promise(setImmediate);
    breaksOff = false;

    const early = await create("key");
    clock.advance(60);
    const late = await create("key");

    expect(await problemOf(early)).toEqual(IN_FLIGHT);
    expect(late.status).toBe(201);
    expect(await count()).toBe(1);
  });

  it("that was refused may be repeated at once", async () => {
    const { create, count } = await rig();
    const asked = { ...given, process: "window" };
    const refused = await create("key", asked);

    const again = await create("key", asked);

    expect([refused.status, again.status]).toEqual([409, 409]);
    expect(await problemOf(again)).toMatchObject({ detail: expect.stringContaining("No batch window") });
    expect(await count()).toBe(0);
  });

  it("is another one a day later", async () => {
    const { create, count, clock } = await rig();
    await create("key");
    clock.advance(24 * 60 * 60);

    await create("key", { ...given, title: "Another" });

    expect(await count()).toBe(2);
  });

  it("of an upload gives new URLs of the same upload each time", async () => {
    const { create, count, media } = await rig();
    const asked = { title: "Title", contentType: "video/mp4", bytes: 6 * 1024 ** 3 };
    const [first, again] = [await create("key", asked), await create("key", asked)];

    const [one, two] = [await first.json(), await again.json()] as { id: string; upload: object }[];
    expect([again.status, two?.id]).toEqual([201, one?.id]);
    expect(two?.upload).toEqual(one?.upload);
    expect([await count(), media.unfinished.size]).toEqual([1, 1]);
  });

  it.each(["", " ", "a b", "\u00e9", "a".repeat(256)])("whose key is %j is refused", async (key) => {
    const { create, count } = await rig();

    const { status } = await create(key);

    expect([status, await count()]).toEqual([400, 0]);
  });

  it("is the caller's own: another caller's is another one", async () => {
    const { app, count } = await rig();
    const as = (sub: string) =>
      app.request(
        "/videos",
        {
          method: "POST",
          headers: { "content-type": "application/json", "idempotency-key": "key" },
          body: JSON.stringify(given),
        },
        { requestContext: { authorizer: { jwt: { claims: { sub } } } } },
      );

    const answers = [await as("a"), await as("b"), await as("a")];

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await count()).toBe(2);
  });

  it("lies where no request for a video finds it", async () => {
    const { create, send, keys } = await rig();
    await keys.claim({ key: "key", fingerprint: "f" }, "v");

    expect((await send("GET", "/videos/idempotency%23key")).status).toBe(404);
    expect((await create("key")).status).toBe(201);
  });
});
