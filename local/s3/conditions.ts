// Conditional requests. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
import type { IncomingHttpHeaders } from "node:http";
import { s3Error } from "./errors.ts";

interface Version {
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

const names = (said: string, etag: string): boolean =>
  said.split(",").some((one) =>
    ["*", etag].includes(
      one
        .trim()
        .replace(/^W\//, "")
        .replace(/^"(.*)"$/, "$1"),
    ),
  );

/** HTTP has whole seconds. */
const isModifiedSince = (said: string, { modifiedAt }: Version): boolean =>
  !(Math.floor(modifiedAt / 1000) * 1000 <= Date.parse(said));

/** Whether a read may be answered from what the client has: 304. @throws AwsError PreconditionFailed */
export function isUnchanged(headers: IncomingHttpHeaders, version: Version): boolean {
  const { "if-match": match, "if-none-match": noneMatch } = headers;
  const { "if-unmodified-since": unmodified, "if-modified-since": modified } = headers;
  if (
    match !== undefined ? !names(match, version.etag) : unmodified !== undefined && isModifiedSince(unmodified, version)
  )
    throw s3Error("PreconditionFailed");
  if (noneMatch !== undefined) return names(noneMatch, version.etag);
  return modified !== undefined && !isModifiedSince(modified, version);
}

/** What a write or a deletion makes of what is there now. @throws AwsError PreconditionFailed, NoSuchKey */
export function checkWrite(headers: IncomingHttpHeaders, current: Version | undefined): void {
  const { "if-match": match, "if-none-match": noneMatch } = headers;
  if (match !== undefined && !current) throw s3Error("NoSuchKey");
  if (match !== undefined && current && !names(match, current.etag)) throw s3Error("PreconditionFailed");
  if (noneMatch !== undefined && current && names(noneMatch, current.etag)) throw s3Error("PreconditionFailed");
}

/** The same for the source of a copy. @throws AwsError PreconditionFailed */
export function checkSource(headers: IncomingHttpHeaders, version: Version): void {
  const of = (name: string) => headers[`x-amz-copy-source-${name}`] as string | undefined;
  const conditions = {
    "if-match": of("if-match"),
    "if-none-match": of("if-none-match"),
    "if-modified-since": of("if-modified-since"),
    "if-unmodified-since": of("if-unmodified-since"),
  };
  if (isUnchanged(conditions, version)) throw s3Error("PreconditionFailed");
}
