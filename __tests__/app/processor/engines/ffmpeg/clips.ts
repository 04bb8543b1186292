// Clips made by FFmpeg itself, and the server that the engine reads them from.
import { createReadStream, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { afterAll, beforeAll } from "@jest/globals";
import { findFfmpeg } from "../../../../../app/processor/engines/ffmpeg/binary.ts";
import * as inspect from "../../../../../scripts/media/inspect.ts";

export const FFMPEG = findFfmpeg();
/** LMI_REQUIRE_FFMPEG=1, as in CI: nothing is skipped without a failure. */
if (!FFMPEG && process.env.LMI_REQUIRE_FFMPEG === "1") throw new Error("LMI_REQUIRE_FFMPEG: there is no FFmpeg here");
if (!FFMPEG) console.warn("skipped: no FFmpeg is there for this machine (FFMPEG_PATH names one)");

/** A picture that moves, in 320 × 180, and a tone. */
export const PICTURE = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25"];
export const TONE = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"];
export const H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
export const AAC = ["-c:a", "aac"];

/** What an uploader says of a file, which FFmpeg hears: by extension, else MP4. */
const TYPES: Readonly<Record<string, string>> = {
  m3u: "audio/mpegurl",
  m3u8: "audio/mpegurl",
  mkv: "video/x-matroska",
  mpd: "video/vnd.mpeg.dash.mpd",
  webm: "video/webm",
};

export interface Clips {
  /** Where clips are. */
  readonly folder: string;
  /** Where jobs have their folders. */
  readonly root: string;
  /** What was asked of the server, as `method path`. */
  readonly requests: string[];
  /** Answers instead of the server. */
  instead: RequestListener | undefined;
  /** Where the server has it as an upload is stored: no extension says what it is. */
  url(name: string): string;
  path(name: string): string;
  /** @throws Error with FFmpeg's words */
  make(name: string, ...args: readonly string[]): void;
}

/** FFmpeg's error stream and exit status. */
const ffmpeg = (...args: readonly string[]) => inspect.ffmpegOn(FFMPEG?.path ?? "", args);

/** What FFmpeg says of a file; undefined when it cannot read it. */
export const probed = (path: string) => inspect.probed(FFMPEG?.path ?? "", path);

/** Integrated loudness in LUFS. */
export const loudness = (path: string) => inspect.loudness(FFMPEG?.path ?? "", path);

/** A folder of clips and a server for it, for the tests of a file. */
export function useClips(): Clips {
  const base = mkdtempSync(join(tmpdir(), "clips-"));
  const [folder, root] = [join(base, "clips"), join(base, "jobs")];
  for (const each of [folder, root]) mkdirSync(each);
  const requests: string[] = [];
  const clips: Pick<Clips, "instead"> = { instead: undefined };
  const path = (name: string) => join(folder, name);
  /** Names of files, by the path under which they were asked for. */
  const served = new Map<string, string>();
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      if (clips.instead) {
        clips.instead(request, response);
        return;
      }
      const file = path(served.get(`${request.url}`) ?? "");
      let size: number;
      try {
        size = statSync(file).size;
      } catch {
        response.writeHead(404).end();
        return;
      }
      const [, from] = /^bytes=(\d+)-/.exec(request.headers.range ?? "") ?? [];
      const start = Number(from ?? 0);
      if (start >= size && start > 0) {
        response.writeHead(416).end();
        return;
      }
      const type = TYPES[extname(file).slice(1)] ?? "video/mp4";
      const headers = { "accept-ranges": "bytes", "content-length": size - start, "content-type": type };
      if (from === undefined) response.writeHead(200, headers);
      else response.writeHead(206, { ...headers, "content-range": `bytes ${start}-${size - 1}/${size}` });
      createReadStream(file, { start }).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(base, { recursive: true, force: true });
  });
  return Object.assign(clips, {
    folder,
    root,
    requests,
    path,
    url(name: string) {
      const at = `/sources/${name.replaceAll(/\W/g, "-")}`;
      served.set(at, name);
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}${at}`;
    },
    make(name: string, ...args: readonly string[]) {
      const { log, status } = ffmpeg(...args, "-y", path(name));
      if (status !== 0) throw new Error(`${name}: ${log}`);
    },
  });
}
