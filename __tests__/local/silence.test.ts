// A service that falls silent in mid-run: it accepts calls and never answers.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pass } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { withEngineOf } from "../../scripts/scale/quickEngine.ts";
import { videoClient } from "../support/http/videoClient.ts";
import { discard, eventually, type LocalRun, startLocal, temporaryFolder } from "../support/local/system.ts";

const VIDEOS = 24;
const SILENT_SECONDS = 60;
/** Twelve at once on each of three systems: long enough to be in the middle, on a machine that has other work. */
const CPU_MILLISECONDS = 250;
/** Until a lost claim has been swept and its video processed anew. */
const AFTER_SECONDS = 300;

interface Silenced {
  readonly folder: string;
  readonly run: LocalRun;
  statuses?: Record<string, number>;
  completedTwice?: string[];
  /** By how many seconds each invocation that timed out kept its slot longer. */
  lateSeconds?: number[];
  timedOut?: number;
}

const SERVICES = ["dynamodb", "lambda", "states"];
const silenced = new Map<string, Silenced>();

/** Videos whose processing was completed more than once, by the processor's own log. */
function completedTwice(folder: string): string[] {
  const log = readFileSync(join(folder, "data", "logs", "dev-video-processor.log"), "utf8");
  const completed = log
    .split("\n")
    .filter((line) => line.includes('"attempt ended"') && line.includes('"outcome":"completed"'))
    .map((line) => (JSON.parse(line.replace(/^\S+ \S+ /, "")) as { videoId: string }).videoId);
  return completed.filter((id, index) => completed.indexOf(id) !== index);
}

async function silence(service: string, system: Silenced): Promise<void> {
  const { awsUrl, apiUrl, environments } = system.run;
  const { create, call, ended } = videoClient(apiUrl);
  const videos = await Promise.all(Array.from({ length: VIDEOS }, (_, index) => create(`silent-${index}`)));
  const ids = videos.map(({ id }) => id);
  for (const id of ids) await call("POST", `/videos/${id}/process`);
  const before = environments("dev-video-processor").length;
  await eventually("work to begin", 60, async () => {
    const { body } = await call("GET", `/videos/${ids[0]}`);
    return (body as { status: string }).status !== "queued" || environments("dev-video-processor").length > before
      ? true
      : undefined;
  });
  const body = JSON.stringify({ kind: "silent", service });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${awsUrl}/_local/faults`, { method: "POST", headers, body });
  expect(response.status).toBe(201);
  await pass(SILENT_SECONDS * 1000);
  await fetch(`${awsUrl}/_local/faults`, { method: "DELETE" });
  const statuses: Record<string, number> = {};
  for (const { status } of await ended(ids, AFTER_SECONDS)) statuses[status] = (statuses[status] ?? 0) + 1;
  system.statuses = statuses;
  system.completedTwice = completedTwice(system.folder);
  const late = system.run.output().matchAll(/gave its slot back ([\d.]+) s after its time-out/g);
  system.lateSeconds = [...late].map(([, seconds]) => Number(seconds));
  system.timedOut = [...system.run.output().matchAll(/dev-video-processor .* timed out after/g)].length;
}

beforeAll(
  async () => {
    for (const service of SERVICES) {
      const folder = temporaryFolder();
      silenced.set(service, { folder, run: await startLocal(folder, [], withEngineOf(CPU_MILLISECONDS, folder)) });
    }
    await Promise.allSettled([...silenced].map(([service, system]) => silence(service, system)));
  },
  (SILENT_SECONDS + AFTER_SECONDS + 200) * 1000,
);

afterAll(async () => {
  for (const { run, folder } of silenced.values()) await discard(run, folder);
});

/** A slot is held for so long after its function's time-out at most. */
const MOST_LATE_SECONDS = 5;

describe(`a service that is silent for ${SILENT_SECONDS} s in mid-run`, () => {
  it.each(SERVICES)("%s: all videos are completed, none of them twice, and no slot is kept", (service) => {
    const { statuses, completedTwice: twice, lateSeconds = [Number.NaN], timedOut } = silenced.get(service) ?? {};

    expect(statuses).toEqual({ completed: VIDEOS });
    expect(twice).toEqual([]);
    expect(lateSeconds).toHaveLength(timedOut ?? Number.NaN);
    expect(lateSeconds.filter((seconds) => !(seconds <= MOST_LATE_SECONDS))).toEqual([]);
  });
});
