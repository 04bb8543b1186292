// The videos as the page shows them: all at first, then those that have changed.
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { listVideos, readVideos } from "../../app/videos/listing.ts";
import type { Video } from "../../app/videos/video.ts";
import type { Feed } from "../../local/console/feed.ts";
import type { ShownVideo } from "../../local/console/model.ts";

/** The newest so many are shown. */
export const MOST_VIDEOS = 5_000;
/** DynamoDB reads no more by key at once: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MOST_KEYS = 100;

const MOST_SEEN_CHARACTERS = 200;

function shown(video: Video): ShownVideo {
  const { id, title, status, createdAt, updatedAt, attempt, bytes, waitingFor, ranOn, progress, outputs, failure } =
    video;
  return {
    id,
    title,
    status,
    createdAt,
    updatedAt,
    attempt,
    ...(bytes !== undefined && { bytes }),
    ...(waitingFor && {
      waitingFor: { ...waitingFor, ...(waitingFor.seen && { seen: waitingFor.seen.slice(0, MOST_SEEN_CHARACTERS) }) },
    }),
    ...(ranOn && { ranOn }),
    ...(progress && { progress }),
    ...(outputs && { outputs }),
    ...(failure && { failure }),
  };
}

export class VideosView {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #feed: Feed;
  readonly #changed = new Set<string>();

  constructor(client: DynamoDBDocumentClient, tableName: string, feed: Feed) {
    this.#client = client;
    this.#tableName = tableName;
    this.#feed = feed;
  }

  noteChanged(id: string): void {
    this.#changed.add(id);
  }

  /** Reads the newest videos. @param most @default MOST_VIDEOS */
  async readNewest(most = MOST_VIDEOS): Promise<void> {
    let cursor: string | undefined;
    let left = most;
    do {
      const limit = Math.min(MOST_KEYS, left);
      const page = await listVideos(this.#client, this.#tableName, { limit, cursor });
      for (const video of page.videos) this.#feed.put("videos", video.id, shown(video));
      ({ cursor } = page);
      left -= limit;
    } while (cursor !== undefined && left > 0);
  }

  /** Reads those that are known and have not ended: of what is deployed nothing tells that they have changed. */
  noteOpen(): void {
    for (const id of this.#feed.keys("videos")) {
      const status = this.#feed.get("videos", id)?.status;
      if (status !== "completed" && status !== "failed") this.#changed.add(id);
    }
  }

  async readChanged(): Promise<void> {
    while (this.#changed.size > 0) {
      const ids = [...this.#changed].slice(0, MOST_KEYS);
      for (const id of ids) this.#changed.delete(id);
      const found = await readVideos(
        this.#client,
        this.#tableName,
        ids.map((id) => ({ id })),
      );
      const there = new Set(found.map(({ id }) => id));
      for (const id of ids) if (!there.has(id)) this.#feed.remove("videos", id);
      for (const video of found) this.#feed.put("videos", video.id, shown(video));
    }
    const ids = this.#feed.keys("videos");
    // Ids sort by the time of creation.
    if (ids.length > MOST_VIDEOS)
      for (const id of ids.sort().slice(0, ids.length - MOST_VIDEOS)) this.#feed.remove("videos", id);
  }
}
