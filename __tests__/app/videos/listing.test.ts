import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  type QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { listVideos, type Page } from "../../../app/videos/listing.ts";
import { LISTED } from "../../../app/videos/table.ts";
import { VIDEO_STATUSES, type VideoStatus } from "../../../app/videos/video.ts";

import { seeded } from "../../../local/faults/seeded.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { movingVideos } from "../../support/app/movingVideos.ts";
import { beginning, FAILURE, RESULT, RUN, testVideos } from "../../support/app/videos.ts";
import { SEED } from "../../support/seed.ts";

const dynamo = useDynamo();

const at = (second: number) => new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString();

async function filled(videos: { id: string; status: VideoStatus; createdAt: string; description?: string }[]) {
  const tableName = await dynamo.videosTable();
  for (const video of videos) {
    const Item = {
      listed: LISTED,
      title: video.id,
      description: "",
      sourceUrl: "s3://media/v",
      updatedAt: at(0),
      attempt: 0,
      ...video,
    };
    await dynamo.client.send(new PutCommand({ TableName: tableName, Item }));
  }
  return (status: VideoStatus | undefined, limit: number, cursor?: string) =>
    listVideos(dynamo.client, tableName, { status, limit, cursor });
}

/** Every page, from the first to the one without a cursor. */
async function pages(next: (cursor?: string) => Promise<Page>, most = 50): Promise<string[][]> {
  const all: string[][] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await next(cursor);
    all.push(page.videos.map(({ id }) => id));
    if (page.cursor === undefined) return all;
    if (all.length > most) throw new Error("the listing does not end");
    cursor = page.cursor;
  }
}

const mixed = Array.from({ length: 13 }, (_, index) => ({
  id: `v${String(index).padStart(2, "0")}`,
  status: VIDEO_STATUSES[(index * 7) % 6] ?? "uploaded",
  createdAt: at(index),
}));
const newestFirst = mixed.map(({ id }) => id).toReversed();

describe("a listing", () => {
  it.each([1, 5, 12, 13, 100])("over all statuses gives every video once, newest first: %d a page", async (limit) => {
    const list = await filled(mixed);

    const got = await pages((cursor) => list(undefined, limit, cursor));

    expect(got.flat()).toEqual(newestFirst);
    expect(got.map((page) => page.length).every((length) => length <= limit)).toBe(true);
    expect(got).toHaveLength(Math.ceil(13 / limit));
  });

  it.each([1, 2])("over one status gives every video of it once, newest first: %d a page", async (limit) => {
    const list = await filled(mixed);

    const got = await pages((cursor) => list("queued", limit, cursor));

    const queued = mixed.filter(({ status }) => status === "queued").map(({ id }) => id);
    expect(got.flat()).toEqual(queued.toReversed());
  });

  it.each([1, 4])("loses and repeats none of those that were created at the same instant: %d a page", async (limit) => {
    const same = mixed.map((video, index) => ({ ...video, createdAt: at(Math.floor(index / 6)) }));
    const list = await filled(same);

    for (const status of [undefined, "queued"] as const) {
      const got = (await pages((cursor) => list(status, limit, cursor))).flat();

      const expected = same.filter((video) => status === undefined || video.status === status);
      expect(got.toSorted()).toEqual(expected.map(({ id }) => id));
      const times = got.map((id) => same.find((video) => video.id === id)?.createdAt);
      expect(times).toEqual(times.toSorted().toReversed());
    }
  });

  it("of no videos is one empty page without a cursor", async () => {
    const list = await filled([]);

    expect(await list(undefined, 10)).toEqual({ videos: [] });
  });

  it("has no cursor when the last page is exactly full", async () => {
    const list = await filled(mixed.slice(0, 4));

    expect(await list(undefined, 4)).not.toHaveProperty("cursor");
  });

  it("goes on after videos that were added meanwhile", async () => {
    const tableName = await dynamo.videosTable();
    const put = ({ id, status, createdAt }: (typeof mixed)[number]) =>
      dynamo.client.send(new PutCommand({ TableName: tableName, Item: { id, status, createdAt, listed: LISTED } }));
    for (const video of mixed.slice(0, 6)) await put(video);
    const first = await listVideos(dynamo.client, tableName, { limit: 3 });

    await put({ id: "v99", status: "uploaded", createdAt: at(59) });
    const { cursor } = first;
    const second = await listVideos(dynamo.client, tableName, { limit: 3, cursor });

    expect([...first.videos, ...second.videos].map(({ id }) => id)).toEqual(newestFirst.slice(-6));
  });

  it("gives every video once, even when one query's megabyte is less than a page", async () => {
    const large = Array.from({ length: 15 }, (_, index) => ({
      id: `v${String(index).padStart(2, "0")}`,
      status: "uploaded" as const,
      createdAt: at(index),
      description: "x".repeat(100_000),
    }));
    const list = await filled(large);

    const got = await pages((cursor) => list(undefined, 100, cursor));

    expect(got.flat()).toEqual(large.map(({ id }) => id).toReversed());
  });
});

describe("a listing, between the index and the videos", () => {
  /** A client for which `change` happens after each query, and whose reads leave out all but the first `reads` keys. */
  async function meanwhile(change: (tableName: string) => Promise<unknown>, reads = Number.POSITIVE_INFINITY) {
    const tableName = await dynamo.videosTable();
    for (const video of mixed)
      await dynamo.client.send(new PutCommand({ TableName: tableName, Item: { ...video, listed: LISTED } }));
    const batches: number[] = [];
    const send = async (command: object) => {
      if (!(command instanceof BatchGetCommand)) {
        const answer = await dynamo.client.send(command as QueryCommand);
        await change(tableName);
        return answer;
      }
      const wanted = command.input.RequestItems?.[tableName]?.Keys ?? [];
      batches.push(wanted.length);
      const [now, left] = [wanted.slice(0, reads), wanted.slice(reads)];
      const read = (Keys: typeof wanted) => new BatchGetCommand({ RequestItems: { [tableName]: { Keys } } });
      const { Responses } = now.length > 0 ? await dynamo.client.send(read(now)) : { Responses: {} };
      return { Responses, UnprocessedKeys: left.length > 0 ? read(left).input.RequestItems : {} };
    };
    const client = { send } as unknown as DynamoDBDocumentClient;
    const list = (status: VideoStatus | undefined, limit: number, cursor?: string) =>
      listVideos(client, tableName, { status, limit, cursor });
    return { list, batches };
  }
  const move = (status: VideoStatus) => (TableName: string) =>
    dynamo.client.send(new PutCommand({ TableName, Item: { ...mixed[12], status, listed: LISTED } }));

  it("leaves out what was deleted, and goes on behind it", async () => {
    const { list } = await meanwhile((TableName) =>
      dynamo.client.send(new DeleteCommand({ TableName, Key: { id: "v11" } })),
    );

    const got = await pages((cursor) => list(undefined, 2, cursor));

    expect(got[0]).toEqual(["v12"]);
    expect(got.flat()).toEqual(newestFirst.filter((id) => id !== "v11"));
  });

  it("leaves out of one status what has moved to another one, and shows it as it is now among all", async () => {
    const { list } = await meanwhile(move("queued"));
    const was = mixed[12]?.status ?? "queued";

    expect((await list(was, 100)).videos.map(({ id }) => id)).not.toContain("v12");
    const again = await meanwhile(move("queued"));
    expect((await again.list(undefined, 1)).videos).toMatchObject([{ id: "v12", status: "queued" }]);
  });

  it("asks again for what an answer left out, and keeps the order", async () => {
    const { list, batches } = await meanwhile(async () => {}, 4);

    expect((await list(undefined, 13)).videos.map(({ id }) => id)).toEqual(newestFirst);

    expect(batches).toEqual([13, 9, 5, 1]);
  });

  it("fails as throttled when too much is left out too often: a page never ends early without a word", async () => {
    const { list } = await meanwhile(async () => {}, 3);

    await expect(list(undefined, 13)).rejects.toMatchObject({
      name: "ProvisionedThroughputExceededException",
      message: "1 of 13 videos were not read",
    });
  });
});

describe("a listing under fire", () => {
  it("is whole 10,000 times, while 200 videos change state between any two of its calls", async () => {
    const all = Array.from({ length: 220 }, (_, index) => `v${String(index).padStart(3, "0")}`);
    const newest = all.toReversed().join();
    const still = all.filter((_, index) => index % 11 === 0);
    const random = seeded(SEED);
    const table = movingVideos(
      all,
      all.filter((id) => !still.includes(id)),
      random,
    );
    const seen = { all: 0, one: 0, pages: 0 };
    const wrong: string[][] = [];
    for (let listing = 0; listing < 10_000; listing += 1) {
      const limit = 1 + Math.floor(random() ** 0.3 * 99.9);
      const status = listing % 2 === 0 ? undefined : ("queued" as const);
      const got = await pages((cursor) => listVideos(table.client, table.tableName, { status, limit, cursor }), 500);
      const ids = got.flat();
      seen[status === undefined ? "all" : "one"] += ids.length;
      seen.pages += got.length;
      const isWhole =
        status === undefined
          ? ids.join() === newest
          : new Set(ids).size === ids.length && still.every((id) => ids.includes(id));
      if (!isWhole && wrong.length < 3) wrong.push(ids);
    }

    expect(wrong).toEqual([]);
    expect(seen.all).toBe(5_000 * 220);
    expect(seen.one).toBeGreaterThan(5_000 * still.length);
    expect(seen.pages).toBeGreaterThan(20_000);
    expect(table.moves()).toBeGreaterThan(100_000);
    expect(table.short()).toBeGreaterThan(1_000);
  }, 60_000);

  it("is whole on DynamoDB's own indexes, while 200 videos change state by the code that does it", async () => {
    const { videos, queue, attempts, tableName, clock } = await testVideos(dynamo);
    const list = (status: VideoStatus | undefined, limit: number, cursor?: string) =>
      listVideos(dynamo.client, tableName, { status, limit, cursor });
    const id = (index: number) => `v${String(index).padStart(3, "0")}`;
    const all = Array.from({ length: 200 }, (_, index) => id(index));
    /** They stay queued the whole time. */
    const still = all.filter((_, index) => index % 10 === 0);
    for (const video of all) {
      clock.advance(1);
      await videos.create({ id: video, title: video, description: "", sourceUrl: `s3://media/${video}` });
    }
    for (const video of still) await videos.queue(video, "window");
    let isOver = false;
    let moves = 0;
    const moving = all.filter((video) => !still.includes(video));
    const move = async (part: number) => {
      for (let turn = part; !isOver; turn += 4) {
        const video = moving[(turn * 37) % moving.length] ?? "";
        const { attempt } = await videos.queue(video).catch(() => videos.get(video));
        await queue.claim("now", RUN, 10);
        const begun = await attempts.begin(beginning(video, { attempt, claimedBy: `o${part}` })).catch(() => undefined);
        const claim = { videoId: video, attempt, claimedBy: `o${part}` };
        if (begun?.claimed) await (turn % 3 === 0 ? attempts.fail(claim, FAILURE) : attempts.complete(claim, RESULT));
        moves += 1;
      }
    };
    const moved = [0, 1, 2, 3].map(move);
    const wrong: string[][] = [];
    for (let listing = 0; listing < 20; listing += 1) {
      const limit = 7 + ((listing * 13) % 60);
      const got = (await pages((cursor) => list(undefined, limit, cursor))).flat();
      if (got.join() !== all.toReversed().join()) wrong.push(got);
      const waiting = (await pages((cursor) => list("queued", limit, cursor))).flat();
      const repeated = waiting.filter((video, index) => waiting.indexOf(video) !== index);
      const missing = still.filter((video) => !waiting.includes(video));
      if (repeated.length + missing.length > 0) wrong.push([...repeated, ...missing]);
    }
    isOver = true;
    await Promise.all(moved);

    expect(wrong).toEqual([]);
    expect(moves).toBeGreaterThan(100);
  }, 60_000);
});

describe("a cursor", () => {
  const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

  it.each([
    ["no base64", "***"],
    ["empty", ""],
    ["not JSON", Buffer.from("not json").toString("base64url")],
    ["no object", cursorOf("queued")],
    ["a list", cursorOf([])],
    ["of an unknown status", cursorOf({ status: "deleted", id: "v", createdAt: at(0) })],
    ["of another partition", cursorOf({ listed: "none", id: "v" })],
    ["with a number for an id", cursorOf({ listed: LISTED, id: 1 })],
    ["with an endless id", cursorOf({ listed: LISTED, id: "v".repeat(65) })],
    ["with an empty id", cursorOf({ listed: LISTED, id: "" })],
    ["of one status", cursorOf({ status: "queued", id: "v", createdAt: at(0) })],
  ])("that is %s is refused", async (_what, cursor) => {
    const list = await filled([]);

    await expect(list(undefined, 10, cursor)).rejects.toMatchObject({
      name: "InvalidCursor",
      message: "cursor: not one that this listing handed out",
    });
  });

  it("of one status is refused in the listing of another", async () => {
    const list = await filled(mixed);
    const { cursor } = await list("queued", 1);

    await expect(list("failed", 1, cursor)).rejects.toMatchObject({
      name: "InvalidCursor",
      message: "cursor: not one that this listing handed out",
    });
  });
});
