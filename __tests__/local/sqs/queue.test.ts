// Queues with the real client in front: messages call a function, come back when it fails, end as dead letters, and outlive a restart.
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { Disk } from "../../../local/disk.ts";
import type { MappingSpec } from "../../../local/sqs/definitions.ts";
import { createPollers, MappingError } from "../../../local/sqs/pollers.ts";
import { openQueues } from "../../../local/sqs/queues.ts";
import { sqsOperations } from "../../../local/sqs/sqs.ts";
import type { Invocation } from "../../../local/stepFunctions/tasks.ts";
import { localClient, serveAws } from "../../support/http/httpServer.ts";
import { ACCOUNT, functionSpec, ManualClock, queueSpec, settle } from "../../support/lambda/simulation.ts";

const WORDS = functionSpec({ name: "words" });
const DEAD = queueSpec("dead");
const QUEUE = queueSpec("words", { redrive: { deadLetterArn: DEAD.arn, maxReceiveCount: 2 } });

type Answer = (bodies: readonly string[], ids: readonly string[]) => Invocation | Promise<Invocation>;

const answered = (value: unknown): Invocation => ({ statusCode: 200, payload: JSON.stringify(value ?? null) });
const THROTTLED: Invocation = { statusCode: 429, payload: "Rate exceeded" };

let folder: string;
let clock: ManualClock;
let disk: Disk;
let close: (() => Promise<void>)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "queues-"));
  clock = new ManualClock();
  disk = new Disk();
  close = [];
});
afterEach(async () => {
  for (const each of close.reverse()) await each();
  rmSync(folder, { recursive: true });
});

/** @param answer of the function that the queue calls; without it nothing polls */
async function open(answer?: Answer, mapping: Partial<MappingSpec> = {}) {
  const said: string[] = [];
  const calls: string[][] = [];
  const say = (subject: string, what: string) => said.push(`${subject}: ${what}`);
  const queues = openQueues({ specs: [QUEUE, DEAD], folder, disk, clock, say });
  const whole = { queueArn: QUEUE.arn, functionArn: WORDS.arn, batchSize: 10, windowSeconds: 0, maxConcurrency: 5 };
  const pollers = createPollers({
    mappings: answer ? [{ ...whole, reportsFailures: true, ...mapping }] : [],
    queues,
    functions: [WORDS],
    permissions: { poll: () => undefined },
    clock,
    say,
    onError: (error) => said.push(String(error)),
    invokeLambda: async (_, payload) => {
      const records = JSON.parse(payload).Records as { body: string; messageId: string }[];
      calls.push(records.map(({ body }) => body));
      return (answer as Answer)(
        records.map(({ body }) => body),
        records.map(({ messageId }) => messageId),
      );
    },
  });
  const sqs = sqsOperations({ queues, clock, url: "http://localhost", accountId: ACCOUNT });
  const server = await serveAws({ sqs });
  const client = new SQSClient(localClient(server.endpoint));
  pollers.start();
  const stop = async () => {
    pollers.stop();
    client.destroy();
    await server.close();
  };
  close.push(stop);
  const QueueUrl = (await client.send(new GetQueueUrlCommand({ QueueName: "words" }))).QueueUrl;
  return {
    client,
    QueueUrl,
    said,
    calls,
    send: (...bodies: string[]) =>
      client.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: bodies.map((MessageBody, Id) => ({ Id: `${Id}`, MessageBody })),
        }),
      ),
    bodies: async (name: string) => {
      const received = await client.send(
        new ReceiveMessageCommand({ QueueUrl: `http://localhost/${name}`, MaxNumberOfMessages: 10 }),
      );
      return (received.Messages ?? []).map(({ Body }) => Body);
    },
    counts: async () => {
      const { Attributes: all = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
      );
      return [all.ApproximateNumberOfMessages, all.ApproximateNumberOfMessagesNotVisible].map(Number);
    },
    /** As a process that ends. */
    stop: async () => {
      close.splice(close.indexOf(stop), 1);
      await stop();
    },
  };
}

it("a message calls the function, and is gone when that handled it", async () => {
  const { send, calls, counts } = await open(() => answered(undefined));
  await send("one", "two");
  await settle();
  expect(calls.flat().toSorted()).toEqual(["one", "two"]);
  expect(await counts()).toEqual([0, 0]);
});

it("of a batch only what failed comes back, and goes to the dead letters in the end", async () => {
  const { send, calls, bodies, counts, said } = await open(
    (all, ids) =>
      answered({
        batchItemFailures: ids.filter((_, at) => all[at] === "poison").map((itemIdentifier) => ({ itemIdentifier })),
      }),
    { windowSeconds: 1 },
  );
  await send("good", "poison");
  await clock.advance(1);
  expect(calls).toEqual([["good", "poison"]]);
  expect(await counts()).toEqual([0, 1]);
  await clock.advance(29);
  expect(calls).toHaveLength(1);
  await clock.advance(40);
  expect(calls).toEqual([["good", "poison"], ["poison"]]);
  expect(await counts()).toEqual([0, 0]);
  expect(await bodies("dead")).toEqual(["poison"]);
  expect(said).toEqual([
    "words: 1 of 2 messages failed; they come back after 30 s",
    "words: 1 of 1 messages failed; they come back after 30 s",
    expect.stringMatching(/^words: message \S+ was received 2 times: to dead$/),
  ]);
});

it.each<[string, Invocation]>([
  ["an error", { statusCode: 200, payload: "{}", functionError: "Unhandled" }],
  ["an id that is none of the batch's", answered({ batchItemFailures: [{ itemIdentifier: "other" }] })],
  ["a failure without an id", answered({ batchItemFailures: [{}] })],
  ["no list", answered({ batchItemFailures: "all" })],
  ["no JSON", { statusCode: 200, payload: "{" }],
])("the whole batch comes back after %s", async (_, answer) => {
  const { send, counts } = await open(() => answer);
  await send("one");
  await settle();
  expect(await counts()).toEqual([0, 1]);
});

it.each([[null], [{}], [{ batchItemFailures: null }], [{ batchItemFailures: [] }]])(
  "%j says that all is done",
  async (answer) => {
    const { send, counts } = await open(() => answered(answer));
    await send("one");
    await settle();
    expect(await counts()).toEqual([0, 0]);
  },
);

it("is tried again while the function is throttled or deactivated, until it comes back to the queue", async () => {
  let answer = THROTTLED;
  const { send, calls, counts } = await open(() => answer);
  await send("one");
  await clock.advance(10);
  expect(calls.length).toBeGreaterThan(2);
  expect(await counts()).toEqual([0, 1]);
  answer = answered(undefined);
  await clock.advance(5);
  expect(await counts()).toEqual([0, 0]);
});

it("goes to the dead letters when the function stayed away for as long as messages are hidden, so often", async () => {
  const { send, bodies, counts } = await open(() => THROTTLED);
  await send("one");
  await clock.advance(70);
  expect(await counts()).toEqual([0, 0]);
  expect(await bodies("dead")).toEqual(["one"]);
});

it("what waits, and what was in flight, outlives a restart", async () => {
  const first = await open(() => new Promise(() => {}), { batchSize: 1, maxConcurrency: 1 });
  await first.send("running", "waiting");
  await settle();
  expect(await first.counts()).toEqual([1, 1]);
  await first.stop();
  const second = await open(() => answered(undefined));
  await settle();
  expect(second.calls.flat().toSorted()).toEqual(["running", "waiting"]);
  expect(await second.counts()).toEqual([0, 0]);
});

it("a line that was cut off by a kill is dropped, any other one that is damaged is told", async () => {
  const first = await open();
  await first.send("one");
  await first.stop();
  const file = join(folder, "words.jsonl");
  appendFileSync(file, '{"id":"cut');
  const second = await open();
  expect(await second.bodies("words")).toEqual(["one"]);
  await second.stop();
  writeFileSync(file, "nonsense\n");
  await expect(open()).rejects.toThrow(`${file}: not what was written; start with --fresh=queues to drop it`);
});

it("a message that is received is hidden, until its time is over or it is shown again", async () => {
  const { client, QueueUrl, send, bodies } = await open();
  await send("one");
  const [message] = (await client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? [];
  expect(await bodies("words")).toEqual([]);
  const { ReceiptHandle } = message ?? {};
  await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  expect(await bodies("words")).toEqual(["one"]);
  // It was received again: the old handle is no longer its.
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  await clock.advance(31);
  expect(await bodies("words")).toEqual([]); // received twice: a dead letter
  expect(await bodies("dead")).toEqual(["one"]);
});

it("a receive may wait for a message", async () => {
  const { client, QueueUrl, send } = await open();
  const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  await settle();
  await send("one");
  expect((await waiting).Messages).toMatchObject([{ Body: "one" }]);
});

it("a message has its attributes, a delay, and an end", async () => {
  const { client, QueueUrl, bodies, counts } = await open();
  const MessageAttributes = { kind: { DataType: "String", StringValue: "film" } };
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "one", DelaySeconds: 60, MessageAttributes }));
  expect(await bodies("words")).toEqual([]);
  await clock.advance(60);
  const asked = { MessageAttributeNames: ["All"], MessageSystemAttributeNames: ["All" as const] };
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, ...asked }));
  expect(Messages).toMatchObject([{ Body: "one", MessageAttributes, Attributes: { ApproximateReceiveCount: "1" } }]);
  await clock.advance(QUEUE.retentionSeconds);
  expect(await counts()).toEqual([0, 0]);
});

it("a full disk refuses messages, and they are taken again when there is room", async () => {
  const { client, QueueUrl, send, calls } = await open(() => answered(undefined));
  disk.full = true;
  await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: "one" }))).rejects.toThrow("no space left");
  disk.full = false;
  await send("two");
  await settle();
  expect(calls).toEqual([["two"]]);
});

it("a function whose role may not poll has no mapping", () => {
  const queues = openQueues({ specs: [QUEUE, DEAD], folder, disk, clock, say: () => {} });
  const mapping = { queueArn: QUEUE.arn, functionArn: WORDS.arn, batchSize: 1, windowSeconds: 0, maxConcurrency: 1 };
  const options = {
    queues,
    functions: [WORDS],
    clock,
    say: () => {},
    onError: () => {},
    invokeLambda: async () => THROTTLED,
  };
  const permissions = { poll: () => "not authorized to perform: sqs:ReceiveMessage" };
  expect(() => createPollers({ ...options, permissions, mappings: [{ ...mapping, reportsFailures: true }] })).toThrow(
    new MappingError(`${QUEUE.arn} calls ${WORDS.arn}: not authorized to perform: sqs:ReceiveMessage`),
  );
});
