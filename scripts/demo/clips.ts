// Clips for trying things out: a test picture and a tone, made by FFmpeg.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Content } from "./outputs.ts";

export interface Clip {
  readonly content: Content;
  readonly title: string;
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const CLIPS = 10;
const SIZE = { width: 640, height: 360 };

/** @param ffmpeg its path */
export function makeClips(ffmpeg: string): Clip[] {
  const folder = mkdtempSync(join(tmpdir(), "demo-"));
  try {
    return Array.from({ length: CLIPS }, (_, index) => {
      const seconds = 3 + (index % 4);
      const path = join(folder, `${index}.mp4`);
      const picture = `testsrc2=size=${SIZE.width}x${SIZE.height}:rate=25:duration=${seconds}`;
      const tone = `sine=frequency=${220 + 60 * index}:duration=${seconds}`;
      const inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone];
      const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"];
      execFileSync(ffmpeg, ["-nostdin", "-v", "error", ...inputs, ...codecs, path], { timeout: 60_000 });
      const bytes = new Uint8Array(readFileSync(path));
      const content = { seconds, size: SIZE, sounds: true };
      return { content, title: `clip ${index + 1}, ${seconds} s`, contentType: "video/mp4", bytes };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
