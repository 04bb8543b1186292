// Videos for tests: all that works on the videos table, over a fresh one, and videos brought to a state as the system does it.
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { type Attempts, type Beginning, createAttempts } from "../../../app/videos/attempts.ts";
import { type AwaitedVideos, createAwaitedVideos } from "../../../app/videos/awaited.ts";
import { createDeletedVideos, type DeletedVideos } from "../../../app/videos/deleted.ts";
import { createLeftovers, type Leftovers } from "../../../app/videos/leftovers.ts";
import { createQueuedVideos, type QueuedVideos } from "../../../app/videos/queue.ts";
import { createVideoRepository, type VideoRepository } from "../../../app/videos/repository.ts";
import type { Queue } from "../../../app/videos/table.ts";
import type { Attempt, ProcessingResult, Video, VideoStatus } from "../../../app/videos/video.ts";
import { ManualClock } from "./clock.ts";
import type { TestDynamo } from "./dynamo.ts";

export const RESULT: ProcessingResult = {
  engine: "fake",
  stages: [{ stage: "transcode", cpuMilliseconds: 1, digest: "ab" }],
};
export const FAILURE = { code: "UNREADABLE_SOURCE", message: "The source could not be read." };
/** What a client declares of an upload. */
export const UPLOAD = { contentType: "video/mp4", bytes: 5 };
export const OWNER = "request-1";
export const RUN = "arn:aws:states:eu-west-1:123456789012:execution:processing:now-1";
export const NEXT_RUN = "arn:aws:states:eu-west-1:123456789012:execution:processing:now-2";

export interface TestVideos {
  readonly videos: VideoRepository;
  readonly attempts: Attempts;
  readonly queue: QueuedVideos;
  readonly awaited: AwaitedVideos;
  readonly deleted: DeletedVideos;
  readonly leftovers: Leftovers;
  readonly clock: ManualClock;
  readonly tableName: string;
  /** A video in that state, in its first attempt: claimed by RUN from `claimed` on. */
  video(id: string, status?: VideoStatus | "claimed", queue?: Queue): Promise<Video>;
  /** Everything that the table holds of a video, also what no client sees. */
  stored(id: string): Promise<Record<string, unknown>>;
}

/** What RUN hands to an invocation. */
export const beginning = (id: string, more: Partial<Beginning> = {}): Beginning => ({
  videoId: id,
  attempt: 1,
  claimedBy: OWNER,
  run: RUN,
  ranOn: "managed",
  patienceMilliseconds: 60_000,
  ...more,
});

export async function testVideos(dynamo: TestDynamo, options: { retentionDays?: number } = {}): Promise<TestVideos> {
  const clock = new ManualClock();
  const tableName = await dynamo.videosTable();
  const over = { tableName, clock, ...options };
  const videos = createVideoRepository(dynamo.client, over);
  const attempts = createAttempts(dynamo.client, over);
  const queue = createQueuedVideos(dynamo.client, over);
  const awaited = createAwaitedVideos(dynamo.client, over);
  const deleted = createDeletedVideos(dynamo.client, over);
  const leftovers = createLeftovers(dynamo.client, over);

  async function video(id: string, status: VideoStatus | "claimed" = "uploaded", into: Queue = "now"): Promise<Video> {
    if (status === "awaiting-upload") {
      return videos.createAwaiting({ id, title: `Title of ${id}`, description: "", ...UPLOAD });
    }
    await videos.create({ id, title: `Title of ${id}`, description: "", sourceUrl: `s3://media/${id}.mp4` });
    if (status === "uploaded") return videos.get(id);
    await videos.queue(id, into);
    if (status === "queued") return videos.get(id);
    await queue.claim(into, RUN, 1_000);
    const claim = { videoId: id, attempt: 1, claimedBy: OWNER };
    if (status !== "claimed") await attempts.begin(beginning(id));
    if (status === "completed") await attempts.complete(claim, RESULT);
    if (status === "failed") await attempts.fail(claim, FAILURE);
    return videos.get(id);
  }

  return {
    videos,
    attempts,
    queue,
    awaited,
    deleted,
    leftovers,
    clock,
    tableName,
    video,
    async stored(id) {
      const get = new GetCommand({ TableName: tableName, Key: { id }, ConsistentRead: true });
      return (await dynamo.client.send(get)).Item ?? {};
    },
  };
}

export const attemptOf = ({ id, attempt }: Video): Attempt => ({ videoId: id, attempt });
