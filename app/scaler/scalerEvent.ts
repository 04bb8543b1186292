// What the scaler is called with: by the workflow, by the tick, and by the rule that watches executions end.
import * as z from "zod";
import { scalingConfigSchema } from "../capacity/declaration.ts";
import { MAX_LEASE_SECONDS } from "../capacity/lease.ts";

const key = { functionName: z.string().min(1), owner: z.string().min(1) };

export const scalerEvent = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("acquire"),
    ...key,
    config: scalingConfigSchema,
    /** How long the lease lives unless it is released. */
    seconds: z.number().int().min(1).max(MAX_LEASE_SECONDS),
    /** How long the caller will wait for it to settle. */
    settleSeconds: z.number().int().min(1).max(MAX_LEASE_SECONDS),
  }),
  z.strictObject({
    action: z.literal("check"),
    ...key,
    /** What acquire gave. */
    since: z.number().int().min(0),
    settleBy: z.number().int(),
    /** So many environments are enough to begin with. */
    atLeast: z.number().int().min(1).optional(),
  }),
  z.strictObject({ action: z.literal("release"), ...key }),
  z.strictObject({ action: z.literal("reconcile") }),
]);

export type ScalerEvent = z.output<typeof scalerEvent>;
