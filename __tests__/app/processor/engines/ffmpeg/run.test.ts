import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { ffmpegEngine } from "../../../../../app/processor/engines/ffmpeg/engine.ts";
import { failureOf } from "../../../../../app/processor/engines/ffmpeg/failures.ts";
import { type Run, run } from "../../../../../app/processor/engines/ffmpeg/run.ts";
import { FFMPEG, useClips } from "./clips.ts";

const clips = useClips();
const ENGINE = pathToFileURL("app/processor/engines/ffmpeg/engine.ts").href;

const running = (ffmpeg: string, args: readonly string[], bounds: Partial<Run["bounds"]> = {}) =>
  run({
    ffmpeg,
    args,
    folder: clips.folder,
    bounds: { cpuSeconds: 60, fileBytes: 2 ** 30, ...bounds },
    signal: new AbortController().signal,
  });

/** Stands for FFmpeg. */
function script(content: string): string {
  const path = join(mkdtempSync(join(clips.folder, "script-")), "ffmpeg");
  writeFileSync(path, `#!/bin/sh\n${content}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("a run of FFmpeg", () => {
  it("that the kernel kills is not the source's fault", async () => {
    const ended = await running(script("kill -9 $$"), []);

    expect(failureOf(ended)).toMatchObject({ name: "RetryableError", message: "ffmpeg: ended by SIGKILL" });
  });

  it("that cannot begin says so", async () => {
    await expect(running(join(clips.folder, "nothing"), [])).rejects.toThrow(/could not be started/);
  });
});

(FFMPEG ? describe : describe.skip)("FFmpeg within bounds", () => {
  const ENDLESS = ["-f", "lavfi", "-i", "testsrc2=size=640x360", "-f", "null", "-"];

  it("ends when its CPU time is used up, however long it would go on", async () => {
    const ended = await running(FFMPEG?.path ?? "", ENDLESS, { cpuSeconds: 1 });

    expect(failureOf(ended)).toMatchObject({ name: "EngineError", code: "TOO_COMPLEX" });
    expect(ended.cpuMilliseconds).toBeLessThan(3_000);
  }, 30_000);

  it("ends with its parent, whose folder the next job sweeps", async () => {
    const source = `
      const { ffmpegEngine } = await import(${JSON.stringify(ENGINE)});
      const [ffmpeg, root, url] = process.argv.slice(1);
      const files = { sourceUrl: async () => url, put: async () => {} };
      const { signal } = new AbortController();
      ffmpegEngine({ ffmpeg, root, files }).process({ id: "v", attempt: 1 }, { signal, progress() {} });
    `;
    const ffmpeg = FFMPEG?.path ?? "";
    const { signal } = new AbortController();
    const gone = () => Promise.reject(new Error("gone"));
    const reading = new Promise<Socket>((resolve) => {
      clips.instead = (request, response) => {
        response.writeHead(200, { "content-length": 2 ** 30 }).flushHeaders(); // and nothing: FFmpeg waits
        resolve(request.socket);
      };
    });
    const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", source];
    const parent = spawn(process.execPath, [...args, ffmpeg, clips.root, clips.url("any")]);
    try {
      const socket = await reading;
      const closed = new Promise((resolve) => socket.on("error", () => {}).once("close", resolve));
      const killed = performance.now();
      parent.kill("SIGKILL");
      await Promise.all([closed, once(parent, "exit")]);

      expect(performance.now() - killed).toBeLessThan(3_000);
      expect(readdirSync(clips.root)).toHaveLength(1);
      const next = ffmpegEngine({ ffmpeg, root: clips.root, files: { sourceUrl: gone, put: async () => {} } });
      await expect(next.process({ id: "w", attempt: 1 }, { signal, progress() {} })).rejects.toThrow("gone");
      expect(readdirSync(clips.root)).toEqual([]);
    } finally {
      clips.instead = undefined;
      parent.kill("SIGKILL");
      rmSync(clips.root, { recursive: true, force: true });
    }
  }, 30_000);
});
