// What videos are uploaded to, as far as a team chooses: which pages may, and how long what was uploaded is kept.
import { z } from "zod";
import { whole } from "./functionSchema.ts";

/** As browsers send it: no path, no wildcard, and `http` on this machine only. */
const ORIGIN = /^(https:\/\/[a-z0-9.-]+(:\d{1,5})?|http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?)$/;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html: rules, each of which may name many origins. */
const MOST_ORIGINS = 100;

/** Of web pages, in a configuration of CORS. */
export const origins = z
  .array(z.string().regex(ORIGIN, "must be an origin such as https://app.example.com, without a path"))
  .max(MOST_ORIGINS);

export const mediaSchema = z
  .strictObject({
    /** Origins of pages that upload and play from a browser; none by default. */
    corsOrigins: origins.default([]),
    /** Days from its upload that a processed source is kept; as long as its video when left out. */
    sourceDays: whole(1, 3650).optional(),
  })
  .prefault({});

const bucketName = z.string().regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, "must be the name of a bucket, without dots");
const hostName = z
  .string()
  .regex(
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    "must be a host's name, in lower case",
  );

/** From where sources may come that are not uploaded. @default nowhere */
export const sourcesSchema = z
  .strictObject({
    /** Buckets in the same account, or whose policy lets the processor read. */
    buckets: z.array(bucketName).default([]),
    /** Hosts on the public internet, as in `https://host/…`. */
    hosts: z.array(hostName).default([]),
  })
  .default({ buckets: [], hosts: [] });
