// The routes under /videos.
import { Hono } from "hono";
import { ulid } from "ulid";
import type { Log } from "../shared/logger.ts";
import type { VideoRepository } from "../videos/repository.ts";
import type { Runs } from "../videos/runs.ts";
import { VIDEO_STATUSES } from "../videos/video.ts";
import type { ProcessingWindows } from "./processingWindows.ts";
import { jsonBody, validated } from "./requestBody.ts";
import { videoId } from "./videoId.ts";
import { videoRequests } from "./videoRequests.ts";

export interface VideoRoutesOptions {
  readonly videos: VideoRepository;
  readonly runs: Pick<Runs, "ensure">;
  readonly windows: ProcessingWindows;
  readonly log: Log;
  readonly allowFiles: boolean;
}

export function videoRoutes({ videos, runs, windows, log, allowFiles }: VideoRoutesOptions): Hono {
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
    if (when === "window") await windows.assertOneCanTakeIt();
    const video = await videos.queue(videoId(c), when);
    if (when === "now") {
      // Accepted all the same: the video is queued durably, and the tick sees to a run for what is left waiting.
      await runs
        .ensure()
        .catch((error) => log.warn("no run was asked for; the tick will", { videoId: video.id, error }));
    }
    return c.json(video, 202, { location: `/videos/${video.id}` });
  });

  routes.post("/:id/cancel", async (c) => c.json(await videos.cancel(videoId(c))));

  return routes;
}
