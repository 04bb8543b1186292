// Sources that come: told by S3's event or, where that was lost, found by the sweep. And what else the sweep does for videos at
// rest: objects that no video lists go, those of deleted videos and of videos that were kept for long enough go with them, and old
// videos get into the listing.
import type { Objects } from "../media/objects.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/logger.ts";
import type { Arrival, AwaitedVideos } from "../videos/awaited.ts";
import type { DeletedVideos } from "../videos/deleted.ts";
import type { Leftovers } from "../videos/leftovers.ts";
import { inGroups } from "../videos/queue.ts";
import type { Runs } from "../videos/runs.ts";
import type { UnlistedVideos } from "../videos/unlisted.ts";
import type { WatchedVideo } from "../videos/watchedVideos.ts";

export interface Media {
  readonly objects: Objects;
  readonly awaited: AwaitedVideos;
  readonly deleted: DeletedVideos;
  readonly leftovers: Leftovers;
  readonly unlisted: UnlistedVideos;
  readonly runs: Pick<Runs, "ensure">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Videos read at once. */
const PAGE = 200;

/**
 * Each part of a sweep begins with videos for so long; the next tick takes the rest. The dispatcher has 50 s, and one video may
 * take 30: three calls of S3 in a row, each tried three times, when it is silent.
 */
const PART_SECONDS = 10;

/** The source of a video may be there: looks, and takes it in. Also for an event that is old, or comes twice. */
export async function sourceMayBeThere(parts: Media, id: string): Promise<Arrival | "waits" | "expired"> {
  const { objects, awaited, runs, log } = parts;
  const source = await objects.source(id);
  if (!source) {
    const missing = await awaited.missing(id);
    if (missing === "expired") {
      log.warn("a video was not uploaded in time", { videoId: id });
      await objects.abortUploads(id);
    }
    return missing;
  }
  const arrival = await awaited.arrived(id, source);
  if (arrival === "mismatch" || arrival === "unknown") {
    log.warn("an upload is nobody's, or not what was declared; it is deleted", { videoId: id, arrival });
    await objects.deleteSource(id);
  }
  // Queued durably: the sweep sees to a run for what is left waiting.
  if (arrival === "queued")
    await runs.ensure().catch((error) => log.warn("no run was asked for", { videoId: id, error }));
  return arrival;
}

export interface SweptMedia {
  /** Videos that were waited for and are there, or will not come. */
  readonly uploads: number;
  /** Ended videos of which objects were deleted that they do not list, if there were any. */
  readonly tidied: number;
  /** Deleted videos whose objects were deleted. */
  readonly emptied: number;
  /** Videos that were deleted because they had been kept for long enough. */
  readonly outlived: number;
  /** Videos that were put into the index of listings. */
  readonly listed: number;
}

/** All parts beside each other, so that none waits for another's turn. @throws the first error, after everything else was done */
export async function sweepMedia(parts: Media): Promise<SweptMedia> {
  const { objects, awaited, deleted, leftovers, unlisted } = parts;
  const errors: unknown[] = [];
  const part = (work: Promise<number>) =>
    work.catch((error) => {
      errors.push(error);
      return 0;
    });
  const [uploads, tidied, outlived, emptied, listed] = await Promise.all([
    part(
      untilNone(parts, awaited.due, async ({ id }) => ((await sourceMayBeThere(parts, id)) === "waits" ? [] : [id])),
    ),
    part(
      untilNone(parts, leftovers.due, async ({ id }) => {
        const video = await leftovers.ended(id);
        if (!video) return [];
        await objects.deleteUnlisted(id, video.attempt, video.outputs?.map(({ name }) => name) ?? []);
        await leftovers.gone(video);
        return [id];
      }),
    ),
    part(untilNone(parts, deleted.outlived, async ({ id }) => ((await deleted.outlive(id)) ? [id] : []))),
    part(
      untilNone(parts, deleted.due, async ({ id }) => {
        await objects.deleteAll(id);
        await deleted.emptied(id);
        return [id];
      }),
    ),
    part(unlisted.list()),
  ]);
  if (errors.length > 0) throw errors[0];
  return { uploads, tidied, outlived, emptied, listed };
}

/** Works on what is due until nothing is or the time is up; how many it counted. One that fails keeps none of the others from their turn. */
async function untilNone(
  { clock, log }: Media,
  due: (limit: number) => Promise<WatchedVideo[]>,
  work: (video: WatchedVideo) => Promise<string[]>,
): Promise<number> {
  const until = clock.nowSeconds() + PART_SECONDS;
  const isTime = () => clock.nowSeconds() < until;
  /** The index may still show what was done a moment ago. */
  const done = new Set<string>();
  const errors: unknown[] = [];
  let counted = 0;
  while (isTime()) {
    const found = (await due(PAGE)).filter(({ id }) => !done.has(id));
    if (found.length === 0) break;
    for (const { id } of found) done.add(id);
    const worked = await inGroups(found, async (video) => {
      if (!isTime()) return [];
      return work(video).catch((error) => {
        log.error("the sweep could not look after a video", { videoId: video.id, error });
        errors.push(error);
        return [];
      });
    });
    counted += worked.length;
  }
  if (errors.length > 0) throw errors[0];
  return counted;
}
