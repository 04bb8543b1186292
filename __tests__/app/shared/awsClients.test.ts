// Every client that the functions and the commands have, against peers that stop talking at each point at which one can.
import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  CALL_SECONDS,
  createDocumentClient,
  createLambdaClient,
  createStepFunctionsClient,
} from "../../../app/shared/awsClients.ts";
import { CALL_SECONDS as COMMAND_SECONDS, createClients } from "../../../scripts/lmi/clients.ts";
import {
  dripping,
  headersOnly,
  neverAnswers,
  type SilentPeer,
  silentOnceReused,
} from "../../support/aws/silentPeers.ts";

const PEERS = { neverAnswers, headersOnly, dripping, silentOnceReused };
/** Of a busy machine's timers. */
const MARGIN_SECONDS = 10;
const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

type Call = () => Promise<unknown>;

const input = {
  get: new GetCommand({ TableName: "table", Key: { id: "1" } }),
  getFunction: new GetFunctionCommand({ FunctionName: "function" }),
  start: new StartExecutionCommand({ stateMachineArn: "arn:aws:states:us-east-1:0:stateMachine:machine" }),
};

function ofFunctions(endpoint: string): Record<string, Call> {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  const [documents, lambda, runs] = [createDocumentClient(), createLambdaClient(), createStepFunctionsClient()];
  return {
    DynamoDB: () => documents.send(input.get),
    Lambda: () => lambda.send(input.getFunction),
    "Step Functions": () => runs.send(input.start),
  };
}

function ofCommands(endpoint: string): Record<string, Call> {
  const clients = createClients({ region: "us-east-1", endpoint, credentials: CREDENTIALS } as never);
  return {
    DynamoDB: async () => (await clients.documents()).send(input.get),
    Lambda: async () => (await clients.lambda()).send(input.getFunction),
    "Step Functions": async () => (await clients.stepFunctions()).send(input.start),
  };
}

/** How a call ended, and after how many seconds. */
async function timed(call: Call): Promise<{ error: string; seconds: number }> {
  const started = performance.now();
  const error = await call().then(
    () => "none",
    ({ name }: Error) => name,
  );
  return { error, seconds: (performance.now() - started) / 1000 };
}

const variables = { ...process.env };
const peers: SilentPeer[] = [];
const results = new Map<string, { error: string; seconds: number }>();

beforeAll(async () => {
  const runs: Promise<void>[] = [];
  for (const [peerName, create] of Object.entries(PEERS)) {
    for (const [who, clients] of Object.entries({ functions: ofFunctions, commands: ofCommands })) {
      const peer = await create();
      peers.push(peer);
      for (const [service, call] of Object.entries(clients(peer.endpoint))) {
        const run = async () => {
          if (create === silentOnceReused) await timed(call);
          results.set(`${who} ${service} ${peerName}`, await timed(call));
        };
        runs.push(run());
      }
      // Clients of functions read their endpoint when they first call.
      await Promise.all(peers.map(({ requests }) => until(() => requests() > 0)));
    }
  }
  await Promise.all(runs);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

afterAll(async () => {
  process.env = variables;
  await Promise.all(peers.map((peer) => peer.close()));
});

describe.each([
  ["functions", CALL_SECONDS],
  ["commands", COMMAND_SECONDS],
])("a call of the clients of %s", (who, bound) => {
  const cases = ["DynamoDB", "Lambda", "Step Functions"].flatMap((service) =>
    Object.keys(PEERS).map((peer) => [service, peer] as const),
  );

  it.each(cases)("to %s ends in time when the peer is %s", (service, peer) => {
    const { error, seconds } = results.get(`${who} ${service} ${peer}`) ?? { error: "not called", seconds: 0 };

    // What is repeated on a new connection may be answered.
    expect(peer === "silentOnceReused" ? ["TimeoutError", "none"] : ["TimeoutError"]).toContain(error);
    expect(seconds).toBeLessThanOrEqual(bound + MARGIN_SECONDS);
  });
});
