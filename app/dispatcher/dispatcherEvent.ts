// What the dispatcher is called with: by the workflow, by the tick, and by the rule that watches executions end.
import * as z from "zod";
import { scalingConfigSchema } from "../capacity/declaration.ts";

const seconds = z.number().int();

/** What runs.ts gives a run. */
const asked = z.strictObject({
  queue: z.enum(["now", "window"]),
  config: scalingConfigSchema.optional(),
  claimUntil: seconds,
  endBy: seconds.optional(),
  maxVideos: z.number().int().min(1).optional(),
});

export const claimRequest = z.strictObject({
  action: z.literal("claim"),
  /** ARN of the run. */
  run: z.string().min(1),
  /** Where its videos are to run. */
  on: z.enum(["managed", "overflow"]),
  asked,
  /** When the run began to claim. */
  startAt: z.iso.datetime(),
  /** How many it may still claim. */
  left: z.number().int().min(0),
  /** Nothing was claimed by it before. */
  first: z.boolean(),
});

export type ClaimRequest = z.output<typeof claimRequest>;

export const dispatcherEvent = z.discriminatedUnion("action", [
  /** Looks after videos whose run may be lost, and starts runs for those that are left waiting. */
  z.strictObject({ action: z.literal("sweep") }),
  /** Gives a run its next chunk. */
  claimRequest,
  /** An attempt could not be run, for a reason that is not the video's. */
  z.strictObject({
    action: z.literal("missed"),
    videoId: z.string().min(1),
    attempt: z.number().int().min(1),
    error: z.object({ Error: z.string(), Cause: z.string().optional() }),
  }),
]);

/** EventBridge's notice that an execution ended badly: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export const executionEnded = z.object({
  source: z.literal("aws.states"),
  detail: z.object({
    executionArn: z.string(),
    status: z.enum(["FAILED", "TIMED_OUT", "ABORTED"]),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

/** EventBridge's notice of an object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export const objectCreated = z.object({
  source: z.literal("aws.s3"),
  "detail-type": z.literal("Object Created"),
  detail: z.object({ object: z.object({ key: z.string() }) }),
});
