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
    rule: "the outputs of all jobs fit into /tmp",
    allowed: [
      {
        ...TWO,
        "functions.processor.timeoutSeconds": 900,
        [ENGINE]: { ...FFMPEG, maxDurationSeconds: 536 },
      },
    ],
    refused: [
      [
        {
          ...TWO,
          "functions.processor.timeoutSeconds": 900,
          [ENGINE]: { ...FFMPEG, maxDurationSeconds: 537 },
        },
        `${ENGINE}.maxDurationSeconds: must be at most 536, so that the outputs of 2 jobs fit into 512 MiB of /tmp, got 537`,
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
