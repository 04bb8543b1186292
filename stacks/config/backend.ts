// Where Terraform keeps its state: a bucket that must be nameable, and a key in it.
import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const RESERVED_PREFIXES = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

const bucket = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    "must have 3 to 63 lower-case letters, digits, dots and hyphens, a letter or digit first and last",
  )
  .refine((name) => !name.includes(".."), "must not have two dots in a row")
  .refine((name) => !/^(\d{1,3}\.){3}\d{1,3}$/.test(name), "must not be an IP address")
  .refine(
    (name) => !RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)),
    `must not begin with ${RESERVED_PREFIXES.join(", ")}`,
  )
  .refine(
    (name) => !RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix)),
    `must not end with ${RESERVED_SUFFIXES.join(", ")}`,
  );

/** What a key holds besides the prefix: `/<environment>-operations.tfstate` and the lock's `.tflock`. */
const KEY_REST = 60;

/** Safe characters only: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const keyPrefix = z
  .string()
  .max(LIMITS.maxObjectKeyBytes.value - KEY_REST)
  .regex(/^[\w!.*'()/-]*$/, "must be of letters, digits, / and ! - _ . * ' ( )")
  .refine(
    (prefix) => prefix.split("/").every((segment) => segment !== "" && segment !== "." && segment !== ".."),
    "must not begin or end with /, or have an empty segment, . or ..",
  );

export const backendSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("s3"), bucket, region: z.enum(LIMITS.stateRegions.value), keyPrefix }),
  /** State in terraform.<stack>.tfstate beside cdktf.json. */
  z.strictObject({ type: z.literal("local") }),
]);
