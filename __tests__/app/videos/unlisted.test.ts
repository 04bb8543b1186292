import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { expect, it } from "@jest/globals";
import { createUnlistedVideos, SETTLED_SECONDS } from "../../../app/videos/unlisted.ts";
import { VIDEO_STATUSES } from "../../../app/videos/video.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { testVideos } from "../../support/app/videos.ts";

const dynamo = useDynamo();

/** Videos in every state, as the version before the index stored them. */
async function rig() {
  const { tableName, clock, ...rest } = await testVideos(dynamo);
  for (const [index, status] of [...VIDEO_STATUSES, ...VIDEO_STATUSES].entries()) {
    const Item = { id: `v${String(index).padStart(2, "0")}`, status, createdAt: clock.now().toISOString(), attempt: 0 };
    await dynamo.client.send(new PutCommand({ TableName: tableName, Item }));
  }
  const restarted = () => createUnlistedVideos(dynamo.client, { tableName, clock });
  return { ...rest, tableName, clock, restarted };
}

it("videos from before the index get into it once, an hour after the first sweep, also when a sweep dies", async () => {
  const { videos, clock, restarted } = await rig();
  const ids = async () => (await videos.list({ limit: 100 })).videos.map(({ id }) => id);

  expect(await restarted().list()).toBe(0);
  clock.advance(SETTLED_SECONDS - 1);
  expect([await restarted().list(), await ids()]).toEqual([0, []]);

  clock.advance(1);
  let listed = 0;
  for (const _ of VIDEO_STATUSES) listed += await restarted().list();
  expect(listed).toBe(12);
  expect(await ids()).toEqual(Array.from({ length: 12 }, (_, index) => `v${String(11 - index).padStart(2, "0")}`));
  expect(await restarted().list()).toBe(0);
});

it("one that changes its state before its turn gets into the index by that", async () => {
  const { videos, clock } = await rig();

  await videos.queue("v01");

  expect((await videos.list({ limit: 100 })).videos.map(({ id }) => id)).toEqual(["v01"]);
  expect(clock.slept).toEqual([]);
});

it("deleted ones do not come back", async () => {
  const { videos, clock, restarted, tableName, stored } = await rig();
  await restarted().list();
  clock.advance(SETTLED_SECONDS);
  await videos.remove("v01");
  const remove = new UpdateCommand({
    TableName: tableName,
    Key: { id: "v02" },
    UpdateExpression: "REMOVE #s",
    ExpressionAttributeNames: { "#s": "status" },
  });
  await dynamo.client.send(remove);

  for (const _ of VIDEO_STATUSES) await restarted().list();

  expect((await stored("v01")).listed).toBeUndefined();
  expect((await videos.list({ limit: 100 })).videos).toHaveLength(10);
});
