// The ways in which a source can fail, as a closed list: what FFmpeg says never reaches a client.
import { EngineError } from "../engine.ts";

/** What each code tells the client. */
const MESSAGES = {
  /** No accepted container or codec, or neither a video nor an audio track. */
  UNSUPPORTED_MEDIA: "The source is not video or audio of a supported format.",
  /** It could not be fetched, is empty, damaged or ends early. */
  SOURCE_UNREADABLE: "The source could not be read to its end.",
  TOO_LONG: "The source is longer than it may be.",
  /** Pictures with too many pixels, or an output that became too big. */
  TOO_LARGE: "The source has pictures, or would have outputs, that are larger than they may be.",
  TOO_MANY_STREAMS: "The source has more tracks than it may have.",
  /** The CPU time that one step may take is used up. */
  TOO_COMPLEX: "The source takes more computing time than it may.",
} as const;

/** Every code that the FFmpeg engine fails with. */
export type FfmpegFailureCode = keyof typeof MESSAGES;

/** @param cause for the log only */
export const failure = (code: FfmpegFailureCode, cause?: string): EngineError =>
  new EngineError(code, MESSAGES[code], cause);

/** Of what FFmpeg said, so many characters go to the log. */
const LOGGED_CHARACTERS = 1_000;

/** The first that fits says what an exit without success means. */
const MEANINGS: readonly [FfmpegFailureCode, RegExp][] = [
  ["TOO_COMPLEX", /received signal 24/], // SIGXCPU, which FFmpeg catches
  ["TOO_LARGE", /File too large|Picture size \S+ is invalid|max pixel count/i],
  [
    "SOURCE_UNREADABLE",
    /moov atom not found|Server returned|HTTP error|Connection \w+|End of file|Input\/output error/i,
  ],
  ["UNSUPPORTED_MEDIA", /not on whitelist|no decoder|decoder not found/i],
  ["UNSUPPORTED_MEDIA", /does not contain any stream|matches no streams|Could not find codec parameters/i],
];

/**
 * What an exit of FFmpeg without success means to the client.
 * @param log what FFmpeg wrote to its error stream
 * @param otherwise when it says nothing of a known kind
 */
export function failureOf(
  { signal, log }: { signal: NodeJS.Signals | null; log: string },
  otherwise: FfmpegFailureCode = "SOURCE_UNREADABLE",
): EngineError {
  const [byLog = otherwise] = MEANINGS.find(([, words]) => words.test(log)) ?? [];
  const bySignal = signal === "SIGXFSZ" ? "TOO_LARGE" : "TOO_COMPLEX"; // the kernel's bounds, or out of memory
  return failure(signal ? bySignal : byLog, `${signal ?? ""} ${log.slice(-LOGGED_CHARACTERS)}`.trim());
}
