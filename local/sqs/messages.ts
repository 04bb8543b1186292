// How a message is shown: to who receives it, and to a function in an event.
import { createHash } from "node:crypto";
import type { Message, MessageAttribute } from "./journal.ts";
import type { Received } from "./queue.ts";

type Attributes = Readonly<Record<string, MessageAttribute>>;

export const md5 = (data: string | Buffer): string => createHash("md5").update(data).digest("hex");

const STRING = 1;
const BINARY = 2;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation */
export function md5OfAttributes(attributes: Attributes): string {
  const sized = (data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return [length, data];
  };
  const parts = Object.keys(attributes)
    .toSorted()
    .flatMap((name) => {
      const { DataType = "", StringValue, BinaryValue = "" } = attributes[name] ?? {};
      const isText = StringValue !== undefined;
      const value = isText ? Buffer.from(StringValue) : Buffer.from(BinaryValue, "base64");
      const kind = Buffer.from([isText ? STRING : BINARY]);
      return [...sized(Buffer.from(name)), ...sized(Buffer.from(DataType)), kind, ...sized(value)];
    });
  return md5(Buffer.concat(parts));
}

export const systemAttributes = ({ receiveCount, sentAt, firstReceivedAt = sentAt }: Message) => ({
  ApproximateReceiveCount: String(receiveCount),
  SentTimestamp: String(sentAt),
  SenderId: "local",
  ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
});

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export const eventOf = (received: readonly Received[], queueArn: string) => ({
  Records: received.map(({ message, handle }) => ({
    messageId: message.id,
    receiptHandle: handle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          stringValue: StringValue,
          binaryValue: BinaryValue,
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    md5OfBody: md5(message.body),
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(":")[3],
  })),
});
