// What an S3 request says in headers; a presigned URL says the same in its query.
import { validateHeaderName, validateHeaderValue } from "node:http";
import type { AwsCall } from "../aws/call.ts";
import { s3Error } from "./errors.ts";

/** A header, or the parameter of that name. */
export function header({ headers, url }: AwsCall, name: string): string | undefined {
  const given = headers[name];
  if (given !== undefined) return String(given);
  return name.startsWith("x-amz-") ? parameter(url, name) : undefined;
}

/** Names of parameters that are headers have no case. */
function parameter({ searchParams }: URL, name: string): string | undefined {
  for (const [key, value] of searchParams) if (key.toLowerCase() === name) return value;
  return undefined;
}

/** A whole number from the query. @throws AwsError InvalidArgument */
export function numberIn({ url }: AwsCall, name: string, least: number, most: number): number | undefined {
  const given = url.searchParams.get(name);
  if (given === null) return undefined;
  const value = Number(given);
  if (!/^\d+$/.test(given) || value < least || value > most)
    throw s3Error("InvalidArgument", `${name}: must be ${least} to ${most}, got ${given}`);
  return value;
}

const KEPT = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-language",
  "content-encoding",
  "expires",
] as const;
const META = "x-amz-meta-";

/** What an object's answers will say about it: its type, how it may be cached, what its owner adds. @throws AwsError InvalidArgument */
export function keptHeaders(call: AwsCall): Record<string, string> {
  const kept = new Map<string, string>();
  for (const name of KEPT) {
    const value = call.headers[name];
    const without = name === "content-encoding" ? value?.replace(/\s*\baws-chunked\b\s*,?/, "") : value;
    if (without) kept.set(name, without);
  }
  const named = [...Object.entries(call.headers), ...call.url.searchParams];
  for (const [name, value] of named) {
    if (name.toLowerCase().startsWith(META)) kept.set(...sendable(name.toLowerCase(), String(value)));
  }
  return Object.fromEntries(kept);
}

/** A header of an answer. @throws AwsError InvalidArgument for what no header can be */
export function sendable(name: string, value: string): [name: string, value: string] {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw s3Error("InvalidArgument", `${name}: must be a header in ISO-8859-1, got ${value}`);
  }
  return [name, value];
}

const MAX_TAGS = 10;

/** Tags of a header, as a query string. @throws AwsError InvalidArgument */
export function tagsIn(call: AwsCall): Record<string, string> {
  const tags = [...new URLSearchParams(header(call, "x-amz-tagging") ?? "")];
  return checkedTags(tags);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html @throws AwsError InvalidArgument */
export function checkedTags(tags: readonly (readonly [string, string])[]): Record<string, string> {
  const isValid = ([key, value]: readonly [string, string]) => key !== "" && key.length <= 128 && value.length <= 256;
  if (tags.length > MAX_TAGS || !tags.every(isValid))
    throw s3Error("InvalidArgument", `tags: at most ${MAX_TAGS}, keys of 1 to 128 characters, values of up to 256`);
  return Object.fromEntries(tags);
}

/** `bucket/key` of a copy's source. @throws AwsError InvalidArgument */
export function copySource(call: AwsCall): { bucket: string; key: string } {
  const given = header(call, "x-amz-copy-source") ?? "";
  let decoded: string;
  try {
    decoded = decodeURIComponent(given.split("?")[0] ?? "");
  } catch {
    decoded = "";
  }
  const [, bucket = "", key = ""] = /^\/?([^/]+)\/(.+)$/s.exec(decoded) ?? [];
  if (key === "") throw s3Error("InvalidArgument", `x-amz-copy-source: must be bucket/key, got ${given}`);
  return { bucket, key };
}
