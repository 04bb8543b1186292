// The system from outside, as a newcomer has it: npm start, HTTP, signals.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { GetFunctionConfigurationCommand, GetFunctionScalingConfigCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  discard,
  eventually,
  isAlive,
  type LocalRun,
  ROOT,
  spawnStart,
  startLocal,
  temporaryFolder,
} from "../support/localSystem.ts";
import { isEnded, videoClient } from "../support/videoClient.ts";

const PROCESSOR = "dev-video-processor";
const TEN = Array.from({ length: 10 }, (_, index) => `video-${index}`);

let folder: string;
let run: LocalRun | undefined;

beforeEach(() => {
  folder = temporaryFolder();
  run = undefined;
});

afterEach(() => discard(run, folder), 30_000);

function capacityOf(awsUrl: string) {
  const client = new LambdaClient({
    endpoint: awsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  const of = { FunctionName: PROCESSOR, Qualifier: "$LATEST.PUBLISHED" };
  return async () => {
    const [{ RequestedFunctionScalingConfig: requested, AppliedFunctionScalingConfig: applied }, { State: state }] =
      await Promise.all([
        client.send(new GetFunctionScalingConfigCommand(of)),
        client.send(new GetFunctionConfigurationCommand(of)),
      ]);
    const config = requested ?? applied;
    const isDown = !requested && applied?.MinExecutionEnvironments === 0 && applied.MaxExecutionEnvironments === 0;
    return { min: config?.MinExecutionEnvironments ?? 0, isDown, state };
  };
}

async function backAtZero(awsUrl: string, seconds: number) {
  const capacity = capacityOf(awsUrl);
  await eventually("capacity to go back to 0/0", seconds, async () => {
    const { isDown, state } = await capacity();
    return isDown && state === "Deactivated" ? true : undefined;
  });
}

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
  }, 180_000);

  it("survives the kill of an execution environment in the middle: every video ends, and capacity goes", async () => {
    run = await startLocal(folder);
    const { apiUrl, awsUrl, environments } = run;
    const videos = videoClient(apiUrl);
    const ids = (await Promise.all(TEN.map((title) => videos.create(title)))).map(({ id }) => id);
    await Promise.all(ids.map(videos.process));
    await eventually("processing to start", 40, async () =>
      (await Promise.all(ids.map(videos.get))).some(({ status }) => status === "processing") ? true : undefined,
    );
    const victim = environments(PROCESSOR).findLast(isAlive);
    expect(victim).toBeDefined();
    process.kill(Number(victim), "SIGKILL");

    const ended = await videos.ended(ids, 120);
    for (const { status, failure, result } of ended) expect(status === "completed" ? result : failure).toBeDefined();
    expect(run.output()).toContain("lost (signal: SIGKILL)");
    await backAtZero(awsUrl, 100);
  }, 240_000);

  it("loses nothing when it is killed in the middle of a run and started again, and leaves no process behind", async () => {
    const first = await startLocal(folder);
    run = first;
    const videos = videoClient(first.apiUrl);
    const ids = (await Promise.all(TEN.slice(0, 4).map((title) => videos.create(title)))).map(({ id }) => id);
    await Promise.all(ids.map(videos.process));
    await eventually("processing to start", 40, async () =>
      (await Promise.all(ids.map(videos.get))).some(({ status }) => status === "processing") ? true : undefined,
    );
    await first.end("SIGKILL");
    await eventually("environments to end", 10, () => (first.environments().some(isAlive) ? undefined : true));

    run = await startLocal(folder);
    const ended = await videoClient(run.apiUrl).ended(ids, 120);
    expect(ended.every(isEnded)).toBe(true);
    await backAtZero(run.awsUrl, 100);
  }, 240_000);

  it("ends with npm when npm alone is killed, and leaves no process behind", async () => {
    run = await startLocal(folder);
    const { child, environments } = run;
    process.kill(Number(child.pid), "SIGKILL");
    await eventually("environments to end", 15, () => (environments().some(isAlive) ? undefined : true));
    expect(run.output()).toContain("npm is gone: stopping");
  }, 90_000);

  it("stops on Ctrl-C and leaves no process behind", async () => {
    run = await startLocal(folder);
    expect(run.environments().length).toBeGreaterThan(0);
    await run.end("SIGINT");
    expect(run.environments().filter(isAlive)).toEqual([]);
    expect(run.output()).toContain("SIGINT: stopping");
  }, 90_000);

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
    60_000,
  );

  it.each([
    [["--launch-seconds", "soon"], "--launch-seconds: must be a number from 0 to 600, got soon"],
    [["--workers", "1.5"], "--workers: must be a whole number, got 1.5"],
    [["--fast"], "Unknown option '--fast'"],
  ])("refuses %j in one line", async (args, message) => {
    const child = spawn(process.execPath, ["local/main.ts", ...args], {
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
