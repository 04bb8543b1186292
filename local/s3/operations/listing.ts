// Listing objects: by prefix, by what comes before a delimiter, page by page.
import type { AwsCall, AwsReply } from "../../aws/call.ts";
import type { Bucket } from "../bucket.ts";
import { s3Error } from "../errors.ts";
import { numberIn } from "../request.ts";
import { type Elements, xmlReply } from "../xml.ts";
import { type Setting, target } from "./setting.ts";

const MAX_KEYS = 1_000;

interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** The last of them; undefined on the last page. */
  readonly next: string | undefined;
}

interface Asked {
  readonly prefix: string;
  readonly delimiter: string;
  /** Only what comes behind it. */
  readonly after: string;
  readonly max: number;
}

function pageOf(all: readonly string[], { prefix, delimiter, after, max }: Asked): Page {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last = "";
  for (const key of all) {
    if (!key.startsWith(prefix) || key <= after) continue;
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const common = end < 0 ? undefined : key.slice(0, end + delimiter.length);
    if (common !== undefined && (common === prefixes.at(-1) || common === after)) continue;
    if (keys.length + prefixes.length >= max) return { keys, prefixes, next: max === 0 ? undefined : last };
    if (common === undefined) keys.push(key);
    else prefixes.push(common);
    last = common ?? key;
  }
  return { keys, prefixes, next: undefined };
}

/** Both versions of the listing. */
export async function listObjects(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { name, bucket } = target(call, setting);
  const query = (parameter: string) => call.url.searchParams.get(parameter) ?? "";
  const isSecond = call.operation === "ListObjectsV2";
  const token = query("continuation-token");
  const encoding = query("encoding-type");
  if (!["", "url"].includes(encoding)) throw s3Error("InvalidArgument", `encoding-type: must be url, got ${encoding}`);
  const encode = (text: string) => (encoding === "url" ? encodeURIComponent(text).replaceAll("%2F", "/") : text);
  const asked: Asked = {
    prefix: query("prefix"),
    delimiter: query("delimiter"),
    after: isSecond ? fromToken(token) || query("start-after") : query("marker"),
    max: Math.min(numberIn(call, "max-keys", 0, Number.MAX_SAFE_INTEGER) ?? MAX_KEYS, MAX_KEYS),
  };
  const page = pageOf(bucket.objects.keys(), asked);
  const { keys, prefixes, next } = page;
  const versioned: Elements = isSecond
    ? {
        KeyCount: keys.length + prefixes.length,
        ContinuationToken: token || undefined,
        NextContinuationToken: next === undefined ? undefined : toToken(next),
        StartAfter: encode(query("start-after")) || undefined,
      }
    : { Marker: encode(query("marker")), NextMarker: next === undefined ? undefined : encode(next) };
  return xmlReply("ListBucketResult", {
    Name: name,
    Prefix: encode(asked.prefix),
    Delimiter: encode(asked.delimiter) || undefined,
    MaxKeys: asked.max,
    EncodingType: encoding || undefined,
    IsTruncated: next !== undefined,
    ...versioned,
    Contents: keys.map((key) => contents(bucket, key, encode)),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
}

function contents(bucket: Bucket, key: string, encode: (text: string) => string): Elements {
  const { modifiedAt = 0, etag = "", bytes = 0, checksum } = bucket.objects.get(key) ?? {};
  return {
    Key: encode(key),
    LastModified: new Date(modifiedAt).toISOString(),
    ETag: `"${etag}"`,
    ...(checksum && { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    Size: bytes,
    StorageClass: "STANDARD",
  };
}

const toToken = (key: string) => Buffer.from(key).toString("base64url");

const fromToken = (token: string) => Buffer.from(token, "base64url").toString("utf8");
