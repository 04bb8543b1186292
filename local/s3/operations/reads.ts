// Reading objects: GetObject and HeadObject, with ranges and conditions.
import type { AwsCall, AwsReply } from "../../aws/call.ts";
import type { StoredObject } from "../bucket.ts";
import { headerOf } from "../checksums.ts";
import { isUnchanged } from "../conditions.ts";
import { s3Error } from "../errors.ts";
import { header, sendable } from "../request.ts";
import { noSuchKey, type Setting, target } from "./setting.ts";

const RANGE = /^bytes=(\d*)-(\d*)$/;

/** Parameters that replace a header of the answer. */
const REPLACED = [
  "content-type",
  "content-language",
  "expires",
  "cache-control",
  "content-disposition",
  "content-encoding",
];

/** The object that a call reads. @throws AwsError NoSuchKey, AccessDenied, NoSuchVersion */
export function objectOf(call: AwsCall, setting: Setting): StoredObject {
  const { name, bucket, key } = target(call, setting);
  const object = bucket.objects.get(key);
  if (!object) throw noSuchKey(call, name, setting);
  if (![null, "null"].includes(call.url.searchParams.get("versionId"))) throw s3Error("NoSuchVersion");
  return object;
}

/** One range; several, or what is none, is all of it. @throws AwsError InvalidRange */
export function rangeOf(said: string | undefined, bytes: number): { first: number; last: number } | undefined {
  const [range, from = "", to = ""] = RANGE.exec(said ?? "") ?? [];
  if (range === undefined || (from === "" && to === "")) return undefined;
  const first = from === "" ? Math.max(bytes - Number(to), 0) : Number(from);
  const last = from === "" || to === "" ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (from !== "" && to !== "" && Number(to) < first) return undefined;
  if (first >= bytes || (from === "" && Number(to) === 0)) throw s3Error("InvalidRange");
  return { first, last };
}

/** GetObject, and HeadObject, whose answer is the same without its content. */
export async function readObject(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const object = objectOf(call, setting);
  const { bytes, segments } = object;
  if (call.url.searchParams.has("partNumber")) throw s3Error("NotImplemented", "partNumber is not simulated");
  if (isUnchanged(call.headers, object)) return { status: 304, headers: { ETag: `"${object.etag}"` } };
  const range = rangeOf(call.headers.range, bytes);
  const { first, last } = range ?? { first: 0, last: bytes - 1 };
  const { bucket } = target(call, setting);
  const { checksum } = object;
  const isChecked = header(call, "x-amz-checksum-mode") === "ENABLED" && !range;
  return {
    status: range ? 206 : 200,
    headers: {
      "Content-Type": "binary/octet-stream",
      ...described(call, object),
      "Content-Length": String(last - first + 1),
      ...(range && { "Content-Range": `bytes ${first}-${last}/${bytes}` }),
      ...(isChecked &&
        checksum && { [headerOf(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type }),
    },
    ...(call.operation === "GetObject" && { body: bucket.read(segments, first, last) }),
  };
}

function described({ url }: AwsCall, { etag, modifiedAt, headers, tags }: StoredObject): Record<string, string> {
  const replaced = REPLACED.flatMap((name) => {
    const value = url.searchParams.get(`response-${name}`);
    return value === null ? [] : [sendable(name, value)];
  });
  const { "content-type": type, ...others } = { ...headers, ...Object.fromEntries(replaced) };
  const count = Object.keys(tags).length;
  return {
    ...others,
    ...(type !== undefined && { "Content-Type": type }),
    ETag: `"${etag}"`,
    "Last-Modified": new Date(modifiedAt).toUTCString(),
    "Accept-Ranges": "bytes",
    "x-amz-server-side-encryption": "AES256",
    ...(count > 0 && { "x-amz-tagging-count": String(count) }),
  };
}
