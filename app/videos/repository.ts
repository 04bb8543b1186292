// What clients do with videos. Every change of state is one conditional update from the state it is believed to be in, so
// that of two callers who both think it is their turn exactly one wins.
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { LOOK_AFTER_SECONDS, UPLOAD_SECONDS } from "./awaited.ts";
import { createConditionalUpdate } from "./conditionalUpdate.ts";
import { replaceByDeleted } from "./deletion.ts";
import { ending, type Retention } from "./ending.ts";
import { VideoChangedError, VideoNotFoundError, VideoStateError } from "./errors.ts";
import { type ListingQuery, listVideos, type Page } from "./listing.ts";
import { LISTED, type Queue, toVideo, WATCH, watchOf } from "./table.ts";
import type { Failure, Video } from "./video.ts";
import { OF_LAST_ATTEMPT, waitingIn } from "./waiting.ts";

const CANCELLED: Failure = { code: "CANCELLED", message: "Processing was cancelled before it began." };

type New = Pick<Video, "id" | "title" | "description">;

/** A video and, when its upload goes on in parts, the id under which S3 knows that. */
export interface Upload {
  readonly video: Video;
  readonly uploadId: string | undefined;
}

export interface VideoRepository {
  /** A video whose source is there. @param queue queues it at once, as its first attempt */
  create(video: New & { readonly sourceUrl: string }, queue?: Queue): Promise<Video>;
  /** A video whose source is to be uploaded. @param queue where it goes when it is there */
  createAwaiting(video: New & { readonly contentType: string; readonly bytes: number }, queue?: Queue): Promise<Video>;
  /** Notes the id under which S3 knows the upload of parts. */
  noteUpload(id: string, uploadId: string): Promise<void>;
  /** @throws VideoNotFoundError */
  uploadOf(id: string): Promise<Upload>;
  /** @throws VideoNotFoundError */
  get(id: string): Promise<Video>;
  list(query: ListingQuery): Promise<Page>;
  /** @param seen only if `updatedAt` is one of these; @throws VideoChangedError */
  edit(
    id: string,
    changes: { title?: string | undefined; description?: string | undefined },
    seen?: readonly string[],
  ): Promise<Video>;
  /**
   * Also while it waits; its objects are deleted by the sweep.
   * @param seen only if `updatedAt` is one of these; @throws VideoChangedError, and VideoStateError while it is processed
   */
  remove(id: string, seen?: readonly string[]): Promise<void>;
  /**
   * uploaded | completed | failed → queued, as a new attempt, unless its upload failed. A video that waits for a window may be queued `now` instead.
   * @throws VideoStateError
   */
  queue(id: string, queue?: Queue): Promise<Video>;
  /** queued → failed, as cancelled; @throws VideoStateError once it has begun */
  cancel(id: string): Promise<Video>;
}

/** The condition that `updatedAt` is one of these. */
function isAsSeen(seen: readonly string[]) {
  const names = seen.map((_, index) => `:seen${index}`);
  return {
    only: names.length === 0 ? "updatedAt = :never" : `updatedAt IN (${names.join(", ")})`,
    values: names.length === 0 ? { ":never": "" } : Object.fromEntries(names.map((name, index) => [name, seen[index]])),
  };
}

export function createVideoRepository(
  client: DynamoDBDocumentClient,
  options: Retention & { tableName: string },
): VideoRepository {
  const { tableName, clock } = options;
  const update = createConditionalUpdate(client, { tableName, clock });

  async function stored(id: string): Promise<Record<string, unknown>> {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { id }, ConsistentRead: true }),
    );
    if (item?.status === undefined) throw new VideoNotFoundError(id);
    return item;
  }

  const get = async (id: string): Promise<Video> => toVideo(await stored(id));

  async function put(item: Omit<Video, "createdAt" | "updatedAt"> & Record<string, unknown>): Promise<Video> {
    const now = clock.now().toISOString();
    const Item = { ...item, createdAt: now, updatedAt: now, listed: LISTED };
    await client.send(new PutCommand({ TableName: tableName, Item, ConditionExpression: "attribute_not_exists(id)" }));
    return toVideo(Item);
  }

  return {
    create: (video, queue) =>
      queue === undefined
        ? put({ ...video, status: "uploaded", attempt: 0 })
        : put({ ...video, status: "queued", attempt: 1, ...(waitingIn(queue, clock) as object) }),

    createAwaiting(video, queue) {
      const now = clock.nowSeconds();
      return put({
        ...video,
        status: "awaiting-upload",
        attempt: 0,
        watch: WATCH.uploading,
        checkAt: now + LOOK_AFTER_SECONDS,
        uploadUntil: now + UPLOAD_SECONDS,
        ...(queue && { queue }),
      });
    },

    async noteUpload(id, uploadId) {
      const noted = await update(id, { set: { uploadId }, visible: false });
      if (!noted) throw new VideoNotFoundError(id);
    },

    async uploadOf(id) {
      const item = await stored(id);
      return { video: toVideo(item), uploadId: item.uploadId as string | undefined };
    },

    get,

    list: (query) => listVideos(client, tableName, query),

    async edit(id, changes, seen) {
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const video = await update(id, { set: given, ...(seen && isAsSeen(seen)) });
      if (video) return toVideo(video);
      await get(id);
      throw new VideoChangedError(id);
    },

    async remove(id, seen) {
      const asSeen = seen && isAsSeen(seen);
      const only = ["#status <> :processing", ...(asSeen ? [asSeen.only] : [])].join(" AND ");
      const values = { ":processing": "processing", ...asSeen?.values };
      if (await replaceByDeleted(client, { tableName, clock }, id, { only, values })) return;
      const { status, updatedAt } = await get(id);
      if (seen && !seen.includes(updatedAt)) throw new VideoChangedError(id);
      throw new VideoStateError(id, status, "deleted");
    },

    async queue(id, queue = "now") {
      const waiting = waitingIn(queue, clock);
      const queued = await update(id, {
        set: { status: "queued", ...waiting },
        increment: ["attempt"],
        remove: OF_LAST_ATTEMPT,
        only: "#status IN (:uploaded, :completed, :failed) AND attribute_not_exists(uploadUntil)",
        values: { ":uploaded": "uploaded", ":completed": "completed", ":failed": "failed" },
      });
      if (queued) return toVideo(queued);
      const promoted =
        queue === "now" &&
        (await update(id, {
          set: waiting,
          only: "#status = :queued AND watch = :waiting",
          values: { ":queued": "queued", ":waiting": watchOf("window") },
        }));
      if (promoted) return toVideo(promoted);
      throw new VideoStateError(id, (await get(id)).status, "queued");
    },

    async cancel(id) {
      const cancelled = await update(id, {
        ...ending({ failure: CANCELLED }, options, true),
        only: "#status = :queued",
        values: { ":queued": "queued" },
      });
      if (cancelled) return toVideo(cancelled);
      throw new VideoStateError(id, (await get(id)).status, "cancelled");
    },
  };
}
