import { describe, expect, it } from "@jest/globals";
import {
  chapterStarts,
  chaptersVtt,
  cutsIn,
  lufsIn,
  silencesIn,
} from "../../../../../app/processor/engines/ffmpeg/chapters.ts";

describe("chapters", () => {
  it.each<[string, number, number[], [number, number][], number[]]>([
    ["at no cut: one", 100, [], [[20, 21]], [0]],
    [
      "at a cut in silence, once the shortest is over",
      100,
      [5, 12],
      [
        [4, 6],
        [11, 13],
      ],
      [0, 12],
    ],
    ["at a cut just beside silence", 100, [20.4], [[19, 20]], [0, 20.4]],
    ["not at a cut far from silence, while short", 100, [20.6], [[19, 20]], [0]],
    ["at a cut without silence, once three times the shortest", 100, [29.9, 30], [], [0, 30]],
    ["not so late that the last one is too short", 100, [91], [[90, 92]], [0]],
    ["in a long video no shorter than a twentieth", 1_000, [49, 50], [[48, 51]], [0, 50]],
    ["counted from the one before", 100, [20, 25, 31], [[0, 100]], [0, 20, 31]],
  ])("begin %s", (_, duration, cuts, silences, starts) => {
    expect(
      chapterStarts(
        duration,
        cuts,
        silences.map(([from, to]) => ({ from, to })),
      ),
    ).toEqual(starts);
  });

  it("are written as WebVTT, the last one to the end", () => {
    expect(chaptersVtt(3_725.5, [0, 61.25])).toBe(
      "WEBVTT\n\n00:00:00.000 --> 00:01:01.250\nChapter 1\n\n00:01:01.250 --> 01:02:05.500\nChapter 2\n",
    );
  });

  it("round without a sixtieth second", () => {
    expect(chaptersVtt(59.9999, [0])).toContain("00:00:00.000 --> 00:01:00.000");
  });
});

describe("what FFmpeg says", () => {
  it("of cuts is read in seconds", () => {
    const text = "frame:0    pts:120 pts_time:4.8\nlavfi.scene_score=0.4\nframe:1    pts:300 pts_time:12\n";

    expect(cutsIn(text)).toEqual([4.8, 12]);
  });

  it("of silences is read as pairs, and one without an end is none", () => {
    const log =
      "[s @ 0x1] silence_start: -0.02\n[s @ 0x1] silence_end: 1.5 | silence_duration: 1.52\n[s] silence_start: 9\n";

    expect(silencesIn(log)).toEqual([{ from: -0.02, to: 1.5 }]);
  });

  it.each([
    ["  Integrated loudness:\n    I:         -23.4 LUFS\n", -23.4],
    ["  Integrated loudness:\n    I:         -70.0 LUFS\n", undefined],
    ["", undefined],
  ])("of loudness %j is %p", (summary, lufs) => {
    expect(lufsIn(`I: -1.0 LUFS\nSummary:\n\n${summary}`)).toBe(lufs);
  });
});
