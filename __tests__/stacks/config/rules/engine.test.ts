import { describe, expect, it } from "@jest/globals";
import { threadsOf } from "../../../../stacks/config/rules/engine.ts";
import { type Boundary, define, describeBoundaries } from "../../../support/boundaries.ts";

const ARN = "arn:aws:lambda:eu-west-1:123456789012:layer:ffmpeg:7";
const FFMPEG = { type: "ffmpeg", layer: { arn: ARN }, maxDurationSeconds: 60 };
const ENGINE = "functions.processor.engine";
/** Two jobs on two vCPUs. */
const TWO = { [ENGINE]: FFMPEG, "functions.processor.maxConcurrency": 2 };

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
];

describeBoundaries(BOUNDARIES);
