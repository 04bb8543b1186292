// The system from outside, as a newcomer has it: npm start, HTTP, signals.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { isEnded, videoClient } from "../support/http/videoClient.ts";
import { backAtZero, capacityOf } from "../support/local/capacity.ts";
import {
  discard,
  eventually,
  isAlive,
  type LocalRun,
  ROOT,
  spawnStart,
  startLocal,
  temporaryFolder,
} from "../support/local/system.ts";

const TEN = Array.from({ length: 10 }, (_, index) => `video-${index}`);

let folder: string;
let run: LocalRun | undefined;

beforeEach(() => {
  folder = temporaryFolder();
  run = undefined;
});

afterEach(() => discard(run, folder));

describe("npm start", () => {
  it("completes ten videos at once, keeps capacity while any runs, and ends at 0/0 within 90 s", async () => {
    run = await startLocal(folder);
    const videos = videoClient(run.apiUrl);
    const capacity = capacityOf(run.awsUrl);
    const created = await Promise.all(TEN.map((title) => videos.create(title)));
    const ids = created.map(({ id }) => id);

    const started = performance.now();
    expect(await Promise.all(ids.map(videos.process))).toEqual(TEN.map(() => 202));
    const minWhileProcessing: number[] = [];
    await eventually("ten videos to end", 80, async () => {
      const [{ min }, now] = await Promise.all([capacity(), Promise.all(ids.map(videos.get))]);
      if (now.some(({ status }) => status === "processing") && !now.every(isEnded)) minWhileProcessing.push(min);
      return now.every(isEnded) ? true : undefined;
    });

    const ended = await Promise.all(ids.map(videos.get));
    expect(ended.map(({ status, attempt }) => ({ status, attempt }))).toEqual(
      TEN.map(() => ({ status: "completed", attempt: 1 })),
    );
    expect(minWhileProcessing.length).toBeGreaterThan(0);
    expect(Math.min(...minWhileProcessing)).toBeGreaterThanOrEqual(1);
    await backAtZero(run.awsUrl, 90 - (performance.now() - started) / 1000);
  });

  it("ends with npm when npm alone is killed, and leaves no process behind", async () => {
    run = await startLocal(folder);
    const { child, environments } = run;
    process.kill(Number(child.pid), "SIGKILL");
    await eventually("environments to end", 15, () => (environments().some(isAlive) ? undefined : true));
    expect(run.output()).toContain("npm is gone: stopping");
  });

  it("stops on Ctrl-C and leaves no process behind", async () => {
    run = await startLocal(folder);
    expect(run.environments().length).toBeGreaterThan(0);
    await run.end("SIGINT");
    expect(run.environments().filter(isAlive)).toEqual([]);
    expect(run.output()).toContain("SIGINT: stopping");
  });

  it.each(["LMI_API_PORT", "LMI_AWS_PORT"])(
    "says in one line that the port of %s is busy, before anything is synthesised",
    async (variable) => {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
      const address = other.address();
      const port = typeof address === "object" && address ? address.port : 0;
      const { exited, output } = spawnStart(folder, [], { [variable]: String(port) });
      expect(await exited).toBe(1);
      other.close();
      expect(output()).toBe(`port ${port}: in use; set ${variable} to another one\n`);
    },
  );

  it.each([
    [["--launch-seconds", "soon"], "--launch-seconds: must be a number from 0 to 600, got soon"],
    [["--workers", "1.5"], "--workers: must be a whole number, got 1.5"],
    [["--fast"], "Unknown option '--fast'"],
  ])("refuses %j in one line", async (args, message) => {
    const child = spawn(process.execPath, ["scripts/start.ts", ...args], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
