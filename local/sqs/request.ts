// What the operations of SQS check alike: errors, which queue is meant, members and their bounds.
import { AwsError } from "../aws/call.ts";
import { optional, type Request } from "../aws/members.ts";
import type { MessageAttribute } from "./journal.ts";
import type { Queue } from "./queue.ts";
import type { Queues } from "./queues.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_MESSAGE_BYTES = 1_048_576;
const MAX_ENTRIES = 10;

export const sqsError = (code: string, message: string, status = 400) => new AwsError({ status, code, message });

const invalid = (message: string) => sqsError("InvalidParameterValue", message);

/** A member that must be there. @throws AwsError */
export function text(request: Request, member: string): string {
  const value = optional(request, member, "string");
  if (value === undefined || value === "")
    throw sqsError("MissingParameter", `The request must contain the parameter ${member}.`);
  return value;
}

/** A whole number within bounds; undefined if absent. @throws AwsError */
export function whole(request: Request, member: string, least: number, most: number): number | undefined {
  const value = optional(request, member, "number");
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return value;
  throw invalid(`${member}: must be a whole number from ${least} to ${most}, got ${value}`);
}

export const nameIn = (request: Request): string => text(request, "QueueName");

/** By the last part of its URL, whatever host that names. @throws AwsError QueueDoesNotExist */
export function queueOf(queues: Queues, request: Request): Queue {
  const name = text(request, "QueueUrl").split("/").at(-1);
  const queue = queues.find(({ spec }) => spec.name === name);
  if (!queue) throw sqsError("QueueDoesNotExist", "The specified queue does not exist.");
  return queue;
}

/** The attributes of a message that is sent. @throws AwsError for one that is too large or without type or value */
export function attributesIn(request: Request): Readonly<Record<string, MessageAttribute>> {
  const attributes = (request.MessageAttributes ?? {}) as Readonly<Record<string, MessageAttribute>>;
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    if (typeof DataType !== "string" || (StringValue ?? BinaryValue) === undefined)
      throw invalid(`MessageAttributes.${name}: must have DataType and a value`);
  }
  const bytes = Buffer.byteLength(text(request, "MessageBody")) + Buffer.byteLength(JSON.stringify(attributes)) - 2;
  if (bytes > MAX_MESSAGE_BYTES)
    throw invalid(
      `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_MESSAGE_BYTES} bytes.`,
    );
  return attributes;
}

/** The entries of a batch. @throws AwsError for none, too many, or two of one id */
export function entriesOf(request: Request): Request[] {
  const entries = (Array.isArray(request.Entries) ? request.Entries : []) as Request[];
  if (entries.length === 0) throw sqsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > MAX_ENTRIES)
    throw sqsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  const ids = entries.map((entry) => text(entry, "Id"));
  if (new Set(ids).size < ids.length)
    throw sqsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  return entries;
}
