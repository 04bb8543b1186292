// What has to happen in the video service so that each role uses all that it may: all that is particular to this system. The
// administrator does it, with credentials that are no role's.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { systemClock } from "../../app/shared/clock.ts";
import { batchInput } from "../../app/videos/batchRuns.ts";
import { createVideoRepository } from "../../app/videos/repository.ts";
import { defineEnvironment } from "../../stacks/config/environment.ts";
import { environmentInput } from "./templateEnvironments.ts";
import { videoClient } from "./videoClient.ts";

/** The rest of one. */
const WINDOW = { days: ["mon-sun"], timeZone: "UTC", min: 1, max: 1 };

/** With windows, one of which is always open: batches run in it, and the processor has capacity. */
export const ENVIRONMENT = defineEnvironment(
  environmentInput({
    name: "dev",
    region: "us-east-1",
    "network.availabilityZones": ["us-east-1a", "us-east-1b"],
    "processor.windows": ["00:00", "12:00"].map((from) => ({
      ...WINDOW,
      name: `from-${from.slice(0, 2)}`,
      from,
      to: from === "00:00" ? "13:00" : "01:00",
    })),
    "processor.engine": { type: "simulated", cpuMilliseconds: 50 },
  }),
);

const named = (what: string) => `dev-video-${what}`;
const machineArn = (what: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${named(what)}`;

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
  const videos = createVideoRepository(documents, { tableName: named("videos"), clock: systemClock });
  return {
    api: videoClient(apiUrl),
    states,
    videos,
    /** A video that the api knows nothing of yet. */
    seed: () => videos.create({ id: ulid(), title: "seeded", description: "", sourceUrl: "s3://bucket/seeded.mp4" }),
    /** What the function answered. */
    invoke: async (what: string, event: unknown) => {
      const command = new InvokeCommand({ FunctionName: named(what), Payload: JSON.stringify(event) });
      return new TextDecoder().decode((await lambda.send(command)).Payload);
    },
    start: (what: string, input: unknown) =>
      states.send(new StartExecutionCommand({ stateMachineArn: machineArn(what), input: JSON.stringify(input) })),
  };
}

const attempt = { videoId: "none", attempt: 1 };

/** By role: makes it use all its statements. @returns what those who asked were told */
export const STORIES: Readonly<Record<string, (doors: Doors) => Promise<string>>> = {
  [named("api")]: async ({ apiUrl, awsUrl }) => {
    const { seed } = administrator({ apiUrl, awsUrl });
    const { id } = await seed();
    const ask = async (method: string, path: string) => {
      const { status } = await fetch(`${apiUrl}${path}`, { method });
      return `${method} ${status}`;
    };
    const asked = [
      await ask("GET", `/videos/${id}`),
      await ask("GET", "/videos"),
      await ask("POST", `/videos/${id}/process`),
    ];
    return asked.join(", ");
  },
  [named("processor")]: (doors) => administrator(doors).invoke("processor", attempt),
  [named("scaler")]: (doors) => administrator(doors).invoke("scaler", { action: "reconcile" }),
  [named("dispatcher")]: async (doors) => {
    const { seed, videos, invoke } = administrator(doors);
    const { id } = await seed();
    await videos.queue(id, "window");
    const failed = await invoke("dispatcher", {
      action: "fail",
      videos: [attempt],
      error: { Error: "States.Timeout" },
    });
    return `${failed} ${await invoke("dispatcher", { action: "sweep" })}`;
  },
  [named("processing")]: async (doors) => {
    await administrator(doors).start("processing", { videos: [attempt] });
    return "";
  },
  [named("batch")]: async (doors) => {
    const now = Math.floor(Date.now() / 1000);
    const input = batchInput({ config: { min: 1, max: 1 }, now, until: now + 3_600, perEnvironment: 4 });
    await administrator(doors).start("batch", input);
    return "";
  },
  // The schedules tick at the start.
  [named("tick")]: async () => "",
};

/** The whole way of a video that is processed at once, and of one that waits for a window; and a run that is stopped. */
export async function everything(doors: Doors): Promise<void> {
  const { api, videos, invoke, states, start } = administrator(doors);
  const [now, later] = await Promise.all([api.create("now"), api.create("later")]);
  await api.process(now.id);
  await videos.queue(later.id, "window");
  await invoke("dispatcher", { action: "sweep" });
  const ended = await api.ended([now.id, later.id], 60);
  if (ended.some(({ status }) => status !== "completed")) throw new Error(JSON.stringify(ended));
  await stopped(states, await start("processing", { videos: [attempt] }));
}

/** Aborts a run, of which the rule on ended runs is told. */
async function stopped(states: SFNClient, { executionArn }: { executionArn?: string | undefined }): Promise<void> {
  await states.send(new StopExecutionCommand({ executionArn }));
  const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
  if (status !== "ABORTED") throw new Error(`${executionArn}: must be ABORTED, is ${status}`);
}

/** What uses the permissions of functions: requests at the HTTP API, and events of a run that is stopped. */
export async function services(doors: Doors): Promise<string> {
  const { states, start } = administrator(doors);
  await stopped(states, await start("processing", { videos: [attempt] }));
  return String((await fetch(`${doors.apiUrl}/videos`)).status);
}
