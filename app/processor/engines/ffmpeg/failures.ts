// The ways in which a source can fail, as a closed list: what FFmpeg says never reaches a client.
import { REFUSED } from "../../../media/relay.ts";
import { EngineError, RetryableError } from "../engine.ts";
import type { Exit } from "./run.ts";

/** What each code tells the client; docs/media.md defines them. */
const MESSAGES = {
  UNSUPPORTED_MEDIA: "The source is not video or audio of a supported format.",
  SOURCE_UNREADABLE: "The source is damaged, cut off, or no longer there.",
  SOURCE_REFUSED: "The source's host does not hand it out, or is not on the public internet.",
  TOO_LONG: "The source is longer than it may be.",
  TOO_LARGE: "The source has pictures, or would have outputs, that are larger than they may be.",
  TOO_MANY_STREAMS: "The source has more tracks than it may have.",
  TOO_COMPLEX: "The source takes more computing time than it may.",
} as const;

/** Every code that the FFmpeg engine fails with. */
export type FfmpegFailureCode = keyof typeof MESSAGES;
export const FFMPEG_FAILURE_CODES = Object.keys(MESSAGES) as FfmpegFailureCode[];

/** @param cause for the log only */
export const failure = (code: FfmpegFailureCode, cause?: string): EngineError =>
  new EngineError(code, MESSAGES[code], cause);

/** Of what FFmpeg said, so many characters go to the log. */
const LOGGED_CHARACTERS = 1_000;

/** The query with which whoever reads a presigned URL has the source. */
const SIGNED = /\?[^\s'":]*X-Amz-[^\s'":]*/g;

/** How FFmpeg's protocols begin a line; what comes from the source is indented, or behind another prefix. */
const HTTP = String.raw`^\[https? @ \w+\] `;

/** The first that fits says what an exit without success means. */
const MEANINGS: readonly [FfmpegFailureCode, RegExp][] = [
  ["SOURCE_REFUSED", new RegExp(`${HTTP}HTTP error ${REFUSED}`, "m")],
  ["TOO_COMPLEX", /received signal 24|system signals, hard exiting/], // SIGXCPU, which FFmpeg catches
  ["TOO_LARGE", /File too large|Picture size \S+ is invalid|max pixel count/i],
  ["UNSUPPORTED_MEDIA", /not on whitelist|no decoder|decoder not found|unknown codec|matches no streams/i],
  ["SOURCE_UNREADABLE", /moov atom not found|HTTP error 4(?:04|10|16)|End of file|Input\/output error/i],
];

/** The kernel's bounds, and crashes on what the source holds. */
const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, FfmpegFailureCode>>> = {
  SIGXCPU: "TOO_COMPLEX",
  SIGXFSZ: "TOO_LARGE",
  SIGSEGV: "SOURCE_UNREADABLE",
  SIGABRT: "SOURCE_UNREADABLE",
  SIGBUS: "SOURCE_UNREADABLE",
  SIGFPE: "SOURCE_UNREADABLE",
  SIGILL: "SOURCE_UNREADABLE",
};

/** Trouble on the way to the source. Of HTTP's statuses only these are about the source itself: gone, no such range, refused. */
const NETWORK = [
  `${HTTP}(?:HTTP error (?!404|410|416|${REFUSED})|Error reading|Stream ends prematurely|Will reconnect)`,
  String.raw`^\[(?:tcp|tls) @ \w+\] `,
  String.raw`^(?:\[in#0 @ \w+\] Error opening input|https?:\S+): (?:Connection|Operation timed out|Network|No route)`,
  String.raw`^(?<!\n)https?:\S+: (?:End of file|Input/output error)$`, // and not a word before: no answer came
].map((words) => new RegExp(words, "m"));

const isNetworkFault = (log: string): boolean => NETWORK.some((words) => words.test(log));

const OTHER_FAULTS = /No space left on device|received signal (?:2|15)\b/;

/** An input that broke off after a lost connection: FFmpeg makes do with what it has, and calls that success. */
export function hasLostSource(log: string): boolean {
  const lost = log.search(new RegExp(`${HTTP}(?:Stream ends prematurely|Will reconnect)`, "m"));
  return lost !== -1 && /Error during demuxing|partial file|Read error|Input\/output error$/m.test(log.slice(lost));
}

/**
 * What an exit of FFmpeg without success means: an EngineError when the source is at fault, else a RetryableError.
 * @param otherwise when it says nothing of a known kind
 */
export function failureOf(
  { signal, log }: Pick<Exit, "signal" | "log">,
  otherwise: FfmpegFailureCode = "SOURCE_UNREADABLE",
): EngineError | RetryableError {
  const said = `${signal ?? ""} ${log.replaceAll(SIGNED, "?…").slice(-LOGGED_CHARACTERS)}`.trim();
  if (signal) {
    const code = SIGNALS[signal];
    // A kill that is not ours is the kernel's, which needs memory, or an end of the whole environment.
    return code ? failure(code, said) : new RetryableError(`ffmpeg: ended by ${signal}`, said);
  }
  if (isNetworkFault(log)) return new RetryableError("ffmpeg: the source could not be fetched", said);
  if (OTHER_FAULTS.test(log)) return new RetryableError("ffmpeg: it could not go on", said);
  const [code = otherwise] = MEANINGS.find(([, words]) => words.test(log)) ?? [];
  return failure(code, said);
}
