// FFmpeg's arguments, step by step. The source is the uploader's: every option that narrows what FFmpeg may do with it is here.
import type { OutputSettings, Rendition, Size } from "./outputs.ts";
import type { AudioTrack, VideoTrack } from "./probe.ts";

export interface Limits {
  /** Of the source. */
  readonly maxDurationSeconds: number;
  /** Of one picture. */
  readonly maxPixels: number;
}

export interface Input extends Limits {
  readonly url: string;
  readonly threads: number;
  /** A file of the certificates that a host is held to. */
  readonly certificates: string;
}

/** More is noise made loud. */
const MAX_GAIN_DB = 30;

/** −1.5 dB of full scale. */
const PEAK = 0.841;

/** Containers that name no other files: none of playlists, image sequences, scripts and devices. */
const CONTAINERS = [
  ..."mov,mp4,m4a,3gp,3g2,mj2 matroska,webm avi mpegts mpeg flv asf".split(" "),
  ..."mp3 wav flac ogg aac aiff".split(" "),
].join(",");

/** Pictures that come closer than that are left out: 60 pictures a second stay whole in timestamps of a millisecond. */
const MIN_PICTURE_SECONDS = 0.014;

/** Of the change of a picture in its colours, 0 to 1, from which it counts as a cut. */
const CUT = 0.3;

/** How long silence must be to end a chapter. */
const SILENCE = "silencedetect=noise=-40dB:duration=0.4";

const READ_TIMEOUT_MICROSECONDS = 10_000_000;

/** A lost connection is taken up where it was, at once and after a second; then the attempt is run again. */
const RECONNECT = ["-reconnect", "1", "-reconnect_delay_max", "2"];

const input = ({ url, threads, certificates, maxDurationSeconds, maxPixels }: Input, from = 0): string[] => [
  ...["-protocol_whitelist", "http,https,tcp,tls", "-format_whitelist", CONTAINERS],
  ...["-rw_timeout", `${READ_TIMEOUT_MICROSECONDS}`, ...RECONNECT],
  ...(url.startsWith("https:") ? ["-tls_verify", "1", "-ca_file", certificates] : []),
  ...["-threads", `${threads}`, "-max_pixels", `${maxPixels}`],
  ...(from > 0 ? ["-ss", from.toFixed(3)] : []),
  // A container may say less than it holds: so much more shows that it is too long.
  ...["-t", `${maxDurationSeconds + 2}`, "-i", url],
];

const bare = ["-map_metadata", "-1", "-map_chapters", "-1"];
/** Twice a second. */
const PROGRESS = ["-progress", "pipe:1"];
const threaded = ({ threads }: Input) => ["-filter_threads", `${threads}`, "-threads", `${threads}`];

/** Says what the source holds, and ends without success because it makes nothing. */
export const probe = (source: Input): string[] => input(source);

/** Says the same of a file that was made here. */
export const probeOf = (name: string): string[] => ["-protocol_whitelist", "file", "-i", name];

export const measure = (source: Input, { index }: AudioTrack): string[] => [
  ...PROGRESS,
  ...input(source),
  ...["-map", `0:${index}`, "-af", `${SILENCE},ebur128=framelog=verbose`, ...threaded(source), "-f", "null", "-"],
];

/** @param lufs what was measured; undefined for silence */
export function audio(
  source: Input,
  { index }: AudioTrack,
  lufs: number | undefined,
  { targetLufs, kilobitsPerSecond }: OutputSettings["audio"],
): string[] {
  const gain = lufs === undefined ? 0 : Math.min(MAX_GAIN_DB, targetLufs - lufs);
  const filters = `aresample=48000:async=1:first_pts=0,volume=${gain.toFixed(2)}dB,alimiter=limit=${PEAK}:level=disabled`;
  return [
    ...PROGRESS,
    ...input(source),
    ...[
      "-map",
      `0:${index}`,
      "-af",
      filters,
      "-ac",
      "2",
      "-ar",
      "48000",
      "-c:a",
      "aac",
      "-b:a",
      `${kilobitsPerSecond}k`,
    ],
    ...[...bare, ...threaded(source), "-movflags", "+faststart", "-f", "mp4", "-y", "audio.m4a"],
  ];
}

/** Of the file that `audio` made. */
export const waveform = (source: Input): string[] => [
  ...["-protocol_whitelist", "file", "-i", "audio.m4a"],
  ...["-filter_complex", "[0:a:0]aformat=channel_layouts=mono,showwavespic=s=1280x160:colors=0x3b82f6[w]"],
  ...[
    "-map",
    "[w]",
    "-frames:v",
    "1",
    ...bare,
    ...threaded(source),
    "-c:v",
    "png",
    "-f",
    "image2",
    "-y",
    "waveform.png",
  ],
];

const scaled = ({ width, height }: Size) => `scale=${width}:${height},setsar=1`;

/** The most telling picture of 24 from there on, made small first because all are kept until then; none when that is past the last one. */
export const poster = (source: Input, from: number, track: VideoTrack, size: Size): string[] => [
  ...input(source, from),
  ...["-map", `0:${track.index}`, "-vf", `${scaled(size)},thumbnail=24`, "-frames:v", "1"],
  ...[
    ...bare,
    ...threaded(source),
    "-c:v",
    "mjpeg",
    "-pix_fmt",
    "yuvj420p",
    "-q:v",
    "3",
    "-f",
    "image2",
    "-y",
    "poster.jpg",
  ],
];

/** Pictures anew, sound from the file that `audio` made; cuts go to cuts.txt on the way. */
export function video(source: Input, track: VideoTrack, renditions: readonly Rendition[], hasAudio: boolean): string[] {
  const far = `isnan(prev_selected_t)+gte(t-prev_selected_t\\,${MIN_PICTURE_SECONDS})`;
  const graph = [
    `[0:${track.index}]select='${far}',split=${renditions.length + 1}${renditions.map((_, nth) => `[p${nth}]`).join("")}[s]`,
    ...renditions.map((rendition, nth) => `[p${nth}]${scaled(rendition)},format=yuv420p[v${nth}]`),
    `[s]scale=160:90,format=rgb24,select='gt(scene\\,${CUT})',metadata=mode=print:file=cuts.txt,nullsink`,
  ].join(";");
  return [
    ...[...PROGRESS, ...input(source)],
    ...(hasAudio ? ["-protocol_whitelist", "file", "-i", "audio.m4a"] : []),
    ...["-filter_complex", graph],
    ...renditions.flatMap(({ name }, nth) => [
      ...["-map", `[v${nth}]`, "-c:v", "libx264", "-preset", "veryfast", "-crf", "23"],
      ...(hasAudio ? ["-map", "1:a:0", "-c:a", "copy"] : []),
      ...[...bare, ...threaded(source), "-movflags", "+faststart", "-f", "mp4", "-y", name],
    ]),
  ];
}

/** @param name of the file to write */
export const subtitles = (source: Input, index: number, name: string): string[] => [
  ...[...input(source), "-map", `0:${index}`, "-c:s", "webvtt", ...bare, "-f", "webvtt", "-y", name],
];
