// What clients do with videos. Every change of state is one conditional update from the state it is believed to be in, so
// that of two callers who both think it is their turn exactly one wins.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { createConditionalUpdate } from "./conditionalUpdate.ts";
import { ending, type Retention } from "./ending.ts";
import { VideoNotFoundError, VideoStateError } from "./errors.ts";
import { listVideos, type Page } from "./listing.ts";
import { type Queue, toVideo, watchOf } from "./table.ts";
import type { Failure, Video, VideoStatus } from "./video.ts";

const CANCELLED: Failure = { code: "CANCELLED", message: "Processing was cancelled before it began." };

export interface VideoRepository {
  create(video: Pick<Video, "id" | "title" | "description" | "sourceUrl">): Promise<Video>;
  /** @throws VideoNotFoundError */
  get(id: string): Promise<Video>;
  list(query: { statuses: readonly VideoStatus[]; limit: number; cursor?: string | undefined }): Promise<Page>;
  edit(id: string, changes: { title?: string | undefined; description?: string | undefined }): Promise<Video>;
  /** Also while it waits; @throws VideoStateError while it is processed */
  remove(id: string): Promise<void>;
  /**
   * uploaded | completed | failed → queued, as a new attempt. A video that waits for a window may be queued `now` instead.
   * @throws VideoStateError
   */
  queue(id: string, queue?: Queue): Promise<Video>;
  /** queued → failed, as cancelled; @throws VideoStateError once it has begun */
  cancel(id: string): Promise<Video>;
}

export function createVideoRepository(
  client: DynamoDBDocumentClient,
  options: Retention & { tableName: string },
): VideoRepository {
  const { tableName, clock } = options;
  const update = createConditionalUpdate(client, { tableName, clock });

  async function get(id: string): Promise<Video> {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { id }, ConsistentRead: true }),
    );
    if (!item) throw new VideoNotFoundError(id);
    return toVideo(item);
  }

  return {
    async create({ id, title, description, sourceUrl }) {
      const now = clock.now().toISOString();
      const video: Video = {
        id,
        title,
        description,
        sourceUrl,
        status: "uploaded",
        createdAt: now,
        updatedAt: now,
        attempt: 0,
      };
      await client.send(
        new PutCommand({ TableName: tableName, Item: video, ConditionExpression: "attribute_not_exists(id)" }),
      );
      return video;
    },

    get,

    list: (query) => listVideos(client, tableName, query),

    async edit(id, changes) {
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const video = await update(id, { set: given });
      if (!video) throw new VideoNotFoundError(id);
      return toVideo(video);
    },

    async remove(id) {
      try {
        await client.send(
          new DeleteCommand({
            TableName: tableName,
            Key: { id },
            ConditionExpression: "attribute_exists(id) AND #status <> :processing",
            ExpressionAttributeNames: { "#status": "status" },
            ExpressionAttributeValues: { ":processing": "processing" },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const { status } = await get(id);
        throw new VideoStateError(id, status, "deleted");
      }
    },

    async queue(id, queue = "now") {
      const waiting = {
        queue,
        watch: watchOf(queue),
        checkAt: clock.nowSeconds(),
        waitingFor: { what: queue === "now" ? "run" : "window", since: clock.now().toISOString() },
      };
      const queued = await update(id, {
        set: { status: "queued", ...waiting },
        increment: ["attempt"],
        remove: ["result", "failure", "progress", "expiresAt", "ranOn"],
        only: "#status IN (:uploaded, :completed, :failed)",
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
        ...ending({ failure: CANCELLED }, options),
        only: "#status = :queued",
        values: { ":queued": "queued" },
      });
      if (cancelled) return toVideo(cancelled);
      throw new VideoStateError(id, (await get(id)).status, "cancelled");
    },
  };
}
