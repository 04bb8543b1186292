// What a source holds, read from what FFmpeg says about it. Its words are data of the uploader: only numbers and short
// words of a known form are taken.

export interface VideoTrack {
  readonly index: number;
  readonly codec: string;
  /** As it is shown: turned, and with square pixels. */
  readonly width: number;
  readonly height: number;
  /** Of one coded picture. */
  readonly pixels: number;
}

export interface AudioTrack {
  readonly index: number;
  readonly codec: string;
  readonly sampleRate: number;
}

export interface Source {
  readonly container: string;
  /** Undefined when the container does not say. */
  readonly durationSeconds: number | undefined;
  readonly streams: number;
  readonly video: VideoTrack | undefined;
  readonly audio: AudioTrack | undefined;
  /** Indexes of subtitles that are text. */
  readonly subtitles: readonly number[];
}

const TEXT_SUBTITLES = ["subrip", "srt", "ass", "ssa", "mov_text", "webvtt", "text"];
const STREAM =
  /^ {2,4}Stream #0:(\d+)(?:\[0x[\da-f]+\])?(?:\([^)\n]{0,32}\))?: (Video|Audio|Subtitle|Data|Attachment): (\w+)(.*)$/gm;

/** @param log what `ffmpeg -i` wrote to its error stream; undefined when it describes no input */
export function sourceIn(log: string): Source | undefined {
  const [, container] = /^Input #0, ([\w,-]+), from /m.exec(log) ?? [];
  if (container === undefined) return undefined;
  const [, hours, minutes, seconds] = /^ {2}Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?),/m.exec(log) ?? [];
  const durationSeconds =
    hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const streams = [...log.matchAll(STREAM)];
  const ofKind = (wanted: string) => streams.filter(([, , kind]) => kind === wanted);
  const video = ofKind("Video").find(([, , , , rest = ""]) => !rest.includes("(attached pic)"));
  const audio = ofKind("Audio")[0];
  return {
    container,
    durationSeconds,
    streams: streams.length,
    video: video && videoIn(video, log),
    audio: audio && audioIn(audio),
    subtitles: ofKind("Subtitle")
      .filter(([, , , codec = ""]) => TEXT_SUBTITLES.includes(codec))
      .map(([, index]) => Number(index)),
  };
}

function videoIn([line, index, , codec = "", rest = ""]: RegExpExecArray, log: string): VideoTrack | undefined {
  const [, width = "0", height = "0"] = /, (\d+)x(\d+)/.exec(rest) ?? [];
  const [, across = "1", down = "1"] = /SAR (\d+):(\d+)/.exec(rest) ?? [];
  const [of] = log.slice(log.indexOf(line) + line.length).split(/^ {2,4}Stream #/m);
  const [, turn = "0"] = /rotation of (-?[\d.]+) degrees/.exec(of ?? "") ?? [];
  const ratio = Number(across) > 0 && Number(down) > 0 ? Number(across) / Number(down) : 1;
  const shown = [Math.max(1, Math.round(Number(width) * ratio)), Number(height)] as const;
  const isTurned = Math.abs(Math.round(Number(turn) / 90)) % 2 === 1;
  const [w, h] = isTurned ? [shown[1], shown[0]] : shown;
  const pixels = Number(width) * Number(height);
  return pixels === 0 ? undefined : { index: Number(index), codec, width: w, height: h, pixels };
}

function audioIn([, index, , codec = "", rest = ""]: RegExpExecArray): AudioTrack | undefined {
  const [, sampleRate] = /, (\d+) Hz/.exec(rest) ?? [];
  return sampleRate === undefined ? undefined : { index: Number(index), codec, sampleRate: Number(sampleRate) };
}
