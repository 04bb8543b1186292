// The videos table as it is stored: its keys, its indexes, and the attributes that are nobody's business outside.
import type { Video } from "./video.ts";

/** Names that whoever creates the table must use. */
export const VIDEO_INDEXES = {
  /** status, createdAt: for listings. */
  byStatus: "byStatus",
  /** Sparse: only videos in flight carry `watch`, and `checkAt` says when somebody must look after them. */
  watched: "watched",
} as const;

/** The value of `watch` on every video in flight: whoever moves it may be lost. */
export const WATCHED = "in-flight";

/** The value of `watch` on every video that waits for a batch window: nothing moves it until then. */
export const WAITING = "waiting";

/** When DynamoDB may drop the item, in seconds since the epoch. */
export const VIDEO_TIME_TO_LIVE = "expiresAt";

const OWN = ["claimedBy", "claimedUntil", "watch", "checkAt", "batchRun", VIDEO_TIME_TO_LIVE];

/** The video without what only the repository uses. */
export function toVideo(item: Record<string, unknown>): Video {
  const video = { ...item };
  for (const name of OWN) delete video[name];
  return video as unknown as Video;
}
