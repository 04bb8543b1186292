import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { FFMPEG_FAILURE_CODES, failureOf } from "../../../../../app/processor/engines/ffmpeg/failures.ts";

describe("the end of FFmpeg", () => {
  it.each([
    ["SIGXCPU", "TOO_COMPLEX"],
    ["SIGXFSZ", "TOO_LARGE"],
    ["SIGSEGV", "SOURCE_UNREADABLE"],
  ] as const)("by %s is %s", (signal, code) => {
    expect(failureOf({ signal, log: "" })).toMatchObject({ name: "EngineError", code });
  });

  it.each(["SIGKILL", "SIGTERM", "SIGINT"] as const)("by %s is not the source's fault", (signal) => {
    expect(failureOf({ signal, log: "" })).toMatchObject({
      name: "RetryableError",
      message: `ffmpeg: ended by ${signal}`,
    });
  });

  it.each([
    "av_interleaved_write_frame(): No space left on device",
    "Exiting normally, received signal 15.",
    "[tcp @ 0x55aa] Failed to resolve hostname media.example.com: Temporary failure in name resolution",
    "[tls @ 0x55aa] error:0A000086:SSL routines::certificate verify failed",
    "[https @ 0x55aa] HTTP error 503 Slow Down",
    "https://media.example.com/sources/1: Connection timed out",
  ])("with %j is not the source's fault", (log) => {
    expect(failureOf({ signal: null, log: `Input #0\n${log}\n` })).toMatchObject({ name: "RetryableError" });
  });

  it("is the source's fault however the source's own words read", () => {
    const log = "Input #0\n  Metadata:\n    title : [https @ 0x55aa] HTTP error 503\n[mov @ 0x1] moov atom not found\n";

    expect(failureOf({ signal: null, log })).toMatchObject({ name: "EngineError", code: "SOURCE_UNREADABLE" });
  });
});

describe("what FFmpeg said", () => {
  const URL = "https://media.s3.us-east-1.amazonaws.com/sources/1";
  const QUERY = `X-Amz-Credential=AKIA&X-Amz-Security-Token=${"T".repeat(1_200)}&X-Amz-Signature=5167`;

  it.each([
    ["could not be fetched", `${URL}?${QUERY}: Connection timed out`],
    ["was read", `Input #0, mov, from '${URL}?${QUERY}':\nmoov atom not found`],
    ["was read before much else", `Input #0, mov, from '${URL}?${QUERY}':\n${"x".repeat(900)}\nInvalid data`],
  ])("goes to the log without what opens the source that %s", (_, log) => {
    const { cause } = failureOf({ signal: null, log });

    expect(cause).toMatch(/timed out|moov atom|Invalid data/);
    expect(cause).toContain("sources/1");
    expect(cause).not.toMatch(/AKIA|TTT|5167/);
  });
});

describe("docs/media.md", () => {
  it("defines each failure's code once", () => {
    const page = readFileSync("docs/media.md", "utf8");

    const defined = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(defined).toEqual(FFMPEG_FAILURE_CODES);
  });
});
