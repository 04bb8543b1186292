// Why a change to a video did not happen. VideoInProgress is part of the workflow's contract.
import type { VideoStatus } from "./video.ts";

export class VideoNotFoundError extends Error {
  override readonly name = "VideoNotFound";
  constructor(videoId: string) {
    super(`video ${videoId} does not exist`);
  }
}

/** The video is not in a state that allows the change. */
export class VideoStateError extends Error {
  override readonly name = "VideoStateConflict";
  constructor(videoId: string, status: VideoStatus, wanted: string) {
    super(`video ${videoId} is ${status}; it cannot be ${wanted} now`);
  }
}

/** Another invocation works on this attempt and was alive moments ago. */
export class VideoInProgressError extends Error {
  override readonly name = "VideoInProgress";
}

/** DynamoDB left out a part of a page each time it was asked: it is throttling. */
export class ListingIncompleteError extends Error {
  override readonly name = "ProvisionedThroughputExceededException";
}

/** A cursor that this listing did not hand out. */
export class CursorError extends Error {
  override readonly name = "InvalidCursor";
}

/** An idempotency key that came with another request before. */
export class KeyReusedError extends Error {
  override readonly name = "KeyReused";
  constructor() {
    super("Idempotency-Key: was used for another request; take a new one");
  }
}

/** The first request with an idempotency key has not been answered yet. */
export class KeyInFlightError extends Error {
  override readonly name = "KeyInFlight";
  constructor() {
    super("Idempotency-Key: the first request with it is under way; try again");
  }
}

/** The video is not as it was when the client saw it. */
export class VideoChangedError extends Error {
  override readonly name = "VideoChangedError";

  constructor(id: string) {
    super(`video ${id} has changed since; get it again`);
  }
}
