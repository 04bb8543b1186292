// What a media file holds and how it sounds, as FFmpeg sees it: ffprobe's part, without ffprobe.
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { type Source, sourceIn } from "../../app/processor/engines/ffmpeg/probe.ts";

const MOST_SECONDS = 120;

/** FFmpeg's error stream and exit status. */
export function ffmpegOn(ffmpeg: string, args: readonly string[]): { log: string; status: number | null } {
  const { stderr, status } = spawnSync(ffmpeg, ["-nostdin", "-hide_banner", ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    timeout: MOST_SECONDS * 1000,
  });
  return { log: stderr ?? "", status };
}

/** Undefined when FFmpeg cannot read it. */
export const probed = (ffmpeg: string, path: string): Source | undefined =>
  sourceIn(ffmpegOn(ffmpeg, ["-i", path]).log);

/** Integrated loudness in LUFS (EBU R 128); NaN when nothing is heard. */
export function loudness(ffmpeg: string, path: string): number {
  const { log } = ffmpegOn(ffmpeg, ["-i", path, "-af", "ebur128=framelog=verbose", "-f", "null", "-"]);
  return Number(/I:\s+(-?[\d.]+) LUFS\s+Threshold/.exec(log)?.[1]);
}

/** The types of an MP4 file's outermost boxes, in their order: ISO/IEC 14496-12, 4.2. */
export function boxesOf(path: string): string[] {
  const file = openSync(path, "r");
  try {
    const types: string[] = [];
    const header = Buffer.alloc(16);
    for (let at = 0; readSync(file, header, 0, 16, at) >= 8; ) {
      types.push(header.toString("latin1", 4, 8));
      const size = header.readUInt32BE(0);
      const length = size === 1 ? Number(header.readBigUInt64BE(8)) : size;
      if (length < 8) break; // 0: up to the end
      at += length;
    }
    return types;
  } finally {
    closeSync(file);
  }
}

/** Whether a player finds an MP4 file's index before the media. */
export function startsFast(path: string): boolean {
  const boxes = boxesOf(path);
  const index = boxes.indexOf("moov");
  return index !== -1 && index < boxes.indexOf("mdat");
}
