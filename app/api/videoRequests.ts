// What a client may send about a video.
import * as z from "zod";
import { MAX_UPLOAD_BYTES } from "../media/uploads.ts";
import { VIDEO_STATUSES } from "../videos/video.ts";

const MAX_TITLE = 200;
const MAX_DESCRIPTION = 5_000;
const MAX_URL = 2_048;

/** What is left of a text when everything that nobody sees is taken away. */
const visible = (text: string): string => text.replaceAll(/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu, "");

const text = z
  .string()
  .trim()
  .refine((value) => value.isWellFormed(), "must be well-formed Unicode, without lone surrogates")
  .refine((value) => !value.includes("\0"), "must not contain NUL");

export const title = text
  .min(1)
  .max(MAX_TITLE)
  .refine((value) => value === "" || visible(value) !== "", "must contain a visible character")
  .describe("What the video is called");

export const description = text.max(MAX_DESCRIPTION).describe("What the video is about");

export const contentType = z
  .string()
  .toLowerCase()
  .regex(
    /^((video|audio)\/[a-z0-9][a-z0-9.+-]{0,99}|application\/(octet-stream|mxf|mp4|ogg))$/,
    "must be video/…, audio/…, application/octet-stream, application/mxf, application/mp4 or application/ogg",
  )
  .describe("Media type of what will be uploaded, without parameters");

export const bytes = z.number().int().min(1).max(MAX_UPLOAD_BYTES).describe("Size of what will be uploaded");

/** When to start: at once, or in the next batch window. */
export const when = z.enum(["now", "window"]).describe("At once, or in the next batch window");

/** `s3://bucket/key` as S3 allows it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const S3_URL = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/.+$/;

/** From where a source may come that is not uploaded. */
export interface AllowedSources {
  /** `*` for every bucket: only where everything runs on one machine. */
  readonly buckets: readonly string[];
  /** As URLs have them: lower case, without a port. */
  readonly hosts: readonly string[];
}

/** The host of an https:// URL without credentials, on its usual port; undefined for every other text. */
export function httpsHost(text: string): string | undefined {
  if (!/^https:/i.test(text) || /[\s\p{Cc}]/u.test(text)) return undefined; // URL would drop them without a word
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" || url.hostname === "" || url.port !== "") return undefined;
  return url.username === "" && url.password === "" ? url.hostname : undefined;
}

function sourceUrlFrom({ buckets, hosts }: AllowedSources) {
  const isAllowed = (url: string): boolean => {
    const bucket = S3_URL.exec(url)?.[1];
    if (bucket !== undefined) return buckets.includes("*") || buckets.includes(bucket);
    const host = httpsHost(url);
    return host !== undefined && hosts.includes(host);
  };
  const allowed = [
    ...buckets.map((bucket) => `s3://${bucket === "*" ? "bucket" : bucket}/key`),
    ...hosts.map((host) => `https://${host}/…`),
  ];
  const message = allowed.length > 0 ? `must be ${allowed.join(" or ")}` : "no source but an upload is allowed here";
  return z.string().max(MAX_URL).refine(isAllowed, message).describe("Where the source is, if it is not uploaded");
}

/** An ETag as S3 gives it, with its quotes or without. */
const etag = z.string().regex(/^"?[0-9A-Za-z-]{1,100}"?$/, "must be an ETag");

export function videoRequests(sources: AllowedSources) {
  const create = z
    .strictObject({
      title,
      description: description.default(""),
      contentType: contentType.optional(),
      bytes: bytes.optional(),
      sourceUrl: sourceUrlFrom(sources).optional(),
      process: when.optional(),
    })
    .transform(({ contentType, bytes, sourceUrl, ...rest }, context) => {
      if (sourceUrl !== undefined && contentType === undefined && bytes === undefined) return { ...rest, sourceUrl };
      if (sourceUrl === undefined && contentType !== undefined && bytes !== undefined)
        return { ...rest, contentType, bytes };
      context.addIssue("must have contentType and bytes of an upload, or a sourceUrl");
      return z.NEVER;
    });
  return {
    create,
    edit: z
      .strictObject({ title: title.optional(), description: description.optional() })
      .refine((changes) => Object.keys(changes).length > 0, "must change title, description or both"),
    process: z.strictObject({ when: when.default("now") }),
    complete: z.strictObject({
      etags: z.array(etag).min(1).max(1_024).describe("The ETags of the parts, in the order of their numbers"),
    }),
    list: z.strictObject({
      status: z.enum(VIDEO_STATUSES).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
      cursor: z.string().min(1).max(2_048).optional(),
    }),
  };
}
