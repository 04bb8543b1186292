// Whether what was made of a clip is what it has to be: each output by its name, in codec, size, duration, loudness and order.
import { readFileSync } from "node:fs";
import { DEFAULT_OUTPUTS, sizeOf } from "../../app/processor/engines/ffmpeg/outputs.ts";
import type { Source } from "../../app/processor/engines/ffmpeg/probe.ts";
import { loudness, probed, startsFast } from "../media/inspect.ts";

/** What a clip holds. */
export interface Content {
  readonly seconds: number;
  /** Of its pictures, where it has some. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Whether it sounds. */
  readonly sounds: boolean;
}

/** As dev has it. */
const {
  renditions: [RENDITION = 0],
  audio: { targetLufs: TARGET_LUFS },
} = DEFAULT_OUTPUTS;

const DURATION_SECONDS = 0.1;
const LOUDNESS_LU = 1;
const WAVEFORM = { width: 1280, height: 160 };

/** The names of all outputs of a clip without subtitles. */
export const outputNames = ({ size, sounds }: Content): string[] => [
  ...(size ? ["poster.jpg", "video.mp4"] : []),
  ...(sounds ? ["audio.m4a", "waveform.png"] : []),
  "chapters.vtt",
  "metadata.json",
];

/**
 * One line for each thing that is wrong.
 * @param files paths of the outputs, by name
 */
export function wrongOutputs(ffmpeg: string, content: Content, files: ReadonlyMap<string, string>): string[] {
  const expected = outputNames(content);
  const size = content.size && sizeOf(content.size, RENDITION);
  return [
    ...[...files.keys()].filter((name) => !expected.includes(name)).map((name) => `${name}: must not be there`),
    ...expected.flatMap((name) => {
      const path = files.get(name);
      if (path === undefined) return [`${name}: is missing`];
      return [...wrongIn(name, path)].map((what) => `${name}: ${what}`);
    }),
  ];

  function* wrongIn(name: string, path: string): Generator<string> {
    const { seconds, sounds } = content;
    if (name.endsWith(".vtt")) {
      if (!readFileSync(path, "utf8").startsWith("WEBVTT\n\n00:00:00.000 --> ")) yield "must be WebVTT from 0 on";
      return;
    }
    if (name === "metadata.json") {
      yield* duration(seconds, durationIn(path));
      return;
    }
    const is = probed(ffmpeg, path);
    if (!is) return yield "must be media that FFmpeg can read";
    if (name === "poster.jpg") return yield* picture(is, "mjpeg", size);
    if (name === "waveform.png") return yield* picture(is, "png", WAVEFORM);
    if (name === "video.mp4") yield* picture(is, "h264", size);
    yield* codec("sound", is.audio?.codec, sounds ? "aac" : undefined);
    yield* duration(seconds, is.durationSeconds);
    if (!startsFast(path)) yield "must have its index before the media (moov before mdat)";
    if (sounds) yield* loud(loudness(ffmpeg, path));
  }
}

function* codec(what: string, is: string | undefined, must: string | undefined): Generator<string> {
  if (is !== must) yield `must have ${must ?? "no"} ${what}, got ${is ?? "none"}`;
}

function* picture({ video }: Source, must: string, size: Content["size"]): Generator<string> {
  yield* codec("pictures", video?.codec, must);
  const sizes = [video, size].map((one) => one && `${one.width} × ${one.height}`);
  if (video && sizes[0] !== sizes[1]) yield `must be ${sizes[1]}, got ${sizes[0]}`;
}

function* duration(must: number, is: number | undefined): Generator<string> {
  if (is !== undefined && Math.abs(is - must) <= DURATION_SECONDS + 1e-9) return;
  yield `must last ${must} s ± ${DURATION_SECONDS}, got ${is ?? "no duration"}`;
}

function* loud(is: number): Generator<string> {
  if (Math.abs(is - TARGET_LUFS) <= LOUDNESS_LU) return;
  yield `must have ${TARGET_LUFS} ± ${LOUDNESS_LU} LUFS, got ${Number.isNaN(is) ? "silence" : is}`;
}

function durationIn(path: string): number | undefined {
  try {
    const { durationSeconds } = JSON.parse(readFileSync(path, "utf8")) as { durationSeconds?: unknown };
    return typeof durationSeconds === "number" ? durationSeconds : undefined;
  } catch {
    return undefined; // no JSON
  }
}
