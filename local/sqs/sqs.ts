// SQS on this machine: the calls of the service's own API about messages. What changes queues is Terraform's.
import { type AwsCall, AwsError, type AwsService, type Operation } from "../aws/call.ts";
import { optional, optionalStrings, type Request } from "../aws/members.ts";
import { ownedByTerraform } from "../aws/ownedByTerraform.ts";
import type { Clock } from "../lambda/clock.ts";
import { md5, md5OfAttributes, systemAttributes } from "./messages.ts";
import type { Queue, Received } from "./queue.ts";
import type { Queues } from "./queues.ts";
import { attributesIn, entriesOf, nameIn, queueOf, sqsError, text, whole } from "./request.ts";

export interface SqsOptions {
  readonly queues: Queues;
  readonly clock: Clock;
  /** Of the local endpoint. */
  readonly url: string;
  readonly accountId: string;
}

const MAX_VISIBILITY_SECONDS = 43_200;

const CHANGES = [
  "CreateQueue",
  "DeleteQueue",
  "SetQueueAttributes",
  "TagQueue",
  "UntagQueue",
  "AddPermission",
  "RemovePermission",
];

function send(queue: Queue, request: Request): object {
  const body = text(request, "MessageBody");
  const attributes = attributesIn(request);
  const { id } = queue.send(body, attributes, whole(request, "DelaySeconds", 0, 900));
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    ...(Object.keys(attributes).length > 0 && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

function remove(queue: Queue, request: Request): object {
  queue.delete(text(request, "ReceiptHandle"));
  return {};
}

function hide(queue: Queue, request: Request): object {
  const seconds = whole(request, "VisibilityTimeout", 0, MAX_VISIBILITY_SECONDS) ?? 0;
  if (queue.hide(text(request, "ReceiptHandle"), seconds)) return {};
  throw sqsError("ReceiptHandleIsInvalid", "The receipt handle is of no message that is hidden.", 404);
}

/** One that answers for each entry, so that some may fail. */
const batch = (one: typeof send) => (queue: Queue, request: Request) => {
  const results = entriesOf(request).map((entry) => {
    const Id = text(entry, "Id");
    try {
      return { Successful: { Id, ...one(queue, entry) } };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { refusal } = error;
      return { Failed: { Id, Code: refusal.code, Message: refusal.message, SenderFault: true } };
    }
  });
  return {
    Successful: results.flatMap(({ Successful }) => Successful ?? []),
    Failed: results.flatMap(({ Failed }) => Failed ?? []),
  };
};

async function receive(queue: Queue, request: Request, clock: Clock, gone: AbortSignal | undefined): Promise<object> {
  const most = whole(request, "MaxNumberOfMessages", 1, 10) ?? 1;
  const visibility = whole(request, "VisibilityTimeout", 0, MAX_VISIBILITY_SECONDS);
  const until = clock.now() + (whole(request, "WaitTimeSeconds", 0, 20) ?? 0) * 1_000;
  for (;;) {
    const received = queue.receive(most, visibility);
    if (received.length > 0) return { Messages: received.map((one) => messageOf(one, request)) };
    const next = Math.min(until, queue.nextVisibleAt ?? until);
    if (clock.now() >= until || gone?.aborted) return {};
    await new Promise<void>((resolve) => {
      const done = () => {
        cancelTimer();
        cancelListening();
        gone?.removeEventListener("abort", done);
        resolve();
      };
      const cancelTimer = clock.after(Math.max(0, next - clock.now()), done);
      const cancelListening = queue.onChange(done);
      gone?.addEventListener("abort", done);
    });
  }
}

function messageOf({ message, handle }: Received, request: Request): object {
  const named = (...members: string[]) => members.flatMap((member) => optionalStrings(request, member) ?? []);
  const system = named("AttributeNames", "MessageSystemAttributeNames");
  const wanted = named("MessageAttributeNames");
  const Attributes = Object.fromEntries(
    Object.entries(systemAttributes(message)).filter(([name]) => system.includes("All") || system.includes(name)),
  );
  const isWanted = (name: string) =>
    wanted.some((one) => one === "All" || one === name || (one.endsWith(".*") && name.startsWith(one.slice(0, -1))));
  const MessageAttributes = Object.fromEntries(Object.entries(message.attributes).filter(([name]) => isWanted(name)));
  return {
    MessageId: message.id,
    ReceiptHandle: handle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(Attributes).length > 0 && { Attributes }),
    ...(Object.keys(MessageAttributes).length > 0 && {
      MessageAttributes,
      MD5OfMessageAttributes: md5OfAttributes(MessageAttributes),
    }),
  };
}

function attributesOf({ spec, counts }: Queue, request: Request): object {
  const asked = optionalStrings(request, "AttributeNames") ?? [];
  const { deadLetterArn: deadLetterTargetArn, maxReceiveCount } = spec.redrive ?? {};
  const all = {
    QueueArn: spec.arn,
    ApproximateNumberOfMessages: counts.visible,
    ApproximateNumberOfMessagesNotVisible: counts.hidden,
    ApproximateNumberOfMessagesDelayed: counts.delayed,
    VisibilityTimeout: spec.visibilitySeconds,
    MessageRetentionPeriod: spec.retentionSeconds,
    DelaySeconds: spec.delaySeconds,
    ...(spec.redrive && { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }) }),
  };
  const shown = Object.entries(all).filter(([name]) => asked.includes("All") || asked.includes(name));
  return { Attributes: Object.fromEntries(shown.map(([name, value]) => [name, String(value)])) };
}

/** The operations of the API on the given queues, for the door. */
export function sqsOperations({ queues, clock, url, accountId }: SqsOptions): AwsService {
  const urlOf = ({ spec }: Queue) => `${url}/${accountId}/${spec.name}`;
  const onQueue = (perform: (queue: Queue, request: Request) => object) => (call: AwsCall) =>
    perform(queueOf(queues, call.json ?? {}), call.json ?? {});
  const handlers: Readonly<Record<string, (call: AwsCall) => object | Promise<object>>> = {
    ListQueues: ({ json = {} }) => {
      const prefix = optional(json, "QueueNamePrefix", "string") ?? "";
      return { QueueUrls: queues.filter(({ spec }) => spec.name.startsWith(prefix)).map(urlOf) };
    },
    GetQueueUrl: ({ json = {} }) => ({ QueueUrl: urlOf(queueOf(queues, { QueueUrl: nameIn(json) })) }),
    GetQueueAttributes: onQueue(attributesOf),
    SendMessage: onQueue(send),
    SendMessageBatch: onQueue(batch(send)),
    ReceiveMessage: ({ json = {}, gone }) => receive(queueOf(queues, json), json, clock, gone),
    DeleteMessage: onQueue(remove),
    DeleteMessageBatch: onQueue(batch(remove)),
    ChangeMessageVisibility: onQueue(hide),
    ChangeMessageVisibilityBatch: onQueue(batch(hide)),
    PurgeQueue: onQueue((queue) => {
      queue.purge();
      return {};
    }),
  };
  const answered = Object.entries(handlers).map(([name, handle]): [string, Operation] => [
    name,
    async (call) => ({ status: 200, body: JSON.stringify(await handle(call)) }),
  ]);
  return new Map([...answered, ...ownedByTerraform("sqs", CHANGES)]);
}
