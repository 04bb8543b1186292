import { readdirSync, readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage, type RequestListener } from "node:http";
import type { request as httpsRequest } from "node:https";
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createRelay } from "../../../../../app/media/relay.ts";
import { ffmpegEngine, type MediaFiles } from "../../../../../app/processor/engines/ffmpeg/engine.ts";
import { AAC, FFMPEG, H264, PICTURE, TONE, useClips } from "./clips.ts";

const clips = useClips();
const NAME = "fine.mkv";

function process(files: Partial<MediaFiles> = {}, { signal } = new AbortController()) {
  const engine = ffmpegEngine({
    ffmpeg: FFMPEG?.path ?? "",
    root: clips.root,
    files: { sourceUrl: async () => clips.url(NAME), put: async () => {}, ...files },
  });
  return engine.process({ id: NAME, attempt: 1, sourceUrl: "" }, { signal, progress: () => {} });
}

const status =
  (code: number): RequestListener =>
  (_, response) =>
    response.writeHead(code).end();

const startOf = ({ headers }: IncomingMessage) => Number(/^bytes=(\d+)-/.exec(headers.range ?? "")?.[1] ?? 0);

/** Serves the clip, and breaks the connection at a byte of it. */
function breaking(at: number, isBroken: () => boolean): RequestListener {
  return (request, response) => {
    const clip = readFileSync(clips.path(NAME));
    const start = startOf(request);
    const range = { "content-range": `bytes ${start}-${clip.length - 1}/${clip.length}` };
    response.writeHead(206, { "accept-ranges": "bytes", "content-length": clip.length - start, ...range });
    if (start <= at && isBroken()) response.write(clip.subarray(start, at), () => response.destroy());
    else response.end(clip.subarray(start));
  };
}

(FFMPEG ? describe : describe.skip)("a source on a bad way", () => {
  beforeAll(() => clips.make(NAME, ...PICTURE, ...TONE, "-t", "12", ...H264, ...AAC), 30_000);
  afterEach(() => {
    clips.instead = undefined;
    expect(readdirSync(clips.root)).toEqual([]);
  });

  it.each([400, 403, 429, 500, 503])("is left to another run at HTTP status %d", async (code) => {
    clips.instead = status(code);

    await expect(process()).rejects.toMatchObject({ name: "RetryableError" });
  });

  it.each([404, 410])("is unreadable at HTTP status %d: it is gone", async (code) => {
    clips.instead = status(code);

    await expect(process()).rejects.toMatchObject({ name: "EngineError", code: "SOURCE_UNREADABLE" });
  });

  it.each([401, 403, 301, 302, 307, 308])(
    "on another host that answers %d is refused, and nothing else is asked",
    async (code) => {
      const asked: string[] = [];
      clips.instead = ({ url = "" }, response) => {
        asked.push(url);
        response.writeHead(code, { location: clips.url(NAME) }).end();
      };
      // The host, spoken to without TLS.
      const request = ((_: URL, options: object) =>
        httpRequest(clips.url("elsewhere"), options)) as typeof httpsRequest;
      const relay = createRelay({ request, addressesOf: async () => ["127.0.0.1"] });
      const sourceUrl = () => relay.urlFor("https://films.example/a.mp4", 60);

      await expect(process({ sourceUrl })).rejects.toMatchObject({ name: "EngineError", code: "SOURCE_REFUSED" });
      expect(asked).toEqual(["/sources/elsewhere"]);
    },
  );

  it("is left to another run when the connection is refused", async () => {
    const sourceUrl = async () => "http://127.0.0.1:1/sources/video";

    await expect(process({ sourceUrl })).rejects.toMatchObject({ name: "RetryableError" });
  });

  it("is left to another run when the server closes without an answer", async () => {
    clips.instead = (_, response) => response.destroy();

    await expect(process()).rejects.toMatchObject({ name: "RetryableError" });
  });

  it.each([0.5, 0.97])(
    "is left to another run when it never comes past %d of its bytes",
    async (share) => {
      const { length } = readFileSync(clips.path(NAME));
      clips.instead = breaking(Math.floor(length * share), () => true);

      await expect(process()).rejects.toMatchObject({ name: "RetryableError" });
    },
    60_000,
  );

  it("is processed whole when a connection breaks and the next one holds", async () => {
    const { length } = readFileSync(clips.path(NAME));
    let requests = 0;
    clips.instead = breaking(Math.floor(length / 2), () => requests++ % 2 === 0);

    await expect(process()).resolves.toMatchObject({ engine: "ffmpeg" });
  }, 60_000);

  it("stops when its attempt does, also while an output waits for a storage that is silent", async () => {
    const attempt = new AbortController();
    const put: MediaFiles["put"] = (_id, _attempt, _output, signal) => {
      setImmediate(() => attempt.abort(new Error("out of time")));
      return new Promise((_, refuse) => signal.addEventListener("abort", () => refuse(signal.reason)));
    };

    await expect(process({ put }, attempt)).rejects.toThrow("out of time");
  });

  it.each<[string, Partial<MediaFiles>]>([
    ["its URL cannot be had", { sourceUrl: () => Promise.reject(new TypeError("fetch failed")) }],
    ["an output cannot be kept", { put: () => Promise.reject(new TypeError("fetch failed")) }],
  ])("is left to another run when %s", async (_, files) => {
    await expect(process(files)).rejects.toMatchObject({
      name: "RetryableError",
      message: "media files: fetch failed",
    });
  });
});
