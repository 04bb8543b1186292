// Real files through the whole of it: uploaded, processed by FFmpeg, their outputs read and deleted.
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Output, Video } from "../../app/videos/video.ts";
import { type Content, wrongOutputs } from "../../scripts/demo/outputs.ts";
import { AAC, FFMPEG, H264, PICTURE, TONE, useClips } from "../app/processor/engines/ffmpeg/clips.ts";
import { videoClient } from "../support/http/videoClient.ts";
import { demo } from "../support/local/demo.ts";
import { objectsOf } from "../support/local/media.ts";
import { discard, eventually, type LocalRun, ROOT, startLocal, temporaryFolder } from "../support/local/system.ts";

type Listed = Omit<Video, "outputs"> & { readonly outputs: readonly (Output & { readonly url: string })[] };

const clips = useClips();
let folder: string;
let run: LocalRun | undefined;

beforeEach(() => {
  folder = temporaryFolder();
  run = undefined;
});
afterEach(() => discard(run, folder));

/** What is wrong with the outputs of a video, each of which must be what the API says of it. */
async function wrongOf({ id, outputs }: Listed, content: Content): Promise<string[]> {
  const files = new Map<string, string>();
  for (const { name, contentType, bytes: length, url } of outputs) {
    const answer = await fetch(url);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect([answer.status, answer.headers.get("content-type"), bytes.length]).toEqual([200, contentType, length]);
    const path = clips.path(`${id}-${name}`);
    writeFileSync(path, bytes);
    files.set(name, path);
  }
  return wrongOutputs(FFMPEG?.path ?? "", content, files);
}

const SIZE = { width: 320, height: 180 };

(FFMPEG ? describe : describe.skip)("videos that are uploaded", () => {
  it("come back processed, and go with all that was made of them", async () => {
    clips.make("both.mkv", ...PICTURE, ...TONE, "-t", "3", ...H264, ...AAC);
    clips.make("silent.mp4", ...PICTURE, "-t", "2", ...H264);
    clips.make("sound.mp3", ...TONE, "-t", "2", "-c:a", "libmp3lame");
    run = await startLocal(folder, ["--launch-seconds", "0"], ROOT);
    const videos = videoClient(run.apiUrl);
    const upload = (name: string, type: string) =>
      videos.upload(name, type, new Uint8Array(readFileSync(clips.path(name))));

    const ids = await Promise.all([
      upload("both.mkv", "video/x-matroska"),
      upload("silent.mp4", "video/mp4"),
      upload("sound.mp3", "audio/mpeg"),
    ]);
    const [both, silent, sound] = (await videos.ended(ids, 90)) as unknown as [Listed, Listed, Listed];

    expect([both, silent, sound].map(({ status }) => status)).toEqual(["completed", "completed", "completed"]);
    expect(await wrongOf(both, { seconds: 3, size: SIZE, sounds: true })).toEqual([]);
    expect(await wrongOf(silent, { seconds: 2, size: SIZE, sounds: false })).toEqual([]);
    expect(await wrongOf(sound, { seconds: 2, sounds: true })).toEqual([]);
    expect(await objectsOf(run)).toContain(`outputs/${both.id}/1/video.mp4`);

    for (const id of ids) await fetch(`${run.apiUrl}/videos/${id}`, { method: "DELETE" });
    await eventually("objects to go", 90, async () =>
      (await objectsOf(run as LocalRun)).length === 0 ? true : undefined,
    );
  });

  it("are what npm run demo shows and checks, ten clips with all their outputs", async () => {
    run = await startLocal(folder, ["--launch-seconds", "0"], ROOT);

    const { code, stdout, stderr } = await demo({}, "--url", run.apiUrl);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^10 clips made in .* uploading to http/);
    expect(stdout.match(/100 % {2}completed {7}6 outputs$/gm)).toHaveLength(10);
    expect(stdout).toMatch(
      /10 clips, .* became 60 outputs, .*; each as it has to be in codec, size, duration and loudness\n$/,
    );
  });
});
