// Videos for tests: a repository over a fresh table, and videos brought to a state the way the system does it.
import { createVideoRepository, type VideoRepository } from "../../app/videos/repository.ts";
import type { Attempt, ProcessingResult, Video, VideoStatus } from "../../app/videos/video.ts";
import { ManualClock } from "./appClock.ts";
import type { TestDynamo } from "./appDynamo.ts";

export const RESULT: ProcessingResult = {
  engine: "fake",
  stages: [{ stage: "transcode", cpuMilliseconds: 1, digest: "ab" }],
};
export const FAILURE = { code: "UNREADABLE_SOURCE", message: "The source could not be read." };
export const OWNER = "request-1";

export interface TestVideos {
  readonly videos: VideoRepository;
  readonly clock: ManualClock;
  readonly tableName: string;
  /** A video in that state, in its first attempt. */
  video(id: string, status?: VideoStatus): Promise<Video>;
}

export async function testVideos(dynamo: TestDynamo, options: { retentionDays?: number } = {}): Promise<TestVideos> {
  const clock = new ManualClock();
  const tableName = await dynamo.videosTable();
  const videos = createVideoRepository(dynamo.client, { tableName, clock, ...options });

  async function video(id: string, status: VideoStatus = "uploaded"): Promise<Video> {
    await videos.create({ id, title: `Title of ${id}`, description: "", sourceUrl: `s3://media/${id}.mp4` });
    if (status === "uploaded") return videos.get(id);
    const claim = { ...attemptOf(await videos.queue(id)), claimedBy: OWNER };
    if (status !== "queued") await videos.begin(claim);
    if (status === "completed") await videos.complete(claim, RESULT);
    if (status === "failed") await videos.fail(claim, FAILURE);
    return videos.get(id);
  }

  return { videos, clock, tableName, video };
}

export const attemptOf = ({ id, attempt }: Video): Attempt => ({ videoId: id, attempt });
