// Real files through the whole of it: uploaded, processed by FFmpeg, their outputs read and deleted.
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Output, Video } from "../../app/videos/video.ts";
import {
  AAC,
  FFMPEG,
  H264,
  loudness,
  PICTURE,
  probed,
  startsFast,
  TONE,
  useClips,
} from "../app/processor/engines/ffmpeg/clips.ts";
import { videoClient } from "../support/http/videoClient.ts";
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

/** Downloads an output. @returns where it is */
async function fetched({ id, outputs }: Listed, name: string): Promise<string> {
  const output = outputs.find((one) => one.name === name);
  const answer = await fetch(String(output?.url));
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect([answer.status, answer.headers.get("content-type"), bytes.length]).toEqual([
    200,
    output?.contentType,
    output?.bytes,
  ]);
  const path = clips.path(`${id}-${name}`);
  writeFileSync(path, bytes);
  return path;
}

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

    expect(
      [both, silent, sound].map(({ status, outputs = [] }) => [status, ...outputs.map(({ name }) => name).toSorted()]),
    ).toEqual([
      ["completed", "audio.m4a", "chapters.vtt", "metadata.json", "poster.jpg", "video.mp4", "waveform.png"],
      ["completed", "chapters.vtt", "metadata.json", "poster.jpg", "video.mp4"],
      ["completed", "audio.m4a", "chapters.vtt", "metadata.json", "waveform.png"],
    ]);
    const video = await fetched(both, "video.mp4");
    const made = probed(video);
    expect(made).toMatchObject({ video: { codec: "h264", width: 320, height: 180 }, audio: { codec: "aac" } });
    expect(Math.abs((made?.durationSeconds ?? 0) - 3)).toBeLessThanOrEqual(0.1);
    expect(startsFast(video)).toBe(true);
    expect(Math.abs(loudness(video) + 16)).toBeLessThanOrEqual(1);
    expect(Math.abs(loudness(await fetched(sound, "audio.m4a")) + 16)).toBeLessThanOrEqual(1);
    expect(probed(await fetched(silent, "poster.jpg"))?.video).toMatchObject({
      codec: "mjpeg",
      width: 320,
      height: 180,
    });
    expect(await objectsOf(run)).toContain(`outputs/${both.id}/1/video.mp4`);

    for (const id of ids) await fetch(`${run.apiUrl}/videos/${id}`, { method: "DELETE" });
    await eventually("objects to go", 90, async () =>
      (await objectsOf(run as LocalRun)).length === 0 ? true : undefined,
    );
  });
});
