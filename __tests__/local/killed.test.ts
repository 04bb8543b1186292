// What is killed in the middle of its work, by whatever: all ends, and capacity goes.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { backAtZero, PROCESSOR } from "../support/localCapacity.ts";
import { discard, eventually, isAlive, type LocalRun, startLocal, temporaryFolder } from "../support/localSystem.ts";
import { isEnded, videoClient } from "../support/videoClient.ts";

const TEN = Array.from({ length: 10 }, (_, index) => `video-${index}`);

let folder: string;
let run: LocalRun | undefined;

beforeEach(() => {
  folder = temporaryFolder();
  run = undefined;
});

afterEach(() => discard(run, folder), 30_000);

describe("npm start", () => {
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
});
