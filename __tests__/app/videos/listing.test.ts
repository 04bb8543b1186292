import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  type QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { listVideos, type Page } from "../../../app/videos/listing.ts";
import { VIDEO_STATUSES, type VideoStatus } from "../../../app/videos/video.ts";
import { useDynamo } from "../../support/appDynamo.ts";

const dynamo = useDynamo();

const at = (second: number) => new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString();

async function filled(videos: { id: string; status: VideoStatus; createdAt: string; description?: string }[]) {
  const tableName = await dynamo.videosTable();
  for (const video of videos) {
    const Item = {
      title: video.id,
      description: "",
      sourceUrl: "s3://media/v",
      updatedAt: at(0),
      attempt: 0,
      ...video,
    };
    await dynamo.client.send(new PutCommand({ TableName: tableName, Item }));
  }
  return (statuses: readonly VideoStatus[], limit: number, cursor?: string) =>
    listVideos(dynamo.client, tableName, { statuses, limit, cursor });
}

/** Every page, from the first to the one without a cursor. */
async function pages(next: (cursor?: string) => Promise<Page>): Promise<string[][]> {
  const all: string[][] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await next(cursor);
    all.push(page.videos.map(({ id }) => id));
    if (page.cursor === undefined) return all;
    if (all.length > 50) throw new Error("the listing does not end");
    cursor = page.cursor;
  }
}

const mixed = Array.from({ length: 13 }, (_, index) => ({
  id: `v${String(index).padStart(2, "0")}`,
  status: VIDEO_STATUSES[(index * 7) % 5] ?? "uploaded",
  createdAt: at(index),
}));
const newestFirst = mixed.map(({ id }) => id).toReversed();

describe("a listing", () => {
  it.each([1, 5, 12, 13, 100])("over all statuses gives every video once, newest first: %d a page", async (limit) => {
    const list = await filled(mixed);

    const got = await pages((cursor) => list(VIDEO_STATUSES, limit, cursor));

    expect(got.flat()).toEqual(newestFirst);
    expect(got.map((page) => page.length).every((length) => length <= limit)).toBe(true);
    expect(got).toHaveLength(Math.ceil(13 / limit));
  });

  it.each([1, 2])("over one status gives every video of it once, newest first: %d a page", async (limit) => {
    const list = await filled(mixed);

    const got = await pages((cursor) => list(["queued"], limit, cursor));

    const queued = mixed.filter(({ status }) => status === "queued").map(({ id }) => id);
    expect(got.flat()).toEqual(queued.toReversed());
  });

  it.each([1, 4])("loses and repeats none of those that were created at the same instant: %d a page", async (limit) => {
    const same = mixed.map((video, index) => ({ ...video, createdAt: at(Math.floor(index / 6)) }));
    const list = await filled(same);

    for (const statuses of [VIDEO_STATUSES, ["queued"] as const]) {
      const got = (await pages((cursor) => list(statuses, limit, cursor))).flat();

      const expected = same.filter(({ status }) => statuses.some((wanted) => wanted === status));
      expect(got.toSorted()).toEqual(expected.map(({ id }) => id));
      const times = got.map((id) => same.find((video) => video.id === id)?.createdAt);
      expect(times).toEqual(times.toSorted().toReversed());
    }
  });

  it("of no videos is one empty page without a cursor", async () => {
    const list = await filled([]);

    expect(await list(VIDEO_STATUSES, 10)).toEqual({ videos: [] });
  });

  it("has no cursor when the last page is exactly full", async () => {
    const list = await filled(mixed.slice(0, 4));

    expect(await list(VIDEO_STATUSES, 4)).not.toHaveProperty("cursor");
  });

  it("goes on after videos that were added meanwhile", async () => {
    const tableName = await dynamo.videosTable();
    const put = ({ id, status, createdAt }: (typeof mixed)[number]) =>
      dynamo.client.send(new PutCommand({ TableName: tableName, Item: { id, status, createdAt } }));
    for (const video of mixed.slice(0, 6)) await put(video);
    const first = await listVideos(dynamo.client, tableName, { statuses: VIDEO_STATUSES, limit: 3 });

    await put({ id: "newer", status: "uploaded", createdAt: at(59) });
    const { cursor } = first;
    const second = await listVideos(dynamo.client, tableName, { statuses: VIDEO_STATUSES, limit: 3, cursor });

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

    const got = await pages((cursor) => list(VIDEO_STATUSES, 100, cursor));

    expect(got.flat()).toEqual(large.map(({ id }) => id).toReversed());
  });
});

describe("a listing, between the index and the videos", () => {
  /** A client for which `change` happens after each query, and whose reads leave out all but the first `reads` keys. */
  async function meanwhile(change: (tableName: string) => Promise<unknown>, reads = Number.POSITIVE_INFINITY) {
    const tableName = await dynamo.videosTable();
    for (const video of mixed) await dynamo.client.send(new PutCommand({ TableName: tableName, Item: video }));
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
    const list = (statuses: readonly VideoStatus[], limit: number, cursor?: string) =>
      listVideos(client, tableName, { statuses, limit, cursor });
    return { list, batches };
  }
  const move = (status: VideoStatus) => (TableName: string) =>
    dynamo.client.send(new PutCommand({ TableName, Item: { ...mixed[12], status } }));

  it("leaves out what was deleted, and goes on behind it", async () => {
    const { list } = await meanwhile((TableName) =>
      dynamo.client.send(new DeleteCommand({ TableName, Key: { id: "v11" } })),
    );

    const got = await pages((cursor) => list(VIDEO_STATUSES, 2, cursor));

    expect(got[0]).toEqual(["v12"]);
    expect(got.flat()).toEqual(newestFirst.filter((id) => id !== "v11"));
  });

  it("leaves out of one status what has moved to another one, and shows it as it is now among all", async () => {
    const { list } = await meanwhile(move("queued"));
    const was = mixed[12]?.status ?? "queued";

    expect((await list([was], 100)).videos.map(({ id }) => id)).not.toContain("v12");
    const again = await meanwhile(move("queued"));
    expect((await again.list(VIDEO_STATUSES, 1)).videos).toMatchObject([{ id: "v12", status: "queued" }]);
  });

  it("asks again for what an answer left out, and keeps the order", async () => {
    const { list, batches } = await meanwhile(async () => {}, 4);

    expect((await list(VIDEO_STATUSES, 13)).videos.map(({ id }) => id)).toEqual(newestFirst);

    expect(batches).toEqual([13, 9, 5, 1]);
  });

  it("fails as throttled when too much is left out too often: a page never ends early without a word", async () => {
    const { list } = await meanwhile(async () => {}, 3);

    await expect(list(VIDEO_STATUSES, 13)).rejects.toMatchObject({
      name: "ProvisionedThroughputExceededException",
      message: "1 of 13 videos were not read",
    });
  });
});

describe("a cursor", () => {
  const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

  it.each([
    ["no base64", "***"],
    ["empty", ""],
    ["not JSON", Buffer.from("not json").toString("base64url")],
    ["no object", cursorOf("queued")],
    ["a list", cursorOf([])],
    ["of an unknown status", cursorOf({ deleted: ["v", at(0)] })],
    ["without a time", cursorOf({ queued: ["v"] })],
    ["with a number for an id", cursorOf({ queued: [1, at(0)] })],
    ["with an endless id", cursorOf({ queued: ["v".repeat(65), at(0)] })],
    ["with an empty id", cursorOf({ queued: ["", at(0)] })],
    ["with an empty time", cursorOf({ queued: ["v", ""] })],
  ])("that is %s is refused", async (_what, cursor) => {
    const list = await filled([]);

    await expect(list(VIDEO_STATUSES, 10, cursor)).rejects.toMatchObject({
      name: "InvalidCursor",
      message: "cursor: not one that this listing handed out",
    });
  });

  it("of one status is refused in the listing of another", async () => {
    const list = await filled(mixed);
    const { cursor } = await list(["queued"], 1);

    await expect(list(["failed"], 1, cursor)).rejects.toMatchObject({
      name: "InvalidCursor",
      message: "cursor: not one that this listing handed out",
    });
  });
});
