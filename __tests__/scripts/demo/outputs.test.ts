import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Content, outputNames, wrongOutputs } from "../../../scripts/demo/outputs.ts";
import { AAC, FFMPEG, H264, PICTURE, TONE, useClips } from "../../app/processor/engines/ffmpeg/clips.ts";

const clips = useClips();
const CONTENT: Content = { seconds: 2, size: { width: 320, height: 180 }, sounds: true };
const FAST = ["-movflags", "+faststart"];
/** From the tone's loudness to −16 LUFS. */
const LOUD = ["-af", "volume=5.4dB"];
const STILL = ["-frames:v", "1"];

/** Right outputs, and files of their names that differ in one thing. */
const MADE: Readonly<Record<string, readonly string[]>> = {
  "video.mp4": [...PICTURE, ...TONE, "-t", "2", ...H264, ...AAC, ...LOUD, ...FAST],
  "slow.mp4": [...PICTURE, ...TONE, "-t", "2", ...H264, ...AAC, ...LOUD],
  "quiet.mp4": [...PICTURE, ...TONE, "-t", "2", ...H264, ...AAC, ...FAST],
  "short.mp4": [...PICTURE, ...TONE, "-t", "1.8", ...H264, ...AAC, ...LOUD, ...FAST],
  "mpeg4.mp4": [...PICTURE, ...TONE, "-t", "2", "-c:v", "mpeg4", ...AAC, ...LOUD, ...FAST],
  "small.mp4": [...PICTURE, ...TONE, "-t", "2", "-s", "160x90", ...H264, ...AAC, ...LOUD, ...FAST],
  "mute.mp4": [...PICTURE, "-t", "2", ...H264, ...FAST],
  "silent.mp4": [...PICTURE, "-f", "lavfi", "-i", "anullsrc=r=48000", "-t", "2", ...H264, ...AAC, ...FAST],
  "audio.m4a": [...TONE, "-t", "2", ...AAC, ...LOUD, ...FAST, "-f", "mp4"],
  "mp3.m4a": [...TONE, "-t", "2", "-c:a", "libmp3lame", ...LOUD, ...FAST, "-f", "mp4"],
  "poster.jpg": [...PICTURE, ...STILL],
  "png.jpg": [...PICTURE, ...STILL, "-c:v", "png", "-f", "image2"],
  "waveform.png": ["-f", "lavfi", "-i", "color=s=1280x160", ...STILL],
  "narrow.png": ["-f", "lavfi", "-i", "color=s=640x160", ...STILL],
};

const TEXTS = {
  "chapters.vtt": "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nChapter 1\n",
  "empty.vtt": "WEBVTT\n\n",
  "metadata.json": '{"durationSeconds":2.04}',
  "wrong.json": '{"durationSeconds":"2"}',
  "broken.json": "{",
  "text.mp4": "no media",
};

/** All outputs, each right but for one. */
const withOne = (name: string, file: string) =>
  new Map([...outputNames(CONTENT).map((one) => [one, clips.path(one)] as const), [name, clips.path(file)]]);
const wrong = (files: ReadonlyMap<string, string>, content = CONTENT) =>
  wrongOutputs(FFMPEG?.path ?? "", content, files);

(FFMPEG ? describe : describe.skip)("what was made of a clip", () => {
  beforeAll(() => {
    for (const [name, args] of Object.entries(MADE)) clips.make(name, ...args);
    for (const [name, text] of Object.entries(TEXTS)) writeFileSync(clips.path(name), text);
  }, 60_000);

  it("is right when all of it is there and as it has to be", () => {
    expect(wrong(withOne("video.mp4", "video.mp4"))).toEqual([]);
  });

  it.each([
    ["video.mp4", "slow.mp4", "must have its index before the media (moov before mdat)"],
    ["video.mp4", "quiet.mp4", /^must have -16 ± 1 LUFS, got -2\d/],
    ["video.mp4", "silent.mp4", /^must have -16 ± 1 LUFS, got (silence|-70)$/],
    ["video.mp4", "short.mp4", /^must last 2 s ± 0.1, got 1\.8/],
    ["video.mp4", "mpeg4.mp4", "must have h264 pictures, got mpeg4"],
    ["video.mp4", "small.mp4", "must be 320 × 180, got 160 × 90"],
    ["video.mp4", "text.mp4", "must be media that FFmpeg can read"],
    ["audio.m4a", "mp3.m4a", "must have aac sound, got mp3"],
    ["poster.jpg", "png.jpg", "must have mjpeg pictures, got png"],
    ["waveform.png", "narrow.png", "must be 1280 × 160, got 640 × 160"],
    ["chapters.vtt", "empty.vtt", "must be WebVTT from 0 on"],
    ["metadata.json", "wrong.json", "must last 2 s ± 0.1, got no duration"],
    ["metadata.json", "broken.json", "must last 2 s ± 0.1, got no duration"],
  ])("is wrong in one thing: %s as %s", (name, file, what) => {
    const [line, ...more] = wrong(withOne(name, file));

    expect(more).toEqual([]);
    expect(line?.slice(0, name.length + 2)).toBe(`${name}: `);
    expect(line?.slice(name.length + 2)).toMatch(what);
  });

  it("is wrong without its sound, in each way that shows", () => {
    expect(wrong(withOne("video.mp4", "mute.mp4"))).toEqual([
      "video.mp4: must have aac sound, got none",
      "video.mp4: must have -16 ± 1 LUFS, got silence",
    ]);
  });

  it("is wrong when an output is missing, or is there for no reason", () => {
    const files = withOne("subtitles.vtt", "chapters.vtt");
    files.delete("poster.jpg");

    expect(wrong(files)).toEqual(["subtitles.vtt: must not be there", "poster.jpg: is missing"]);
  });
});
