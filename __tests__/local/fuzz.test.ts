// Fuzzed requests at every door of a running local system: no 5xx but those that are asked for, no exit.
// FUZZ_REQUESTS is how many at each door (default 200; set, it also prints what was answered), FUZZ_SEED repeats a run.
import { readFileSync } from "node:fs";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { logsRequest } from "../support/fuzz/logs.ts";
import { apiRequest, dynamodbRequest, lambdaRequest, runtimeRequest, statesRequest } from "../support/fuzz/requests.ts";
import { localClient } from "../support/http/httpServer.ts";
import { exchange, type RawReply, type RawRequest } from "../support/http/rawHttp.ts";
import { videoClient } from "../support/http/videoClient.ts";
import { discard, isAlive, type LocalRun, startLocal, temporaryFolder } from "../support/local/system.ts";
import { SEED as RUN_SEED } from "../support/seed.ts";

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 200);
const SEED = Number(process.env.FUZZ_SEED ?? RUN_SEED);
const DOOR_MILLISECONDS = 60_000 + REQUESTS * 100;
const FUNCTIONS = ["dev-video-api", "dev-video-processor", "dev-video-scaler", "none"];
const TABLE = "fuzz";

const folder = temporaryFolder();
let run: LocalRun;

/** The 5xx that are asked for: what AWS has and this does not run, and a deactivated function, as AWS answers it. */
const isAsked = ({ status, text }: RawReply) =>
  (status === 501 && text.includes("NotImplementedException")) ||
  (status === 502 && text.includes("ResourceNotReadyException"));

async function fuzz(port: number, requests: fc.Arbitrary<RawRequest>): Promise<Map<string, number>> {
  const statuses = new Map<string, number>();
  const property = fc.asyncProperty(requests, async (request) => {
    const reply = await exchange(port, request);
    const status = String(reply.status);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (reply.status === undefined) expect(request.method).toBe("CONNECT");
    else if (reply.status >= 500 && !isAsked(reply)) throw new Error(`answered ${reply.text}`);
  });
  await fc.assert(property, { numRuns: REQUESTS, seed: SEED, endOnFailure: true });
  return statuses;
}

const portOf = (url: string) => Number(new URL(url).port);

beforeAll(async () => {
  run = await startLocal(folder);
  const dynamodb = new DynamoDBClient(localClient(run.awsUrl));
  const key = (name: string, KeyType: "HASH" | "RANGE") => ({ AttributeName: name, KeyType });
  await dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [key("pk", "HASH"), key("sk", "RANGE")],
      AttributeDefinitions: ["pk", "sk", "a"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
      GlobalSecondaryIndexes: [
        { IndexName: "byA", KeySchema: [key("a", "HASH")], Projection: { ProjectionType: "ALL" } },
      ],
    }),
  );
  dynamodb.destroy();
});

afterAll(() => discard(run, folder));

describe(`${REQUESTS} fuzzed requests (FUZZ_SEED=${SEED})`, () => {
  const report = (door: string, statuses: Map<string, number>) => {
    if (process.env.FUZZ_REQUESTS === undefined) return;
    console.log(
      `${door}: ${[...statuses]
        .sort()
        .map(([status, count]) => `${status} × ${count}`)
        .join(", ")}`,
    );
  };

  it(
    "at DynamoDB",
    async () => report("DynamoDB", await fuzz(portOf(run.awsUrl), dynamodbRequest(TABLE))),
    DOOR_MILLISECONDS,
  );

  it(
    "at Step Functions",
    async () => {
      const states = new SFNClient(localClient(run.awsUrl));
      const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
      states.destroy();
      const arn = String(stateMachines[0]?.stateMachineArn);
      report("Step Functions", await fuzz(portOf(run.awsUrl), statesRequest(arn)));
    },
    DOOR_MILLISECONDS,
  );

  it(
    "at Lambda",
    async () => report("Lambda", await fuzz(portOf(run.awsUrl), lambdaRequest(FUNCTIONS))),
    DOOR_MILLISECONDS,
  );

  it(
    "at CloudWatch Logs",
    async () => report("CloudWatch Logs", await fuzz(portOf(run.awsUrl), logsRequest("/aws/lambda/dev-video-scaler"))),
    DOOR_MILLISECONDS,
  );

  it("at the HTTP API", async () => report("HTTP API", await fuzz(portOf(run.apiUrl), apiRequest)), DOOR_MILLISECONDS);

  // Where the port of an environment can be seen.
  const onLinux = process.platform === "linux" ? it : it.skip;
  onLinux(
    "at a function's Runtime API",
    async () => {
      const pid = run.environments("dev-video-api").findLast(isAlive);
      const [, port] = /AWS_LAMBDA_RUNTIME_API=[\d.]+:(\d+)/.exec(readFileSync(`/proc/${pid}/environ`, "utf8")) ?? [];
      report("Runtime API", await fuzz(Number(port), runtimeRequest));
    },
    DOOR_MILLISECONDS,
  );

  it("leave a system that works, and nothing that it would have to tell", async () => {
    const { status } = await videoClient(run.apiUrl)
      .create("After")
      .then(async ({ id }) => videoClient(run.apiUrl).get(id));
    expect(status).toBe("uploaded");
    expect(run.child.exitCode).toBeNull();
    expect(run.output().match(/^\S+ {2}error .*|^ {4}at .*|^\S*Error\b.*/gm) ?? []).toEqual([]);
  });
});
