// Videos that wait for a batch window, in a fresh table: repository, waiting videos, and what is stored of one.
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Video, VideoStatus } from "../../app/videos/video.ts";
import { createWaitingVideos, type WaitingVideos } from "../../app/videos/waitingVideos.ts";
import type { TestDynamo } from "./appDynamo.ts";
import { type TestVideos, testVideos } from "./appVideos.ts";

export const BATCH = "arn:aws:states:eu-west-1:123456789012:execution:batch:nightly-20260105T220000Z";
export const NEXT_BATCH = "arn:aws:states:eu-west-1:123456789012:execution:batch:nightly-20260106T220000Z";

/** How one claims what one processes. */
export const OWNER = "request-1";

export interface TestWaiting extends TestVideos {
  readonly waiting: WaitingVideos;
  /** A video in its first attempt, queued for the next window. */
  queued(id: string): Promise<Video>;
  /** Several, a second apart: the first has waited the longest. */
  queuedInOrder(...ids: string[]): Promise<void>;
  /** Everything that the table holds of a video, also what no client sees. */
  stored(id: string): Promise<Record<string, unknown>>;
  statusOf(id: string): Promise<VideoStatus>;
}

export async function testWaiting(dynamo: TestDynamo): Promise<TestWaiting> {
  const rigged = await testVideos(dynamo);
  const { videos, video, clock, tableName } = rigged;
  const queued = async (id: string) => {
    await video(id);
    return videos.queue(id, "window");
  };
  return {
    ...rigged,
    waiting: createWaitingVideos(dynamo.client, { tableName, clock }),
    queued,
    async queuedInOrder(...ids) {
      for (const id of ids) {
        await queued(id);
        clock.advance(1);
      }
    },
    async stored(id) {
      const get = new GetCommand({ TableName: tableName, Key: { id }, ConsistentRead: true });
      return (await dynamo.client.send(get)).Item ?? {};
    },
    statusOf: async (id) => (await videos.get(id)).status,
  };
}
