// The demo against an API that a test plays: what it says, and how it ends.
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer, json } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "@jest/globals";
import { FFMPEG } from "../../app/processor/engines/ffmpeg/clips.ts";
import { serve, type TestServer } from "../../support/http/httpServer.ts";
import { demo } from "../../support/local/demo.ts";

let server: TestServer | undefined;
afterEach(() => server?.close());

interface Played {
  /** What becomes of a video, by the number of its clip. */
  readonly video?: (clip: number, source: Buffer, url: string) => object;
  /** What an upload is answered with. */
  readonly put?: number;
}

async function play({ video = () => ({ status: "queued" }), put = 200 }: Played): Promise<string> {
  const sources = new Map<string, Buffer>();
  const answer = async (request: IncomingMessage): Promise<[status: number, body: object]> => {
    const { method, url = "", headers } = request;
    const id = /^\/\w+\/(\d+)/.exec(url)?.[1] ?? "";
    const at = (name: string) => `http://${headers.host}/objects/${name}`;
    if (method === "POST") {
      const { title } = (await json(request)) as { title: string };
      const [clip = ""] = /\d+/.exec(title) ?? [];
      return [201, { id: clip, upload: { method: "PUT", url: `${at(clip)}?signed`, headers: {} } }];
    }
    if (method === "PUT") {
      sources.set(id, await buffer(request));
      return [put, { message: "played" }];
    }
    const source = sources.get(id) ?? Buffer.alloc(0);
    if (url.startsWith("/objects/")) return [200, source];
    return [200, id === "" ? { videos: [] } : { id, ...video(Number(id), source, at(id)) }];
  };
  server = await serve(async (request: IncomingMessage, response: ServerResponse) => {
    const [status, body] = await answer(request);
    const isMedia = Buffer.isBuffer(body);
    response.writeHead(status, { "content-type": isMedia ? "video/mp4" : "application/json" });
    response.end(isMedia ? body : JSON.stringify(body));
  });
  return server.endpoint;
}

const run = (url: string, ...more: string[]) => demo({}, "--url", url, ...more);

describe("npm run demo", () => {
  it.each([
    [["--seconds", "9"], "--seconds: must be from 10 to 3600, got 9"],
    [["--seconds", "soon"], "--seconds: must be from 10 to 3600, got soon"],
    [["--url", "ftp://host"], "--url: must be an http URL, got ftp://host"],
    [["--nothing"], "demo: Unknown option '--nothing'"],
  ])("refuses %j", async (args, line) => {
    const { code, stderr } = await demo({}, ...args);

    expect([code, stderr.split("\n")[0]]).toEqual([2, expect.stringContaining(line)]);
  });

  it("says that an FFmpeg that is named cannot be run, before it starts anything", async () => {
    expect(await demo({ FFMPEG_PATH: "/nowhere/ffmpeg" })).toEqual({
      code: 1,
      stdout: "",
      stderr:
        'demo: ffmpeg "/nowhere/ffmpeg": cannot be run (spawnSync /nowhere/ffmpeg ENOENT); FFMPEG_PATH names another one\n',
    });
  });
});

(FFMPEG ? describe : describe.skip)("npm run demo, with clips", () => {
  it("says that a given API does not answer", async () => {
    expect(await run("http://127.0.0.1:9")).toEqual({
      code: 1,
      stdout: "",
      stderr: "demo: http://127.0.0.1:9 does not answer\n",
    });
  });

  it("fails and says what is wrong with each clip", async () => {
    const url = await play({
      video: (clip, { length }, at) => {
        if (clip === 10) return { status: "failed", failure: { code: "TOO_LONG", message: "" } };
        const bytes = clip === 9 ? length + 1 : length;
        return { status: "completed", outputs: [{ name: "video.mp4", contentType: "video/mp4", bytes, url: at }] };
      },
    });

    const { code, stdout, stderr } = await run(url);

    expect(code).toBe(1);
    expect(stdout).toMatch(/clip 1, 3 s {3}█{20} 100 % {2}completed {7}1 outputs\n/);
    expect(stdout).toMatch(/clip 10, 4 s {2}░{20} {3}0 % {2}failed {10}TOO_LONG\n/);
    expect(stderr).toContain("demo: clip 1, 3 s: poster.jpg: is missing\n");
    expect(stderr).toContain("demo: clip 1, 3 s: video.mp4: must have its index before the media (moov before mdat)\n");
    expect(stderr).toMatch(/^demo: clip 9, 3 s: video.mp4: must be video\/mp4 of \d+ bytes, got video\/mp4 of \d+$/m);
    expect(stderr).toContain("demo: clip 10, 4 s: failed: TOO_LONG\n");
    expect(stderr.match(/: metadata.json: is missing$/gm)).toHaveLength(9);
  });

  it("fails with what an upload was answered, and without the URL's signature", async () => {
    const url = await play({ put: 403 });

    const { code, stderr } = await run(url);

    expect(code).toBe(1);
    expect(stderr).toMatch(/^demo: PUT http:\/\/127\.0\.0\.1:\d+\/objects\/\d+: 403 {"message":"played"}\n$/);
  });

  it("fails when not all end in time, and names those", async () => {
    const url = await play({});

    const { code, stderr } = await run(url, "--seconds", "10");

    expect(code).toBe(1);
    expect(stderr).toMatch(/^demo: not all ended within 10 s: 1 queued, 2 queued, .*10 queued\n$/);
  });
});
