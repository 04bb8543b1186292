// What a client may send about a video.
import { z } from "zod";
import { VIDEO_STATUSES } from "../videos/video.ts";

const MAX_TITLE = 200;
const MAX_DESCRIPTION = 5_000;
const MAX_URL = 2_048;

const title = z.string().trim().min(1).max(MAX_TITLE);
const description = z.string().trim().max(MAX_DESCRIPTION);

/** `s3://bucket/key` as S3 allows it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const S3_URL = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.+$/;

function isHttpsUrl(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text)) return false; // URL would drop them without a word
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" && url.hostname !== "" && url.username === "" && url.password === "";
}

/** @param allowFiles accepts `file:///…` too; only where everything runs on one machine */
export function videoRequests({ allowFiles }: { allowFiles: boolean }) {
  const allowed = allowFiles ? "s3://bucket/key, https://… or file:///…" : "s3://bucket/key or https://…";
  const sourceUrl = z
    .string()
    .max(MAX_URL)
    .refine(
      (text) => S3_URL.test(text) || isHttpsUrl(text) || (allowFiles && /^file:\/\/\/[^/]/.test(text)),
      `must be ${allowed}`,
    );
  return {
    create: z.strictObject({ title, sourceUrl, description: description.default("") }),
    edit: z
      .strictObject({ title: title.optional(), description: description.optional() })
      .refine((changes) => Object.keys(changes).length > 0, "must change title, description or both"),
    /** When to start: at once, or in the next batch window. */
    process: z.strictObject({ when: z.enum(["now", "window"]).default("now") }),
    list: z.strictObject({
      status: z.enum(VIDEO_STATUSES).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
      cursor: z.string().min(1).max(2_048).optional(),
    }),
  };
}
