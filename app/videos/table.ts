// The videos table as it is stored: its keys, its indexes, and the attributes that clients never see.
import type { Video } from "./video.ts";

/** Names that the table's creator must use. */
export const VIDEO_INDEXES = {
  /** listed, id: all videos in the order of their creation; nothing that a video goes through moves it. */
  byCreation: "byCreation",
  /** status, createdAt: for listings of one status; keys only, so that a renewal of a claim writes to no index. */
  byStatus: "byStatus",
  /** Sparse: only videos that wait or are in flight carry `watch`; `checkAt` orders them. */
  watched: "watched",
} as const;

/**
 * The one value of `listed`, which every video carries. One key takes 1,000 creations and deletions a second, as the key of
 * newly queued videos does: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const LISTED = "all";

/** What the index `watched` holds besides keys: nothing that changes while an engine works. */
export const WATCHED_ATTRIBUTES = ["attempt", "queue", "run"] as const;

/** The values of `watch`. */
export const WATCH = {
  /** Waits for a run, at any time; `checkAt` is when it began to wait. */
  queued: "queued",
  /** Waits for a run within a batch window. */
  waiting: "waiting",
  /** Claimed by a run; `checkAt` is when the sweep must look after it. */
  inFlight: "in-flight",
  /** Its source is awaited; `checkAt` is when the sweep looks whether it is there. */
  uploading: "uploading",
  /** It has ended, and objects may be there that it does not list: the sweep deletes them at `checkAt`. */
  leftovers: "leftovers",
  /** It has ended; `checkAt` is when it is deleted. */
  kept: "kept",
  /** Deleted: what is left of it are objects, which the sweep deletes at `checkAt`. */
  deleted: "deleted",
} as const;

export type Watch = (typeof WATCH)[keyof typeof WATCH];

/** Which runs may claim a video: those of any time, or those of a batch window. */
export type Queue = "now" | "window";

/** Where the videos of a queue wait. */
export const watchOf = (queue: Queue): Watch => (queue === "now" ? WATCH.queued : WATCH.waiting);

/** When DynamoDB may drop the item, in seconds since the epoch: of idempotency keys, and of videos from before uploads. */
export const VIDEO_TIME_TO_LIVE = "expiresAt";

/** What clients never see, and no video carries that is done with. */
export const OPEN_ATTRIBUTES = [
  "claimedBy",
  "claimedUntil",
  "beat",
  "watch",
  "checkAt",
  "queue",
  "run",
  "begun",
  "misses",
  "lateUntil",
  "keptUntil",
] as const;

/** What clients never see, and a video keeps from attempt to attempt. */
const OWN_ATTRIBUTES = [VIDEO_TIME_TO_LIVE, "listed", "uploadUntil", "uploadId"];

/** The video without what only the table's own code uses. */
export function toVideo(item: Record<string, unknown>): Video {
  const video = { ...item };
  for (const name of [...OPEN_ATTRIBUTES, ...OWN_ATTRIBUTES]) delete video[name];
  return video as unknown as Video;
}
