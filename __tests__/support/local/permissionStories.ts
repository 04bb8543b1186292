// What has to happen in the video service so that each role uses all that it may: all that is particular to this system. The
// administrator does it, with credentials that are no role's.
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeExecutionCommand, SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { ulid } from "ulid";
import type { SingleUpload } from "../../../app/media/uploads.ts";
import { systemClock } from "../../../app/shared/clock.ts";
import { createRuns } from "../../../app/videos/runs.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { videoClient } from "../http/videoClient.ts";
import { lmiJson } from "../lmi/lmiCommand.ts";
import { type Changes, environmentInput } from "../stacks/environments.ts";
import { createSeeds } from "./seeds.ts";
import { eventually } from "./system.ts";

const HOUR_MILLISECONDS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MILLISECONDS).toISOString();

/** With overflow, and with a window that is open all the time: runs go on in it, and the processor has capacity. */
export const environmentWith = (changes: Changes) =>
  defineEnvironment(
    environmentInput({
      name: "dev",
      region: "us-east-1",
      "network.availabilityZones": ["us-east-1a", "us-east-1b"],
      "functions.processor.windows": [{ name: "always", start: inHours(-1), end: inHours(24), min: 1, max: 1 }],
      "functions.processor.overflow": { memoryMib: 2_048, maxConcurrency: 2, upTo: 2 },
      ...changes,
    }),
  );

export const ENVIRONMENT = environmentWith({
  "functions.processor.engine": { type: "simulated", cpuMilliseconds: 50 },
});

const named = (what: string) => `dev-video-${what}`;
const MACHINE_ARN = `arn:aws:states:us-east-1:000000000000:stateMachine:${named("processing")}`;
const executionArn = (name: string) => `${MACHINE_ARN.replace(":stateMachine:", ":execution:")}:${name}`;

export interface Doors {
  readonly awsUrl: string;
  readonly apiUrl: string;
  /** Everything that the run has told so far. */
  output(): string;
}

export function administrator({ awsUrl, apiUrl }: Doors) {
  const options = {
    endpoint: awsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "any" },
    maxAttempts: 1,
  };
  const lambda = new LambdaClient(options);
  const states = new SFNClient(options);
  const runs = createRuns(states, { stateMachineArn: MACHINE_ARN, clock: systemClock });
  return {
    api: videoClient(apiUrl),
    states,
    seeds: createSeeds(awsUrl, named("videos")),
    /** What the function answered. */
    invoke: async (what: string, event: unknown) => {
      const command = new InvokeCommand({ FunctionName: named(what), Payload: JSON.stringify(event) });
      return new TextDecoder().decode((await lambda.send(command)).Payload);
    },
    /** Starts a run. @returns its ARN */
    start: async () => {
      const name = ulid();
      await runs.start({ name, queue: "now", claimUntil: systemClock.nowSeconds() + 60 });
      return executionArn(name);
    },
  };
}

/** Declares a video and uploads it. */
async function uploaded(apiUrl: string): Promise<string[]> {
  const declared = { title: "uploaded", contentType: "video/mp4", bytes: 3 };
  const { status, body } = await videoClient(apiUrl).call("POST", "/videos", declared);
  if (status !== 201) return [`POST ${status}`];
  const { method, url, headers } = (body as { upload: SingleUpload }).upload;
  return [`PUT ${(await fetch(url, { method, headers, body: "abc" })).status}`];
}

/** Reads the first output of a video. */
async function downloaded(apiUrl: string, id: string): Promise<string[]> {
  const { status, body } = await videoClient(apiUrl).call("GET", `/videos/${id}`);
  if (status !== 200) return [`GET ${status}`];
  const [output] = (body as { outputs: { url: string }[] }).outputs;
  return [`GET ${(await fetch(String(output?.url))).status}`];
}

/** Has the function fail on an event, until that is given up. */
async function failedEvent(doors: Doors, what: string): Promise<string> {
  const variables = { AWS_ENDPOINT_URL: doors.awsUrl };
  const fault = ["unavailable", "--function", named(what), "--rate", "1"];
  const { id } = await lmiJson(["local", "fault", "add", ...fault], variables);
  const before = doors.output().length;
  await stopRun(doors);
  const since = () => doors.output().slice(before);
  const given = new RegExp(`${named(what)} +event \\S+ given up`);
  await eventually(String(given), 20, () => (given.test(since()) ? true : undefined), doors.output);
  await lmiJson(["local", "fault", "clear", String(id)], variables);
  // Said at the same time.
  return since()
    .split("\n")
    .filter((line) => line.includes("its destination refuses"))
    .join("\n");
}

const ATTEMPT = { videoId: "none", attempt: 1, run: executionArn("none") };

/** By role: makes it use all its statements. @returns what those who asked were told */
export const STORIES: Readonly<Record<string, (doors: Doors) => Promise<string>>> = {
  [named("api")]: async (doors) => {
    const { seeds } = administrator(doors);
    const id = await seeds.waiting();
    const ask = async (method: string, path: string, body?: object) => {
      const headers = { "content-type": "application/json" };
      const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
      return `${method} ${(await fetch(`${doors.apiUrl}${path}`, init)).status}`;
    };
    const process = `/videos/${id}/process`;
    const asked = [
      await ask("GET", `/videos/${id}`),
      await ask("GET", "/videos"),
      await ask("POST", process, { when: "window" }),
      await ask("POST", process, { when: "now" }),
    ];
    return [
      ...asked,
      ...(await uploaded(doors.apiUrl)),
      ...(await downloaded(doors.apiUrl, await seeds.completed())),
    ].join(", ");
  },
  [named("processor")]: (doors) => administrator(doors).invoke("processor", ATTEMPT),
  [named("overflow")]: (doors) => administrator(doors).invoke("overflow", ATTEMPT),
  [named("scaler")]: async (doors) => {
    const told = await administrator(doors).invoke("scaler", { action: "reconcile" });
    return `${told} ${await failedEvent(doors, "scaler")}`;
  },
  [named("dispatcher")]: async (doors) => {
    const { seeds, invoke } = administrator(doors);
    for (let tries = 1; ; tries += 1) {
      await seeds.lost(executionArn("lost"));
      await seeds.waiting("now");
      await seeds.awaited();
      await seeds.deleted();
      const told = await invoke("dispatcher", { action: "sweep" });
      // The schedule's own sweep may have been faster.
      if (tries === 3 || !told.includes('"attended":0')) return `${told} ${await failedEvent(doors, "dispatcher")}`;
    }
  },
  [named("processing")]: (doors) => administrator(doors).start(),
  // The schedules tick at the start.
  [named("tick")]: async () => "",
};

/** The whole way of a video that is processed at once, and of one that waits for a window; and a run that is stopped. */
export async function everything(doors: Doors): Promise<void> {
  const { api, invoke } = administrator(doors);
  const [now, later] = await Promise.all([api.create("now"), api.create("later")]);
  await api.call("POST", `/videos/${now.id}/process`);
  await api.call("POST", `/videos/${later.id}/process`, { when: "window" });
  await invoke("dispatcher", { action: "sweep" });
  const ended = await api.ended([now.id, later.id], 60);
  if (ended.some(({ status }) => status !== "completed")) throw new Error(JSON.stringify(ended));
  await stopRun(doors);
}

/** Aborts a run, of which the rule on ended runs is told. */
async function stopRun(doors: Doors): Promise<void> {
  const { states, start } = administrator(doors);
  const run = { executionArn: await start() };
  await states.send(new StopExecutionCommand(run));
  const { status } = await states.send(new DescribeExecutionCommand(run));
  if (status !== "ABORTED") throw new Error(`${run.executionArn}: must be ABORTED, is ${status}`);
}

/** What uses the permissions of functions: requests at the HTTP API, and events of a run that is stopped. */
export async function services(doors: Doors): Promise<string> {
  await stopRun(doors);
  return String((await fetch(`${doors.apiUrl}/videos`)).status);
}
