// The wall in front of every JSON body: what comes through is an object that can be walked and written again.
import { AwsError } from "./call.ts";

/** Far more than any request has (DynamoDB: 32 levels of attributes, two of JSON each), far less than the stack carries. */
export const MAX_DEPTH = 256;

/** The body's JSON object; nothing at all is `{}`. @throws AwsError SerializationException */
export function readJsonObject(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  const text = body.toString("utf8");
  if (jsonDepth(text) > MAX_DEPTH) throw refuse(`nested deeper than ${MAX_DEPTH} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refuse("not a JSON object");
  return value as Record<string, unknown>;
}

/** A value whose Dates are seconds since the epoch, as the JSON protocols have times. */
export function writeJson(value: object): string {
  return JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, member) {
    const held = this[key];
    return held instanceof Date ? held.getTime() / 1_000 : member;
  });
}

/** How deep the brackets of a JSON text go; brackets inside of strings do not count. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === "\\") index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "[" || character === "{") deepest = Math.max(deepest, ++depth);
    else if (character === "]" || character === "}") depth -= 1;
  }
  return deepest;
}

const refuse = (problem: string) =>
  new AwsError({ status: 400, code: "SerializationException", message: `The request is ${problem}.` });
