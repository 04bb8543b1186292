// What has to happen in the video service so that each role uses all that it may: all that is particular to this system. The
// administrator does it, with credentials that are no role's.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeExecutionCommand, SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { type Clock, systemClock } from "../../../app/shared/clock.ts";
import { createQueuedVideos } from "../../../app/videos/queue.ts";
import { createVideoRepository } from "../../../app/videos/repository.ts";
import { createRuns } from "../../../app/videos/runs.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { videoClient } from "../http/videoClient.ts";
import { environmentInput } from "../stacks/environments.ts";

const HOUR_MILLISECONDS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MILLISECONDS).toISOString();

/** With overflow, and with a window that is open all the time: runs go on in it, and the processor has capacity. */
export const ENVIRONMENT = defineEnvironment(
  environmentInput({
    name: "dev",
    region: "us-east-1",
    "network.availabilityZones": ["us-east-1a", "us-east-1b"],
    "functions.processor.windows": [{ name: "always", start: inHours(-1), end: inHours(24), min: 1, max: 1 }],
    "functions.processor.overflow": { memoryMib: 2_048, maxConcurrency: 2, upTo: 2 },
    "functions.processor.engine": { type: "simulated", cpuMilliseconds: 50 },
  }),
);

const named = (what: string) => `dev-video-${what}`;
const MACHINE_ARN = `arn:aws:states:us-east-1:000000000000:stateMachine:${named("processing")}`;
const executionArn = (name: string) => `${MACHINE_ARN.replace(":stateMachine:", ":execution:")}:${name}`;

/** An hour ago, for what the sweep is to find overdue. */
const EARLIER: Clock = {
  ...systemClock,
  now: () => new Date(Date.now() - HOUR_MILLISECONDS),
  nowSeconds: () => systemClock.nowSeconds() - HOUR_MILLISECONDS / 1000,
};

export interface Doors {
  readonly awsUrl: string;
  readonly apiUrl: string;
}

function administrator({ awsUrl, apiUrl }: Doors) {
  const options = {
    endpoint: awsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "any" },
    maxAttempts: 1,
  };
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(options));
  const lambda = new LambdaClient(options);
  const states = new SFNClient(options);
  const tableName = named("videos");
  const runs = createRuns(states, { stateMachineArn: MACHINE_ARN, clock: systemClock });
  /** A video that the api knows nothing of yet; `clock` says since when it waits for a window, if it does. */
  const seed = async (clock?: Clock) => {
    const videos = createVideoRepository(documents, { tableName, clock: clock ?? systemClock });
    const { id } = await videos.create({
      id: ulid(),
      title: "seeded",
      description: "",
      sourceUrl: "s3://bucket/a.mp4",
    });
    if (clock) await videos.queue(id, "window");
    return id;
  };
  return {
    api: videoClient(apiUrl),
    states,
    seed,
    /** A video whose run was lost. */
    seedLost: async () => {
      await seed(EARLIER);
      await createQueuedVideos(documents, { tableName, clock: EARLIER }).claim("window", executionArn("lost"), 1);
    },
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

const ATTEMPT = { videoId: "none", attempt: 1, run: executionArn("none") };

/** By role: makes it use all its statements. @returns what those who asked were told */
export const STORIES: Readonly<Record<string, (doors: Doors) => Promise<string>>> = {
  [named("api")]: async (doors) => {
    const id = await administrator(doors).seed();
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
    return asked.join(", ");
  },
  [named("processor")]: (doors) => administrator(doors).invoke("processor", ATTEMPT),
  [named("overflow")]: (doors) => administrator(doors).invoke("overflow", ATTEMPT),
  [named("scaler")]: (doors) => administrator(doors).invoke("scaler", { action: "reconcile" }),
  [named("dispatcher")]: async (doors) => {
    const { seed, seedLost, invoke } = administrator(doors);
    for (let tries = 1; ; tries += 1) {
      await seedLost();
      await seed(systemClock);
      const told = await invoke("dispatcher", { action: "sweep" });
      // The schedule's own sweep may have been faster.
      if (tries === 3 || !told.includes('"attended":0')) return told;
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
