// What the dispatcher is called with: by the workflow, by the tick, and by the rule that watches executions end.
import { z } from "zod";
import { workflowInput } from "../videos/workflowRuns.ts";

export const dispatcherEvent = z.discriminatedUnion("action", [
  /** Looks after videos in flight that nothing has moved for a while, and starts the batches of open windows. */
  z.strictObject({ action: z.literal("sweep") }),
  /** Ends attempts that the workflow gave up. */
  z.strictObject({
    action: z.literal("fail"),
    videos: workflowInput.shape.videos,
    error: z.object({ Error: z.string(), Cause: z.string().optional() }),
  }),
  /** Gives a batch run its next chunk. */
  z.strictObject({
    action: z.literal("claim"),
    /** ARN of the run. */
    run: z.string().min(1),
    /** Seconds since the epoch: nothing is claimed that could end after it. */
    until: z.number().int(),
    /** Videos at once. */
    concurrency: z.number().int().min(1),
    /** How many it may still claim. */
    left: z.number().int().min(0),
    /** In how many rounds. */
    rounds: z.number().int().min(0),
  }),
]);

/** EventBridge's notice that an execution ended badly: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export const executionEnded = z.object({
  source: z.literal("aws.states"),
  detail: z.object({
    executionArn: z.string(),
    status: z.enum(["FAILED", "TIMED_OUT", "ABORTED"]),
    /** Absent when it is too large for an event; then the sweep finds the videos. */
    input: z.string().nullish(),
    error: z.string().nullish(),
  }),
});
