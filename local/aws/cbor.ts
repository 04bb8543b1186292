// CBOR as AWS's protocol has it, by the SDK's own codec: objects with texts for keys, and times that are tagged seconds.
// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
import { cbor, tag } from "@smithy/core/cbor";
import { AwsError } from "./call.ts";
import { MAX_DEPTH } from "./json.ts";

/** Seconds since the epoch. https://www.rfc-editor.org/rfc/rfc8949#section-3.4.2 */
const TIME = 1;

const refuse = (problem: string) =>
  new AwsError({ status: 400, code: "SerializationException", message: `The request is ${problem}.` });

const TOO_DEEP = `nested deeper than ${MAX_DEPTH} levels`;

/** The body's object; nothing at all is `{}`. A time is its seconds, as in JSON. @throws AwsError SerializationException */
export function readCborObject(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  const read = toJson(deserialized(body), 0);
  if (typeof read !== "object" || read === null || Array.isArray(read) || read instanceof Uint8Array)
    throw refuse("not a CBOR map");
  return read as Record<string, unknown>;
}

function deserialized(body: Buffer): unknown {
  try {
    return cbor.deserialize(body);
  } catch (error) {
    // The codec calls itself for each level.
    throw refuse(error instanceof RangeError && /call stack/.test(error.message) ? TOO_DEEP : "not CBOR");
  }
}

/** Without tags, and within bounds. */
function toJson(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw refuse(TOO_DEEP);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth + 1));
  const { tag: tagged, value: inner } = value as { tag?: unknown; value?: unknown };
  if (tagged === TIME && Object.getOwnPropertySymbols(value).length > 0) return toJson(inner, depth + 1);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member, depth + 1)]));
}

/** A value of JSON, and Dates, which are times. Members that are undefined are left out. */
export const writeCbor = (value: unknown): Buffer => Buffer.from(cbor.serialize(toCbor(value)));

function toCbor(value: unknown): unknown {
  if (value instanceof Date) return tag({ tag: TIME, value: value.getTime() / 1_000 });
  if (Array.isArray(value)) return value.map(toCbor);
  if (typeof value !== "object" || value === null) return value ?? null;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([key, member]) => [key, toCbor(member)]));
}
