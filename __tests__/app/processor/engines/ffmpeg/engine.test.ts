import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { ffmpegEngine } from "../../../../../app/processor/engines/ffmpeg/engine.ts";
import type { OutputSettings } from "../../../../../app/processor/engines/ffmpeg/outputs.ts";
import type { Progress } from "../../../../../app/videos/video.ts";
import { startsFast } from "../../../../../scripts/media/inspect.ts";
import { AAC, FFMPEG, H264, loudness, PICTURE, probed, TONE, useClips } from "./clips.ts";

const clips = useClips();
const never = new AbortController().signal;

async function processed(
  name: string,
  signal = never,
  report: (progress: Progress) => void = () => {},
  outputs?: OutputSettings,
) {
  const folder = join(clips.folder, `of-${name}`);
  mkdirSync(folder, { recursive: true });
  const reports: Progress[] = [];
  const engine = ffmpegEngine({
    ffmpeg: FFMPEG?.path ?? "",
    root: clips.root,
    ...(outputs && { outputs }),
    files: {
      sourceUrl: async ({ id }) => clips.url(id),
      put: async (_id, _attempt, output) => copyFileSync(output.path, join(folder, output.name)),
    },
  });
  const result = await engine.process(
    { id: name, attempt: 1, sourceUrl: "" },
    {
      signal,
      progress(each) {
        reports.push(each);
        report(each);
      },
    },
  );
  const path = (output: string) => join(folder, output);
  const names = result.outputs?.map(({ name: output }) => output) ?? [];
  return { result, names, reports, path, text: (output: string) => readFileSync(path(output), "utf8") };
}

/** A quarter of a turn in the track's matrix: how cameras say that they were held upright. */
function turn(name: string, from: string): void {
  const bytes = readFileSync(from);
  const at = bytes.indexOf("tkhd") + 4 + 40; // the matrix of a track header of version 0: ISO/IEC 14496-12, 8.3.2
  for (const [index, value] of [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000].entries()) {
    bytes.writeInt32BE(value, at + 4 * index);
  }
  writeFileSync(clips.path(name), bytes);
}

/** Three scenes of 12 seconds, with silence around the first cut only. */
function makeScenes(): void {
  const colours = ["red", "green", "blue"].flatMap((colour) => [
    "-f",
    "lavfi",
    "-i",
    `color=${colour}:size=160x90:rate=5:d=12`,
  ]);
  const sound = "sine=frequency=440:sample_rate=48000:d=36,volume='if(between(t,11.5,12.5),0,1)':eval=frame";
  const joined = ["-filter_complex", "[0:v][1:v][2:v]concat=n=3[v]", "-map", "[v]", "-map", "3:a"];
  clips.make("scenes.mp4", ...colours, "-f", "lavfi", "-i", sound, ...joined, ...H264, ...AAC);
}

(FFMPEG ? describe : describe.skip)(`the FFmpeg engine, with ${FFMPEG?.version}`, () => {
  beforeAll(() => {
    const srt = "1\n00:00:00,500 --> 00:00:01,500\nHello\n";
    const subtitles = join(clips.folder, "words.srt");
    writeFileSync(subtitles, srt);
    clips.make(
      "both.mkv",
      ...PICTURE,
      ...TONE,
      "-i",
      subtitles,
      "-map",
      "0",
      "-map",
      "1",
      "-map",
      "2",
      "-t",
      "3",
      ...H264,
      ...AAC,
      "-c:s",
      "srt",
      "-metadata",
      "title=secret place",
    );
    clips.make("silent.mp4", ...PICTURE, "-t", "2", ...H264);
    clips.make("sound.mp3", ...TONE, "-t", "2", "-c:a", "libmp3lame");
    clips.make("tall.mp4", "-f", "lavfi", "-i", "testsrc2=size=1080x1920:rate=5", "-t", "1", ...H264);
    clips.make("odd.webm", "-f", "lavfi", "-i", "testsrc2=size=321x181:rate=5", "-t", "1", "-c:v", "libvpx");
    clips.make("lying.mp4", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=5", "-t", "1", ...H264);
    turn("turned.mp4", clips.path("lying.mp4"));
    makeScenes();
    clips.make("quiet.mp4", "-f", "lavfi", "-i", "anullsrc=r=44100", "-t", "1", ...AAC);
  });

  it("makes all outputs of a source with pictures, sound and subtitles", async () => {
    const { result, names, path, text } = await processed("both.mkv");

    expect(names.toSorted()).toEqual([
      "audio.m4a",
      "chapters.vtt",
      "metadata.json",
      "poster.jpg",
      "subtitles.vtt",
      "video.mp4",
      "waveform.png",
    ]);
    const video = probed(path("video.mp4"));
    expect(video).toMatchObject({ video: { codec: "h264", width: 320, height: 180 }, audio: { codec: "aac" } });
    expect(Math.abs((video?.durationSeconds ?? 0) - 3)).toBeLessThanOrEqual(0.1);
    expect(Math.abs((probed(path("audio.m4a"))?.durationSeconds ?? 0) - 3)).toBeLessThanOrEqual(0.1);
    for (const name of ["video.mp4", "audio.m4a"]) {
      expect(startsFast(path(name))).toBe(true);
      expect(Math.abs(loudness(path(name)) + 16)).toBeLessThanOrEqual(1);
      expect(text(name)).not.toContain("secret place");
    }
    expect(probed(path("poster.jpg"))?.video).toMatchObject({ codec: "mjpeg", width: 320, height: 180 });
    expect(probed(path("waveform.png"))?.video).toMatchObject({ codec: "png", width: 1280, height: 160 });
    expect(text("subtitles.vtt")).toMatch(/^WEBVTT[\s\S]*00:00\.5\d\d --> 00:01\.5\d\d\nHello/);
    expect(text("chapters.vtt")).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:03\.0\d\d\nChapter 1\n$/);
    expect(JSON.parse(text("metadata.json"))).toMatchObject({
      container: "matroska,webm",
      video: { codec: "h264", width: 320, height: 180 },
      audio: { codec: "aac", sampleRate: 48000, loudnessLufs: expect.any(Number) },
    });
    expect(result.stages.find(({ stage }) => stage === "transcode")).toMatchObject({
      cpuMilliseconds: expect.any(Number),
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(result.outputs?.find(({ name }) => name === "video.mp4")).toEqual({
      name: "video.mp4",
      contentType: "video/mp4",
      bytes: readFileSync(path("video.mp4")).length,
    });
    expect(readdirSync(clips.root)).toEqual([]);
  });

  it("reports progress that never goes back, through its steps, and less than 100", async () => {
    const { reports } = await processed("both.mkv");

    const percents = reports.map(({ percent }) => percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(percents.at(-1)).toBeLessThan(100);
    expect([...new Set(reports.map(({ stage }) => stage))]).toEqual([
      "probe",
      "measure",
      "audio",
      "waveform",
      "poster",
      "subtitles",
      "transcode",
    ]);
  });

  it("leaves out what a source without sound has not", async () => {
    const { names, path, text } = await processed("silent.mp4");

    expect(names.toSorted()).toEqual(["chapters.vtt", "metadata.json", "poster.jpg", "video.mp4"]);
    expect(probed(path("video.mp4"))?.audio).toBeUndefined();
    expect(JSON.parse(text("metadata.json")).durationSeconds).toBe(2);
    expect(text("chapters.vtt")).toContain("00:00:00.000 --> 00:00:02.000");
  });

  it("leaves out what a source without pictures has not", async () => {
    const { names, path } = await processed("sound.mp3");

    expect(names.toSorted()).toEqual(["audio.m4a", "chapters.vtt", "metadata.json", "waveform.png"]);
    expect(Math.abs(loudness(path("audio.m4a")) + 16)).toBeLessThanOrEqual(1);
  });

  it("keeps silence silent", async () => {
    const { text } = await processed("quiet.mp4");

    expect(JSON.parse(text("metadata.json"))).toMatchObject({ audio: { loudnessLufs: null } });
  });

  it.each([
    ["tall.mp4", 720, 1280],
    ["odd.webm", 320, 180],
  ])("fits %s into 720p: even, and never larger", async (name, width, height) => {
    const { path } = await processed(name);

    expect(probed(path("video.mp4"))?.video).toMatchObject({ width, height });
  });

  it("makes a video of each size that is configured and smaller than the one before, each whole", async () => {
    const audio = { targetLufs: -20, kilobitsPerSecond: 64 };
    const { names, path } = await processed("both.mkv", never, undefined, { renditions: [720, 360, 144], audio });

    expect(names.filter((name) => name.endsWith(".mp4"))).toEqual(["video.mp4", "video-144p.mp4"]);
    expect(probed(path("video.mp4"))?.video).toMatchObject({ width: 320, height: 180 });
    expect(probed(path("video-144p.mp4"))?.video).toMatchObject({ width: 256, height: 144 });
    for (const name of ["video.mp4", "video-144p.mp4"]) {
      expect(probed(path(name))).toMatchObject({ video: { codec: "h264" }, audio: { codec: "aac" } });
      expect(Math.abs((probed(path(name))?.durationSeconds ?? 0) - 3)).toBeLessThanOrEqual(0.1);
      expect(startsFast(path(name))).toBe(true);
      expect(Math.abs(loudness(path(name)) + 20)).toBeLessThanOrEqual(1);
    }
    expect(statSync(path("audio.m4a")).size).toBeLessThan(40_000);
  });

  it("shows a video that was held upright as it was held", async () => {
    const { path, text } = await processed("turned.mp4");

    expect(JSON.parse(text("metadata.json")).video).toMatchObject({ width: 180, height: 320 });
    expect(probed(path("video.mp4"))?.video).toMatchObject({ width: 180, height: 320 });
    expect(probed(path("poster.jpg"))?.video).toMatchObject({ width: 180, height: 320 });
  });

  it("begins a chapter where a picture cuts in silence, and not at each cut", async () => {
    const { text } = await processed("scenes.mp4");

    expect(text("chapters.vtt")).toMatch(
      /^WEBVTT\n\n00:00:00\.000 --> 00:00:12\.000\nChapter 1\n\n00:00:12\.000 --> 00:00:36\.0\d\d\nChapter 2\n$/,
    );
  });

  it("stops within a second with the abort's reason, and leaves nothing behind", async () => {
    const stop = new AbortController();
    let stopped = 0;

    const job = processed("tall.mp4", stop.signal, ({ stage }) => {
      if (stage !== "transcode" || stopped) return;
      stopped = performance.now();
      setImmediate(() => stop.abort(new Error("out of time")));
    });

    await expect(job).rejects.toThrow("out of time");
    expect(performance.now() - stopped).toBeLessThan(1000);
    expect(readdirSync(clips.root)).toEqual([]);
  });
});
