// A queue of dead letters as a command reads it: all of it, once, and everything back at the end that was not deleted.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message as Received,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { FailedError, UsageError } from "../../cliError.ts";
import type { Session } from "../session.ts";
import type { Message } from "./deadLetter.ts";

/** While a command works on it, nothing else receives a message. */
const HIDDEN_SECONDS = 60;

/** Messages read at most. */
export const MOST = 100;

export interface OfFunction {
  readonly function?: string;
}

/** The queue of failed events, or the dead letters of the queue that calls the function. */
export const queueNameOf = ({ names, functionName }: Session, { function: id }: OfFunction): string =>
  id === undefined ? names.deadLetters : `${functionName(id)}-dead-letters`;

export interface LetterBox {
  readonly messages: readonly Message[];
  remove(message: Message): Promise<void>;
  /** Puts the message into another queue. */
  move(message: Message, queueName: string): Promise<void>;
}

function messageOf({ MessageId: id = "", Body: body = "", Attributes, MessageAttributes = {} }: Received): Message {
  const sent = Number(Attributes?.SentTimestamp ?? Number.NaN);
  return {
    id,
    body,
    sentAt: Number.isFinite(sent) ? new Date(sent).toISOString() : "?",
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).flatMap(([name, { StringValue: value }]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  };
}

/** Opens the box for `work`, and afterwards lets go of what it still holds. @throws FailedError when there is no such queue */
export async function withLetters<T>(session: Session, name: string, work: (box: LetterBox) => Promise<T>): Promise<T> {
  const client = await session.clients.sqs();

  async function urlOf(queueName: string): Promise<string> {
    try {
      const { QueueUrl: url } = await client.send(new GetQueueUrlCommand({ QueueName: queueName }));
      if (url) return url;
    } catch (error) {
      if (!(error instanceof Error) || !/QueueDoesNotExist|NonExistentQueue/.test(error.name)) throw error;
    }
    const remedy = "lmi ops dead-letters list names those that do";
    throw new FailedError(
      `queue ${queueName}: does not exist in environment ${session.settings.environment}; ${remedy}`,
    );
  }

  const QueueUrl = await urlOf(name);
  const held = new Map<string, Received>();
  while (held.size < MOST) {
    const { Messages: received = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_SECONDS,
        MessageSystemAttributeNames: ["SentTimestamp"],
        MessageAttributeNames: ["All"],
      }),
    );
    if (received.length === 0) break;
    for (const message of received) held.set(message.MessageId ?? "", message);
  }
  const receiptOf = ({ id }: Message) => held.get(id)?.ReceiptHandle;
  try {
    return await work({
      messages: [...held.values()].map(messageOf).toSorted((a, b) => a.sentAt.localeCompare(b.sentAt)),
      async remove(message) {
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptOf(message) }));
        if (!session.settings.dryRun) held.delete(message.id); // else it is still there, and let go
      },
      async move(message, queueName) {
        await client.send(
          new SendMessageCommand({
            QueueUrl: await urlOf(queueName),
            MessageBody: message.body,
            MessageAttributes: held.get(message.id)?.MessageAttributes,
          }),
        );
      },
    });
  } finally {
    for (const { ReceiptHandle } of held.values()) {
      const back = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
      await client.send(back).catch(() => {}); // it comes back by itself a minute later
    }
  }
}

/** The messages with these ids, or all. @throws UsageError naming an id that is not there */
export function chosen({ messages }: LetterBox, ids: readonly string[]): readonly Message[] {
  if (ids.length === 0) return messages;
  return ids.map((id) => {
    const found = messages.find((message) => message.id === id);
    if (found) return found;
    throw new UsageError(`message id: must be one that lmi ops dead-letters show lists, got ${id}`);
  });
}
