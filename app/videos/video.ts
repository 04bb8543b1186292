// A video and the states that it goes through.

/**
 * awaiting-upload → uploaded → queued → processing → completed | failed; a video that has ended may be queued again, as a new
 * attempt. An upload that does not come, or is not what was declared, fails it, too.
 */
export const VIDEO_STATUSES = ["awaiting-upload", "uploaded", "queued", "processing", "completed", "failed"] as const;

export type VideoStatus = (typeof VIDEO_STATUSES)[number];

/** The states in which something is on its way to end the attempt. */
export const IN_FLIGHT = ["queued", "processing"] as const satisfies readonly VideoStatus[];

/** How far an attempt has come. */
export interface Progress {
  readonly stage: string;
  /** 0 to 100, over all stages. */
  readonly percent: number;
}

/** Why an attempt failed, in words that may be shown to anyone. */
export interface Failure {
  /** Upper case with underscores; stable. */
  readonly code: string;
  readonly message: string;
}

/** What an engine made of the video. */
export interface ProcessingResult {
  readonly engine: string;
  readonly stages: readonly { readonly stage: string; readonly cpuMilliseconds: number; readonly digest: string }[];
  /** The files, of an engine that makes some. */
  readonly outputs?: readonly Output[];
}

/** A file that an engine made of the video. */
export interface Output {
  /** Unique among the outputs of an attempt. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
}

/** What a queued video waits for, and since when (ISO 8601). */
export interface WaitingFor {
  /** `run`: its turn; `window`: a batch window; `capacity`: execution environments that can take it. */
  readonly what: "run" | "window" | "capacity";
  readonly since: string;
  /** What was seen of the capacity when it was last waited for in vain. */
  readonly seen?: string;
}

/** Where an attempt runs: on managed instances, or on ordinary Lambda while they are not there (overflow). */
export type RanOn = "managed" | "overflow";

export interface Video {
  /** A ULID: sorts by the time of creation. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Where its source is, if it is not uploaded: then contentType and bytes say what is. */
  readonly sourceUrl?: string;
  readonly contentType?: string;
  readonly bytes?: number;
  readonly status: VideoStatus;
  /** ISO 8601, UTC, with milliseconds; so is updatedAt. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** How often processing was asked for; 0 before the first time. */
  readonly attempt: number;
  /** Only while it is queued. */
  readonly waitingFor?: WaitingFor;
  /** Of the latest attempt that began. */
  readonly ranOn?: RanOn;
  readonly progress?: Progress;
  readonly result?: ProcessingResult;
  /** Of the latest attempt, once it is completed. */
  readonly outputs?: readonly Output[];
  readonly failure?: Failure;
}

/** One attempt at one video. */
export interface Attempt {
  readonly videoId: string;
  readonly attempt: number;
}
