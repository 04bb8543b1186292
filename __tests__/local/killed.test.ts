// What is killed in the middle of its work, by whatever: all ends, and capacity goes. The stories wait most of the time, so they
// are told at once, each with a system of its own.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Video } from "../../app/videos/video.ts";
import { isEnded, videoClient } from "../support/http/videoClient.ts";
import { backAtZero, PROCESSOR } from "../support/local/capacity.ts";
import { discard, eventually, isAlive, type LocalRun, startLocal, temporaryFolder } from "../support/local/system.ts";

interface System {
  readonly folder: string;
  run?: LocalRun;
}

const systems: System[] = [];

async function start(system: System): Promise<LocalRun> {
  system.run = await startLocal(system.folder);
  return system.run;
}

/** Asks for so many videos, and waits until one of them is worked on. */
async function processing({ apiUrl }: LocalRun, count: number): Promise<string[]> {
  const videos = videoClient(apiUrl);
  const titles = Array.from({ length: count }, (_, index) => `video-${index}`);
  const ids = (await Promise.all(titles.map((title) => videos.create(title)))).map(({ id }) => id);
  await Promise.all(ids.map(videos.process));
  await eventually("processing to start", 40, async () =>
    (await Promise.all(ids.map(videos.get))).some(({ status }) => status === "processing") ? true : undefined,
  );
  return ids;
}

async function killEnvironment(
  system: System,
): Promise<{ victim: number | undefined; ended: Video[]; output: string }> {
  const run = await start(system);
  const ids = await processing(run, 10);
  const victim = run.environments(PROCESSOR).findLast(isAlive);
  process.kill(Number(victim), "SIGKILL");
  const ended = await videoClient(run.apiUrl).ended(ids, 120);
  await backAtZero(run.awsUrl, 100);
  return { victim, ended, output: run.output() };
}

async function killAll(system: System): Promise<Video[]> {
  const first = await start(system);
  const ids = await processing(first, 4);
  await first.end("SIGKILL");
  await eventually("environments to end", 10, () => (first.environments().some(isAlive) ? undefined : true));

  const second = await start(system);
  const ended = await videoClient(second.apiUrl).ended(ids, 120);
  await backAtZero(second.awsUrl, 100);
  return ended;
}

/** A story that has begun; its failure is that of the test which asks for it. */
function begun<T>(story: (system: System) => Promise<T>): () => Promise<T> {
  const system = { folder: temporaryFolder() };
  systems.push(system);
  const told = story(system);
  told.catch(() => {});
  return () => told;
}

let environmentKilled: ReturnType<typeof begun<Awaited<ReturnType<typeof killEnvironment>>>>;
let allKilled: ReturnType<typeof begun<Video[]>>;

beforeAll(() => {
  environmentKilled = begun(killEnvironment);
  allKilled = begun(killAll);
});

afterAll(async () => {
  for (const { run, folder } of systems) await discard(run, folder);
});

describe("npm start", () => {
  it("survives the kill of an execution environment in the middle: every video ends, and capacity goes", async () => {
    const { victim, ended, output } = await environmentKilled();

    expect(victim).toBeDefined();
    for (const { status, failure, result } of ended) expect(status === "completed" ? result : failure).toBeDefined();
    expect(output).toContain("lost (signal: SIGKILL)");
  }, 300_000);

  it("loses nothing when it is killed in the middle of a run and started again, and leaves no process behind", async () => {
    expect((await allKilled()).every(isEnded)).toBe(true);
  }, 300_000);
});
