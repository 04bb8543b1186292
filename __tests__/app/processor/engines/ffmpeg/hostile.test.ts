import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type FfmpegLimits, ffmpegEngine } from "../../../../../app/processor/engines/ffmpeg/engine.ts";
import type { FfmpegFailureCode } from "../../../../../app/processor/engines/ffmpeg/failures.ts";
import { AAC, FFMPEG, H264, PICTURE, TONE, useClips } from "./clips.ts";

const clips = useClips();
const never = new AbortController().signal;
const LIMITS: Partial<FfmpegLimits> = { maxDurationSeconds: 4, cpuSeconds: 3, maxPixels: 1920 * 1080 };

function process(name: string, limits: Partial<FfmpegLimits> = {}) {
  const engine = ffmpegEngine({
    ffmpeg: FFMPEG?.path ?? "",
    root: clips.root,
    limits: { ...LIMITS, ...limits },
    files: { sourceUrl: async ({ id }) => clips.url(id), put: async () => {} },
  });
  return engine.process({ id: name, attempt: 1, sourceUrl: "" }, { signal: never, progress: () => {} });
}

const write = (name: string, content: string | Uint8Array) => writeFileSync(clips.path(name), content);
const read = (name: string) => readFileSync(clips.path(name));
/** The same bytes each time: by chance some noise looks like a frame of sound. */
const noise = (length: number) =>
  Buffer.concat(
    Array.from({ length: Math.ceil(length / 32) }, (_, index) => createHash("sha256").update(`${index}`).digest()),
  ).subarray(0, length);
const replaced = (bytes: Buffer, from: string, to: string) =>
  Buffer.from(bytes.toString("latin1").replaceAll(from, to), "latin1");
const playlist = (...uris: string[]) =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:3\n${uris.map((uri) => `#EXTINF:3,\n${uri}\n`).join("")}#EXT-X-ENDLIST\n`;
/** The start of a file that the engine would accept, and then another kind of file. */
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>';

/** Makes all files that no table row makes by itself. */
function makeFiles(): void {
  clips.make("fine.mp4", ...PICTURE, ...TONE, "-t", "3", ...H264, ...AAC);
  clips.make("fast.mp4", "-i", clips.path("fine.mp4"), "-c", "copy", "-movflags", "+faststart");
  clips.make("fine.mkv", "-i", clips.path("fine.mp4"), "-c", "copy");
  clips.make("fine.ts", "-i", clips.path("fine.mp4"), "-c", "copy");
  clips.make("fine.wav", ...TONE, "-t", "1");
  write("zero.mp4", "");
  write("one-byte.mp4", "x");
  write("noise.mp4", noise(64 * 1024));
  write("noise.webm", noise(64 * 1024));
  write("text.webm", "These are only words.\n".repeat(100));
  write("zeros.mp4", Buffer.alloc(64 * 1024));
  write("text.mp4", "These are only words.\n".repeat(100));
  write("page.mp4", "<!doctype html><title>No video</title>");
  write("archive.mp4", Buffer.concat([Buffer.from("PK\u0003\u0004"), noise(4096)]));
  write("picture.svg", SVG);
  write("svg.mp4", SVG);
  clips.make("still.png", ...PICTURE, "-frames:v", "1");
  clips.make("still.jpg", ...PICTURE, "-frames:v", "1");
  clips.make("moving.gif", ...PICTURE, "-t", "0.2");
  const local = clips.path("fine.mp4");
  write("local.m3u8", playlist(`file://${local}`, local, "/etc/passwd"));
  write("local.mp4", playlist(local));
  write("remote.m3u8", playlist(clips.url("secret.ts"), "secret.ts"));
  write("remote.mp4", playlist(clips.url("secret.ts")));
  write("protocols.m3u8", playlist(`concat:${local}|${local}`, `subfile,,start,0,end,9,,:${local}`, "data:,x"));
  write("script.ffconcat", `ffconcat version 1.0\nfile ${local}\nfile ${clips.url("secret.ts")}\n`);
  write("script.mp4", `ffconcat version 1.0\nfile '${local}'\n`);
  write("session.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n");
  write(
    "manifest.mpd",
    `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>${clips.url("secret.ts")}</BaseURL></MPD>`,
  );
  write("list.m3u", `${clips.url("secret.ts")}\n`);
  write("subtitles.mp4", "1\n00:00:00,000 --> 00:00:01,000\nHello\n");
  clips.make("words-only.mkv", "-f", "srt", "-i", clips.path("subtitles.mp4"), "-c:s", "srt");
  const [slow, fast, mkv, ts] = [read("fine.mp4"), read("fast.mp4"), read("fine.mkv"), read("fine.ts")];
  write("no-index.mp4", slow.subarray(0, slow.length / 2));
  write("half.mp4", fast.subarray(0, fast.length / 2));
  write("half.mkv", mkv.subarray(0, mkv.length / 3));
  write("header-only.mkv", mkv.subarray(0, 300));
  write("head-cut.mkv", mkv.subarray(1000));
  write("unknown-codecs.mp4", replaced(replaced(fast, "avc1", "zzzz"), "mp4a", "zzza"));
  const media = fast.indexOf("mdat") + 4;
  write("noise-inside.mp4", Buffer.concat([fast.subarray(0, media), noise(fast.length - media)]));
  clips.make(
    "huge.mkv",
    "-f",
    "lavfi",
    "-i",
    "color=size=10000x10000:rate=1",
    "-frames:v",
    "1",
    "-c:v",
    "mjpeg",
    "-pix_fmt",
    "yuvj420p",
  );
  clips.make("grown.ts", "-f", "lavfi", "-i", "color=size=2560x1440:rate=5", "-t", "1", ...H264);
  write("grows.ts", Buffer.concat([read("grown.ts"), ts]));
  clips.make("long.mp4", ...PICTURE, "-t", "6", ...H264);
  clips.make("unsaid.webm", ...PICTURE, "-t", "9", "-c:v", "libvpx", "-deadline", "realtime", "-live", "1");
  const streams = Array.from({ length: 200 }, () => ["-map", "0:a"]).flat();
  clips.make("streams.mp4", "-i", clips.path("fine.mp4"), ...streams, "-c", "copy");
  clips.make("frames-1k.mkv", "-f", "lavfi", "-i", "testsrc2=size=64x36:rate=1000", "-t", "1", ...H264);
  write("frames.txt", "file frames-1k.mkv\n".repeat(1000));
  clips.make("frames.mkv", "-f", "concat", "-i", clips.path("frames.txt"), "-c", "copy");
}

const FAILS: readonly [what: string, name: string, code: FfmpegFailureCode, limits?: Partial<FfmpegLimits>][] = [
  ["no bytes", "zero.mp4", "UNSUPPORTED_MEDIA"],
  ["one byte", "one-byte.mp4", "UNSUPPORTED_MEDIA"],
  ["noise", "noise.mp4", "UNSUPPORTED_MEDIA"],
  ["zeros", "zeros.mp4", "UNSUPPORTED_MEDIA"],
  ["text with a video's extension", "text.mp4", "UNSUPPORTED_MEDIA"],
  ["a page", "page.mp4", "UNSUPPORTED_MEDIA"],
  ["noise that is said to be WebM", "noise.webm", "UNSUPPORTED_MEDIA"],
  ["text that is said to be WebM", "text.webm", "UNSUPPORTED_MEDIA"],
  ["an archive", "archive.mp4", "UNSUPPORTED_MEDIA"],
  ["an SVG that names a local file", "picture.svg", "UNSUPPORTED_MEDIA"],
  ["the same with a video's extension", "svg.mp4", "UNSUPPORTED_MEDIA"],
  ["a picture (PNG)", "still.png", "UNSUPPORTED_MEDIA"],
  ["a picture (JPEG)", "still.jpg", "UNSUPPORTED_MEDIA"],
  ["a moving picture (GIF)", "moving.gif", "UNSUPPORTED_MEDIA"],
  ["a playlist of local files", "local.m3u8", "UNSUPPORTED_MEDIA"],
  ["the same with a video's extension", "local.mp4", "UNSUPPORTED_MEDIA"],
  ["a playlist of other addresses", "remote.m3u8", "UNSUPPORTED_MEDIA"],
  ["the same with a video's extension", "remote.mp4", "UNSUPPORTED_MEDIA"],
  ["a playlist of protocols within protocols", "protocols.m3u8", "UNSUPPORTED_MEDIA"],
  ["a plain list of addresses", "list.m3u", "UNSUPPORTED_MEDIA"],
  ["a concat script", "script.ffconcat", "UNSUPPORTED_MEDIA"],
  ["the same with a video's extension", "script.mp4", "UNSUPPORTED_MEDIA"],
  ["a session description", "session.sdp", "UNSUPPORTED_MEDIA"],
  ["a DASH manifest", "manifest.mpd", "UNSUPPORTED_MEDIA"],
  ["subtitles as a file", "subtitles.mp4", "UNSUPPORTED_MEDIA"],
  ["a container with nothing but subtitles", "words-only.mkv", "UNSUPPORTED_MEDIA"],
  ["codecs that do not exist", "unknown-codecs.mp4", "UNSUPPORTED_MEDIA"],
  ["a video without its index", "no-index.mp4", "SOURCE_UNREADABLE"],
  ["the first half of a video (MP4)", "half.mp4", "SOURCE_UNREADABLE"],
  ["the first third of a video (Matroska)", "half.mkv", "SOURCE_UNREADABLE"],
  ["a header alone", "header-only.mkv", "SOURCE_UNREADABLE"],
  ["a video without its beginning", "head-cut.mkv", "UNSUPPORTED_MEDIA"],
  ["an index, and noise where the media should be", "noise-inside.mp4", "SOURCE_UNREADABLE"],
  ["a source that is not there", "missing.mp4", "SOURCE_UNREADABLE"],
  ["a picture of 10,000 × 10,000", "huge.mkv", "TOO_LARGE"],
  ["pictures of two sizes, one too large", "grows.ts", "TOO_LARGE"],
  ["six seconds where four are allowed", "long.mp4", "TOO_LONG"],
  ["nine seconds, without a length in the container", "unsaid.webm", "TOO_LONG"],
  ["200 tracks", "streams.mp4", "TOO_MANY_STREAMS"],
  ["a million frames of 1 ms", "frames.mkv", "TOO_LONG"],
  ["a million frames of 1 ms, with any length allowed", "frames.mkv", "TOO_COMPLEX", { maxDurationSeconds: 1e6 }],
  ["an output that becomes too big", "fine.mp4", "TOO_LARGE", { fileBytes: 20_000 }],
];

(FFMPEG ? describe : describe.skip)("a hostile or broken source", () => {
  beforeAll(makeFiles, 60_000);

  it.each(FAILS.map(([what, name, code, limits]) => ({ what, name, code, limits })))(
    "fails as it should: $what ($name, $code)",
    async ({ name, code, limits }) => {
      clips.requests.length = 0;
      const began = performance.now();

      await expect(process(name, limits)).rejects.toMatchObject({ name: "EngineError", code });

      expect(performance.now() - began).toBeLessThan(15_000);
      expect(new Set(clips.requests)).toEqual(new Set([`GET ${new URL(clips.url(name)).pathname}`]));
      expect(readdirSync(clips.root)).toEqual([]);
    },
    20_000,
  );

  it.each(["fine.mp4", "fast.mp4", "fine.mkv", "fine.ts", "fine.wav"])("is not %s", async (name) => {
    await expect(process(name)).resolves.toMatchObject({ engine: "ffmpeg" });
  });
});
