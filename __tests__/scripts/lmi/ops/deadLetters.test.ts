// lmi ops dead-letters against the local system.
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { lmi, lmiJson } from "../../../support/lmi/lmiCommand.ts";
import { discard, type LocalRun, startLocal, temporaryFolder } from "../../../support/local/system.ts";

let folder: string;
let run: LocalRun;
let at: NodeJS.ProcessEnv;
let client: SQSClient;

beforeAll(async () => {
  folder = temporaryFolder();
  run = await startLocal(folder, ["--launch-seconds", "1", "--tick-once"]);
  at = { AWS_ENDPOINT_URL: run.awsUrl };
  const credentials = { accessKeyId: "operator", secretAccessKey: "operator" };
  client = new SQSClient({ endpoint: run.awsUrl, region: "us-east-1", credentials });
});

afterAll(() => {
  client.destroy();
  return discard(run, folder);
});

async function fail(...bodies: unknown[]): Promise<void> {
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: "dev-video-dead-letters" }));
  for (const body of bodies) await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
}

const ofDispatcher = (payload: unknown) => ({
  requestContext: {
    functionArn: "arn:aws:lambda:us-east-1:000000000000:function:dev-video-dispatcher:$LATEST",
    condition: "RetriesExhausted",
  },
  requestPayload: payload,
  responsePayload: { errorType: "Error", errorMessage: "boom" },
});

const list = () => lmiJson(["ops", "dead-letters", "list"], at);
const EMPTY = { queues: [{ queue: "dev-video-dead-letters", messages: 0 }] };

it("counts, shows, sends again and keeps what names no function, which is dropped", async () => {
  expect(await list()).toEqual(EMPTY);
  expect((await lmi(["ops", "dead-letters", "show"], at)).stdout).toBe("no messages\n");
  await fail(ofDispatcher({ action: "sweep" }), "words");
  expect(await list()).toEqual({ queues: [{ queue: "dev-video-dead-letters", messages: 2 }] });

  const shown = await lmi(["ops", "dead-letters", "show"], at);
  expect(shown.stdout).toMatch(/function:dev-video-dispatcher\n {2}why {6}RetriesExhausted: Error: boom\n/);
  expect(shown.stdout).toContain('  payload  {"action":"sweep"}\n');

  const rehearsed = await lmiJson(["ops", "dead-letters", "redrive", "--dry-run"], at);
  expect(rehearsed.calls.map(({ operation }: { operation: string }) => operation)).toEqual(["Invoke", "DeleteMessage"]);

  const redriven = await lmi(["ops", "dead-letters", "redrive"], at);
  expect([redriven.code, redriven.stderr + redriven.stdout]).toEqual([
    1,
    expect.stringMatching(/^\S+: sent again\n\S+: stays, it names no function\n$/),
  ]);
  const { messages } = await lmiJson(["ops", "dead-letters", "show"], at);
  expect(messages).toMatchObject([{ payload: '"words"' }]);

  expect(await lmiJson(["ops", "dead-letters", "drop", messages[0].id], at)).toEqual({ dropped: [messages[0].id] });
  expect(await list()).toEqual(EMPTY);
});

it.each([
  [["drop"], "drop: must have either ids of messages or --all\n"],
  [["drop", "--all", "1"], "drop: must have either ids of messages or --all\n"],
  [["redrive", "1"], "message id: must be one that lmi ops dead-letters show lists, got 1\n"],
])("refuses %j", async (args, line) => {
  const { code, stderr } = await lmi(["ops", "dead-letters", ...args], at);
  expect([code, stderr]).toEqual([2, expect.stringContaining(line)]);
});

it("says which queue is not there", async () => {
  const { code, stderr } = await lmi(["ops", "dead-letters", "show", "--function", "words"], at);
  expect([code, stderr]).toEqual([
    1,
    "queue words-dead-letters: does not exist in environment dev; lmi ops dead-letters list names those that do\n",
  ]);
});
