// Capacity from outside, with real processes: overlapping runs of which one is killed, a window, a hold, a second writer.

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  GetFunctionConfigurationCommand,
  GetFunctionScalingConfigCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionScalingConfigCommand,
} from "@aws-sdk/client-lambda";
import { ListExecutionsCommand, SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { declarationKey } from "../../app/capacity/capacityKeys.ts";
import { type CapacityTable, createCapacityTable } from "../../app/capacity/capacityTable.ts";
import type { BatchWindowInput } from "../../app/capacity/windowSchema.ts";
import { systemClock as clock } from "../../app/shared/clock.ts";
import { videoClient } from "../support/http/videoClient.ts";
import { discard, eventually, type LocalRun, startLocal, temporaryFolder } from "../support/local/system.ts";

const PROCESSOR = "dev-video-processor";
const OF = { FunctionName: PROCESSOR, Qualifier: "$LATEST.PUBLISHED" };
const TABLE = "dev-video-capacity";

let folder: string;
let run: LocalRun;
let lambda: LambdaClient;
let stepFunctions: SFNClient;
let documents: DynamoDBDocumentClient;
let table: CapacityTable;

beforeAll(async () => {
  folder = temporaryFolder();
  run = await startLocal(folder, ["--launch-seconds", "1", "--tick-once"]);
  const aws = {
    endpoint: run.awsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  };
  lambda = new LambdaClient(aws);
  stepFunctions = new SFNClient(aws);
  documents = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  table = createCapacityTable(documents, { tableName: TABLE, clock });
  await settledAt("0/0");
});

afterAll(() => discard(run, folder));

/** What was put last, as `min/max`, and whether Lambda has reached it. */
async function observed() {
  const [scaling, { State: state }] = await Promise.all([
    lambda.send(new GetFunctionScalingConfigCommand(OF)),
    lambda.send(new GetFunctionConfigurationCommand(OF)),
  ]);
  const put = scaling.RequestedFunctionScalingConfig ?? scaling.AppliedFunctionScalingConfig;
  const config = `${put?.MinExecutionEnvironments}/${put?.MaxExecutionEnvironments}`;
  return {
    config,
    settled: !scaling.RequestedFunctionScalingConfig && (state === "Active" || state === "Deactivated"),
  };
}

/** One sweep, likewise. */
const dispatch = () =>
  lambda.send(
    new InvokeCommand({ FunctionName: "dev-video-dispatcher", Payload: JSON.stringify({ action: "sweep" }) }),
  );

const settledAt = (wanted: string) =>
  eventually(`capacity to settle at ${wanted}`, 60, async () => {
    await tick();
    const { config, settled } = await observed();
    return settled && config === wanted ? true : undefined;
  });

/** One tick, without waiting for the minute; another one once a round that was under way is over, or the rate allows it. */
const tick = () =>
  eventually("a tick to go well", 60, async () => {
    const Payload = JSON.stringify({ action: "reconcile" });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: "dev-video-scaler", Payload }));
    if (answer.FunctionError === undefined) return true;
    expect(answer.Payload?.transformToString()).toMatch(/BusyRound|TooManyRequests/);
    return undefined;
  });

const declare = (windows: readonly BatchWindowInput[]) =>
  documents.send(
    new PutCommand({
      TableName: TABLE,
      Item: {
        ...declarationKey(PROCESSOR),
        functionName: PROCESSOR,
        baseline: { min: 0, max: 0 },
        windows: windows.map((window) => ({ warmUpMinutes: 0, ...window })),
        limit: 16,
        graceSeconds: 1,
      },
    }),
  );

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

describe("capacity", () => {
  it("stays while runs go on, one of them killed, whose videos go on with the next, and goes after the last", async () => {
    const videos = videoClient(run.apiUrl);
    const ids = (await Promise.all(["a", "b", "c"].map((title) => videos.create(title)))).map(({ id }) => id);
    await Promise.all(ids.map(videos.process));
    const { owner } = await eventually("a lease", 20, async () => (await table.demand(PROCESSOR)).leases[0]);

    await stepFunctions.send(new StopExecutionCommand({ executionArn: owner }));
    await eventually("the killed run's lease to end", 20, async () =>
      (await table.demand(PROCESSOR)).leases.every((lease) => lease.owner !== owner || lease.isReleased)
        ? true
        : undefined,
    );
    await dispatch(); // the tick, without waiting for the minute

    const ended = await videos.ended(ids, 90);
    expect(ended.map(({ status }) => status)).toEqual(ids.map(() => "completed"));
    await settledAt("0/0");
  });

  it("follows a window that opens and closes, and a run goes on in it", async () => {
    const videos = videoClient(run.apiUrl);
    await declare([{ name: "soon", start: inSeconds(1), end: inSeconds(90), min: 1, max: 2 }]);
    const ids = (await Promise.all(["d", "e"].map((title) => videos.create(title)))).map(({ id }) => id);
    for (const id of ids) {
      expect((await videos.call("POST", `/videos/${id}/process`, { when: "window" })).status).toBe(202);
    }
    await eventually("the window to open", 10, async () => {
      await tick();
      return (await observed()).config === "1/2" ? true : undefined;
    });
    await dispatch();

    const ended = await videos.ended(ids, 60);
    expect(ended.map(({ status }) => status)).toEqual(["completed", "completed"]);
    const { executions = [] } = await stepFunctions.send(
      new ListExecutionsCommand({
        stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:dev-video-processing",
      }),
    );
    expect(executions[0]?.name).toMatch(/^soon-\d{8}T\d{6}Z-\d+$/);

    await declare([{ name: "soon", start: inSeconds(-60), end: inSeconds(-1), min: 1, max: 2 }]);
    await settledAt("0/0");
  });

  it("is what a hold says, whatever else is asked for, until it is resumed", async () => {
    await declare([]);
    const hold = { owner: "operator:test", config: { min: 2, max: 2 }, reason: "trying", since: inSeconds(0) };
    await table.hold(PROCESSOR, { ...hold, liveUntil: clock.nowSeconds() + 600 });
    await tick();
    expect((await observed()).config).toBe("2/2");

    await table.acquire(PROCESSOR, "operator:other", { min: 1, max: 8 }, 60);
    await tick();
    expect((await observed()).config).toBe("2/2");

    await table.resume(PROCESSOR, inSeconds(0));
    await tick();
    expect((await observed()).config).toBe("1/8");
    await table.release(PROCESSOR, "operator:other", 0);
    await tick();
    await settledAt("0/0");
  });

  it("comes back from a second writer with the next tick", async () => {
    const FunctionScalingConfig = { MinExecutionEnvironments: 3, MaxExecutionEnvironments: 3 };
    await lambda.send(new PutFunctionScalingConfigCommand({ ...OF, FunctionScalingConfig }));
    expect((await observed()).config).toBe("3/3");

    await tick();

    expect((await observed()).config).toBe("0/0");
    await settledAt("0/0");
    const [latest] = await table.changes(PROCESSOR, 1);
    expect(latest).toMatchObject({
      by: "scaler",
      from: { min: 3, max: 3 },
      to: { min: 0, max: 0 },
      reasons: ["baseline"],
    });
  });
});
