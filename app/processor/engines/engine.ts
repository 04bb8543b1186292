// What an engine is: the part of the processor that turns a source into results.
import type { ProcessingResult, Progress, Video } from "../../videos/video.ts";

export interface EngineContext {
  /** Aborted when the attempt's time is up or its claim is lost; an engine then stops within a second. */
  readonly signal: AbortSignal;
  /** Called as often as the engine likes; what matters is written at its own pace. */
  progress(progress: Progress): void;
}

export interface Engine {
  readonly name: string;
  /** @throws EngineError when the source cannot be processed, RetryableError when the system is in its way */
  process(video: Pick<Video, "id" | "attempt" | "sourceUrl">, context: EngineContext): Promise<ProcessingResult>;
}

/** The source, not the system, is at fault: shown to the client as it is. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: string;

  /**
   * @param code upper case with underscores
   * @param cause for the log only
   */
  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The system, not the source, is at fault: another run of the attempt may get over it. */
export class RetryableError extends Error {
  override readonly name = "RetryableError";

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
