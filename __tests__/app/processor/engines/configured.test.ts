import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { configuredEngine } from "../../../../app/processor/engines/configured.ts";
import type { MediaFiles } from "../../../../app/processor/engines/ffmpeg/engine.ts";
import { recordingLog } from "../../../support/app/log.ts";

const FILES: MediaFiles = { sourceUrl: async () => "http://127.0.0.1:1/", put: async () => {} };
const before = process.env.FFMPEG_PATH;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "configured-"));
  process.env.FFMPEG_PATH = join(folder, "ffmpeg");
  writeFileSync(join(folder, "ffmpeg"), "#!/bin/sh\necho ffmpeg version 1\n");
  chmodSync(join(folder, "ffmpeg"), 0o755);
});
afterEach(() => {
  if (before === undefined) delete process.env.FFMPEG_PATH;
  else process.env.FFMPEG_PATH = before;
  rmSync(folder, { recursive: true });
});

describe("the configured engine", () => {
  it("is the simulated one, which needs neither FFmpeg nor a bucket", () => {
    expect(configuredEngine({ ENGINE: "simulated" }, undefined, recordingLog()).name).toBe("simulated");
  });

  it("is FFmpeg, and the log says which", () => {
    const log = recordingLog();

    expect(configuredEngine({ ENGINE: "ffmpeg", FFMPEG_THREADS: 2 }, FILES, log).name).toBe("ffmpeg");

    const details = { engine: "ffmpeg", path: join(folder, "ffmpeg"), version: "ffmpeg version 1" };
    expect(log.entries).toEqual([{ level: "info", message: "engine", details }]);
  });

  it("is not FFmpeg without a bucket", () => {
    expect(() => configuredEngine({ ENGINE: "ffmpeg" }, undefined, recordingLog())).toThrow(
      "ENGINE: ffmpeg needs a media bucket",
    );
  });

  it("is not an FFmpeg that cannot be run", () => {
    rmSync(join(folder, "ffmpeg"));

    expect(() => configuredEngine({ ENGINE: "ffmpeg" }, FILES, recordingLog())).toThrow(/cannot be run/);
  });
});
