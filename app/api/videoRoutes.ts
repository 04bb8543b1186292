// The routes under /videos.
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { assertPublicHost, NotPublicError, type Resolve } from "../media/publicHost.ts";
import { isInParts, partSizes, type Uploads, withUrls } from "../media/uploads.ts";
import type { Log } from "../shared/logger.ts";
import { VideoStateError } from "../videos/errors.ts";
import type { Claimed, Creation, IdempotencyKeys } from "../videos/idempotencyKeys.ts";
import { newId } from "../videos/newId.ts";
import type { VideoRepository } from "../videos/repository.ts";
import type { Runs } from "../videos/runs.ts";
import type { Video } from "../videos/video.ts";
import { empty, json } from "./answer.ts";
import { entityTag, ifMatch } from "./entityTag.ts";
import { creationOf } from "./idempotency.ts";
import { ProblemError } from "./problem.ts";
import type { ProcessingWindows } from "./processingWindows.ts";
import { jsonBody, validated } from "./requestBody.ts";
import { idsOf } from "./requestLog.ts";
import { videoId } from "./videoId.ts";
import { type AllowedSources, httpsHost, videoRequests } from "./videoRequests.ts";

export interface VideoRoutesOptions {
  readonly videos: VideoRepository;
  readonly uploads: Uploads;
  readonly keys: IdempotencyKeys;
  readonly runs: Pick<Runs, "ensure">;
  readonly windows: ProcessingWindows;
  readonly log: Log;
  readonly sources: AllowedSources;
  /** Addresses of a host by DNS. */
  readonly resolve: Resolve;
}

export function videoRoutes(options: VideoRoutesOptions): Hono {
  const { videos, keys, uploads, runs, windows, log, sources, resolve } = options;
  const requests = videoRequests(sources);
  const routes = new Hono();

  /** Accepted all the same: the video is queued durably, and the tick sees to a run for what is left waiting. */
  const ensureRun = (c: Context, id: string) =>
    runs.ensure().catch((error) => {
      log.warn("no run was asked for; the tick will", { ...idsOf(c), videoId: id, error });
    });

  async function assertMayBeRead(sourceUrl: string): Promise<void> {
    const host = httpsHost(sourceUrl);
    if (host === undefined) return;
    await assertPublicHost(host, resolve).catch((error) => {
      if (!(error instanceof NotPublicError)) throw error;
      throw new ProblemError(422, `sourceUrl: ${error.message}`, [{ path: "sourceUrl", message: error.message }]);
    });
  }

  /** The URLs for the upload of a video that waits for it. */
  async function uploadOf({ id, contentType, bytes, status }: Video, known?: string) {
    if (status !== "awaiting-upload" || contentType === undefined || bytes === undefined) {
      throw new VideoStateError(id, status, "uploaded");
    }
    const declared = { id, contentType, bytes };
    if (!isInParts(declared)) return uploads.single(declared);
    const uploadId = known ?? (await uploads.beginParts(declared));
    if (known === undefined) await videos.noteUpload(id, uploadId);
    return uploads.parts(declared, uploadId);
  }

  type Asked = z.output<typeof requests.create>;

  /** The video of that id, which a creation that broke off may have left. */
  async function made(id: string, { process, ...given }: Asked): Promise<Video> {
    const create = () =>
      "sourceUrl" in given
        ? videos.create({ id, ...given }, process)
        : videos.createAwaiting({ id, ...given }, process);
    return create().catch((error) => {
      if (error.name === "ConditionalCheckFailedException") return videos.get(id);
      throw error;
    });
  }

  /** Without it a repetition finds the video all the same, once the key is not in flight any more. */
  const noteAnswer = (c: Context, { key }: Creation, video: Video) =>
    keys.answer(key, video).catch((error) => {
      log.warn("a creation was not noted under its key", { ...idsOf(c), videoId: video.id, error });
    });

  async function assertMayBeMade(asked: Asked): Promise<void> {
    if (asked.process === "window") await windows.assertOneCanTakeIt();
    if ("sourceUrl" in asked) await assertMayBeRead(asked.sourceUrl);
  }

  routes.post("/", async (c) => {
    const asked = await jsonBody(c, requests.create);
    const creation = creationOf(c, asked);
    const { videoId: id, answered }: Claimed = creation ? await keys.claim(creation, newId()) : { videoId: newId() };
    let video = answered;
    if (video === undefined) {
      try {
        await assertMayBeMade(asked);
        video = await made(id, asked);
      } catch (error) {
        if (creation) await keys.release(creation.key, id).catch(() => {}); // it ends by itself, too
        throw error;
      }
      if (creation) await noteAnswer(c, creation, video);
      if (asked.process === "now" && "sourceUrl" in asked) await ensureRun(c, id);
    }
    const headers = { location: `/videos/${id}`, etag: entityTag(video) };
    if ("sourceUrl" in asked) return json(video, 201, headers);
    // Its URLs are new each time: they end sooner than the key.
    const uploadId = creation && (await videos.uploadOf(id)).uploadId;
    return json({ ...video, upload: await uploadOf(video, uploadId) }, 201, headers);
  });

  routes.get("/", async (c) => json(await videos.list(validated(requests.list, c.req.query(), "(query)"))));

  routes.get("/:id", async (c) => {
    const video = await videos.get(videoId(c));
    const { id, attempt, outputs } = video;
    const shown = outputs ? { ...video, outputs: await withUrls(uploads, id, attempt, outputs) } : video;
    return json(shown, 200, { etag: entityTag(video) });
  });

  routes.patch("/:id", async (c) => {
    const video = await videos.edit(videoId(c), await jsonBody(c, requests.edit), ifMatch(c));
    return json(video, 200, { etag: entityTag(video) });
  });

  routes.delete("/:id", async (c) => {
    await videos.remove(videoId(c), ifMatch(c));
    return empty();
  });

  // New URLs, when those of the creation have ended; an upload in parts goes on where it was.
  routes.post("/:id/upload", async (c) => {
    const { video, uploadId } = await videos.uploadOf(videoId(c));
    return json({ ...video, upload: await uploadOf(video, uploadId) });
  });

  routes.post("/:id/upload/complete", async (c) => {
    const id = videoId(c);
    const { etags } = await jsonBody(c, requests.complete);
    const { video, uploadId } = await videos.uploadOf(id);
    if (uploadId === undefined || video.status !== "awaiting-upload") {
      throw new VideoStateError(id, video.status, "completed as an upload in parts");
    }
    const parts = partSizes(video.bytes ?? 0).length;
    const refused = (message: string) => new ProblemError(422, `etags: ${message}`, [{ path: "etags", message }]);
    if (etags.length !== parts) throw refused(`must be ${parts}, one for each part, got ${etags.length}`);
    if (!(await uploads.complete(id, uploadId, etags))) throw refused("a part was not uploaded, or is another one");
    return json(video, 202);
  });

  routes.post("/:id/process", async (c) => {
    const { when } = await jsonBody(c, requests.process);
    if (when === "window") await windows.assertOneCanTakeIt();
    const video = await videos.queue(videoId(c), when);
    if (when === "now") await ensureRun(c, video.id);
    return json(video, 202, { location: `/videos/${video.id}` });
  });

  routes.post("/:id/cancel", async (c) => json(await videos.cancel(videoId(c))));

  return routes;
}
