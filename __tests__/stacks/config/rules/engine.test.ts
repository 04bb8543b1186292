import { describe, expect, it } from "@jest/globals";
import { threadsOf } from "../../../../stacks/config/rules/engine.ts";
import { type Boundary, define, describeBoundaries } from "../../../support/stacks/boundaries.ts";

const ARN = "arn:aws:lambda:eu-west-1:123456789012:layer:ffmpeg:7";
const ENGINE = "functions.processor.engine";
const FFMPEG = { type: "ffmpeg", layer: { arn: ARN }, maxDurationSeconds: 60 };
/** Two jobs on two vCPUs, for 300 seconds. */
const TWO = { [ENGINE]: FFMPEG, "functions.processor.maxConcurrency": 2 };
const OVERFLOW = { memoryMib: 1_769, upTo: 2, maxConcurrency: 2 };

const BOUNDARIES: Boundary[] = [
  {
    rule: "each FFmpeg job has a vCPU",
    allowed: [TWO, { ...TWO, "functions.processor.maxConcurrency": 1 }, { "functions.processor.maxConcurrency": 4 }],
    refused: [
      [
        { ...TWO, "functions.processor.maxConcurrency": 3 },
        "functions.processor.maxConcurrency: must be at most 2 with FFmpeg, one per vCPU, got 3",
      ],
    ],
  },
  {
    rule: "so has each on ordinary Lambda",
    allowed: [{ ...TWO, "functions.processor.overflow": OVERFLOW }],
    refused: [
      [
        { ...TWO, "functions.processor.overflow": { ...OVERFLOW, memoryMib: 1_768 } },
        "functions.processor.overflow.memoryMib: must be at least 1769, a vCPU, with FFmpeg, got 1768",
      ],
    ],
  },
  {
    rule: "one vCPU carries the longest source within the time-out",
    allowed: [{ ...TWO, [ENGINE]: { ...FFMPEG, maxDurationSeconds: 232 } }],
    refused: [
      [
        { ...TWO, [ENGINE]: { ...FFMPEG, maxDurationSeconds: 233 } },
        `${ENGINE}.maxDurationSeconds: must be at most 232, which one thread carries within timeoutSeconds (300), got 233`,
      ],
    ],
  },
  {
    rule: "more and larger videos take more of it",
    allowed: [
      { ...TWO, [ENGINE]: { ...FFMPEG, maxDurationSeconds: 198, renditions: [720, 360] } },
      { ...TWO, [ENGINE]: { ...FFMPEG, maxDurationSeconds: 132, renditions: [1080] } },
    ],
    refused: [
      [
        { ...TWO, [ENGINE]: { ...FFMPEG, maxDurationSeconds: 202, renditions: [720, 360] } },
        `${ENGINE}.maxDurationSeconds: must be at most 201, which one thread carries within timeoutSeconds (300), got 202`,
      ],
      [
        { ...TWO, [ENGINE]: { ...FFMPEG, maxDurationSeconds: 140, renditions: [1080] } },
        `${ENGINE}.maxDurationSeconds: must be at most 132, which one thread carries within timeoutSeconds (300), got 140`,
      ],
    ],
  },
  {
    rule: "videos are of even heights, the largest first",
    allowed: [[1080, 720, 360, 144], [144]].map((renditions) => ({
      ...TWO,
      [ENGINE]: { ...FFMPEG, maxDurationSeconds: 30, renditions },
    })),
    refused: [
      [],
      [360, 720],
      [720, 720],
      [1082],
      [143],
      [145],
      [142],
      [720.5],
      ["720"],
      [1080, 900, 720, 480, 360],
    ].map((renditions): Boundary["refused"][number] => [
      { ...TWO, [ENGINE]: { ...FFMPEG, renditions } },
      `${ENGINE}.renditions${renditions.some((one) => typeof one === "string") ? "[0]" : ""}: must be 1 to 4 even heights of 144 to 1080, the largest first, got ${JSON.stringify(renditions.find((one) => typeof one === "string") ?? renditions)}`,
    ]),
  },
  {
    rule: "sound is as loud as platforms want it, and takes what AAC needs",
    allowed: [
      { ...TWO, [ENGINE]: { ...FFMPEG, audio: { targetLufs: -24, kilobitsPerSecond: 64 } } },
      { ...TWO, [ENGINE]: { ...FFMPEG, audio: { targetLufs: -14, kilobitsPerSecond: 320 } } },
    ],
    refused: [
      [
        { ...TWO, [ENGINE]: { ...FFMPEG, audio: { targetLufs: -13 } } },
        `${ENGINE}.audio.targetLufs: must be -24 to -14, got -13`,
      ],
      [
        { ...TWO, [ENGINE]: { ...FFMPEG, audio: { targetLufs: -25 } } },
        `${ENGINE}.audio.targetLufs: must be -24 to -14, got -25`,
      ],
      [
        { ...TWO, [ENGINE]: { ...FFMPEG, audio: { kilobitsPerSecond: 63 } } },
        `${ENGINE}.audio.kilobitsPerSecond: must be a whole number of 64 to 320, got 63`,
      ],
      [
        { ...TWO, [ENGINE]: { ...FFMPEG, audio: { kilobitsPerSecond: 321 } } },
        `${ENGINE}.audio.kilobitsPerSecond: must be a whole number of 64 to 320, got 321`,
      ],
      [
        { ...TWO, [ENGINE]: { ...FFMPEG, audio: { bitrate: 128 } } },
        `${ENGINE}.audio.bitrate: unknown key; see stacks/config/schema.ts`,
      ],
    ],
  },
  {
    rule: "so do the outputs of larger videos in /tmp",
    allowed: [
      {
        ...TWO,
        "functions.processor.timeoutSeconds": 900,
        [ENGINE]: { ...FFMPEG, maxDurationSeconds: 234, renditions: [1080] },
      },
    ],
    refused: [
      [
        {
          ...TWO,
          "functions.processor.timeoutSeconds": 900,
          [ENGINE]: { ...FFMPEG, maxDurationSeconds: 236, renditions: [1080] },
        },
        `${ENGINE}.maxDurationSeconds: must be at most 235, so that the outputs of 2 jobs fit into 512 MiB of /tmp, got 236`,
      ],
    ],
  },
  {
    rule: "the outputs of all jobs fit into /tmp",
    allowed: [
      {
        ...TWO,
        "functions.processor.timeoutSeconds": 900,
        [ENGINE]: { ...FFMPEG, maxDurationSeconds: 520 },
      },
    ],
    refused: [
      [
        {
          ...TWO,
          "functions.processor.timeoutSeconds": 900,
          [ENGINE]: { ...FFMPEG, maxDurationSeconds: 521 },
        },
        `${ENGINE}.maxDurationSeconds: must be at most 520, so that the outputs of 2 jobs fit into 512 MiB of /tmp, got 521`,
      ],
    ],
  },
  {
    rule: "a layer is in the function's Region",
    allowed: [TWO],
    refused: [
      [
        { ...TWO, [ENGINE]: { ...FFMPEG, layer: { arn: ARN.replace("eu-west-1", "us-east-1") } } },
        `${ENGINE}.layer.arn: must be a layer in eu-west-1, got ${ARN.replace("eu-west-1", "us-east-1")}`,
      ],
    ],
  },
  {
    rule: "a layer is built, or named with its version",
    allowed: [{ ...TWO, [ENGINE]: { ...FFMPEG, layer: "build" } }],
    refused: [
      [
        { ...TWO, [ENGINE]: { ...FFMPEG, layer: "download" } },
        `${ENGINE}.layer: must be "build", or { arn } of a layer's version, got "download"`,
      ],
    ],
  },
];

describeBoundaries(BOUNDARIES);

describe("FFmpeg's threads", () => {
  it.each([
    [1, 2],
    [2, 1],
  ])("with %d jobs on two vCPUs are %d each", (maxConcurrency, threads) => {
    const { functions } = define({ ...TWO, "functions.processor.maxConcurrency": maxConcurrency });

    expect(threadsOf(functions.processor)).toBe(threads);
  });
});
