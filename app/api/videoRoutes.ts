// The routes under /videos.
import { Hono } from "hono";
import { ulid } from "ulid";
import type { Log } from "../shared/logger.ts";
import type { VideoRepository } from "../videos/repository.ts";
import { VIDEO_STATUSES } from "../videos/video.ts";
import type { WorkflowRuns } from "../videos/workflowRuns.ts";
import { jsonBody, validated } from "./requestBody.ts";
import { videoId } from "./videoId.ts";
import { videoRequests } from "./videoRequests.ts";

export interface VideoRoutesOptions {
  readonly videos: VideoRepository;
  readonly runs: WorkflowRuns;
  readonly log: Log;
  readonly allowFiles: boolean;
}

export function videoRoutes({ videos, runs, log, allowFiles }: VideoRoutesOptions): Hono {
  const requests = videoRequests({ allowFiles });
  const routes = new Hono();

  routes.post("/", async (c) => {
    const video = await videos.create({ id: ulid(), ...(await jsonBody(c, requests.create)) });
    return c.json(video, 201, { location: `/videos/${video.id}` });
  });

  routes.get("/", async (c) => {
    const { status, limit, cursor } = validated(requests.list, c.req.query(), "(query)");
    return c.json(await videos.list({ statuses: status ? [status] : VIDEO_STATUSES, limit, cursor }));
  });

  routes.get("/:id", async (c) => c.json(await videos.get(videoId(c))));

  routes.patch("/:id", async (c) => c.json(await videos.edit(videoId(c), await jsonBody(c, requests.edit))));

  routes.delete("/:id", async (c) => {
    await videos.remove(videoId(c));
    return c.body(null, 204);
  });

  routes.post("/:id/process", async (c) => {
    const { when } = await jsonBody(c, requests.process);
    const video = await videos.queue(videoId(c), when);
    const accepted = () => c.json(video, 202, { location: `/videos/${video.id}` });
    if (when === "window") return accepted();
    const attempt = { videoId: video.id, attempt: video.attempt };
    try {
      await runs.start(attempt);
    } catch (error) {
      // Accepted all the same: the video is queued durably, and the dispatcher starts what nobody started.
      log.warn("workflow not started; the dispatcher will start it", { ...attempt, error });
    }
    return accepted();
  });

  return routes;
}
