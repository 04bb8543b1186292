import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { describe, expect, it } from "@jest/globals";
import { type Binary, FfmpegError } from "../../../app/processor/engines/ffmpeg/binary.ts";
import { ffmpegHere } from "../../../local/lambda/ffmpeg.ts";
import { createResolver } from "../../../local/terraform/resolve.ts";
import { loadSynthesized } from "../../../local/terraform/synthesized.ts";
import { stackIn, synthesize } from "../../support/stacks/synthesize.ts";

/** What is said with two functions, one of them with these settings. */
async function told(settings: object, find: () => Binary | undefined) {
  const { folder, remove } = await synthesize((app) => {
    const stack = stackIn(app, "dev");
    new LambdaFunction(stack, "other", { functionName: "other", role: "r" });
    new LambdaFunction(stack, "processor", { functionName: "processor", role: "r", ...settings });
  });
  try {
    const synthesized = await loadSynthesized(folder);
    return ffmpegHere(synthesized, createResolver(synthesized), find);
  } finally {
    await remove();
  }
}

const WITH_FFMPEG = { environment: { variables: { ENGINE: "ffmpeg" } } };
const FOUND = { path: "/bin/ffmpeg", version: "ffmpeg version 9.0.2-static https://example.org Copyright (c)" };

describe("the FFmpeg of this machine", () => {
  it("is named by its version and given to the functions", async () => {
    expect(await told(WITH_FFMPEG, () => FOUND)).toEqual({
      variables: { FFMPEG_PATH: "/bin/ffmpeg" },
      lines: ["FFmpeg                9.0.2-static, /bin/ffmpeg"],
    });
  });

  it("is said to be missing, and how to name one", async () => {
    expect(await told(WITH_FFMPEG, () => undefined)).toEqual({
      variables: {},
      lines: [expect.stringMatching(/^FFmpeg +none for this machine, .*: FFMPEG_PATH=<path> npm start names one$/)],
    });
  });

  it.each([
    ["another engine", { environment: { variables: { ENGINE: "simulated" } } }],
    ["a layer for something else", { layers: ["arn:aws:lambda:eu-west-1:123456789012:layer:telemetry:1"] }],
  ])("is not looked for with %s", async (_, settings) => {
    const find = () => {
      throw new Error("looked for");
    };

    expect(await told(settings, find)).toEqual({ variables: {}, lines: [] });
  });

  it("ends the start with a line when it cannot be run", async () => {
    const find = () => {
      throw new FfmpegError('ffmpeg "/gone": cannot be run');
    };

    await expect(told(WITH_FFMPEG, find)).rejects.toMatchObject({
      name: "LocalError",
      message: 'ffmpeg "/gone": cannot be run',
    });
  });
});
