// What is declared for a function: its baseline, its batch windows, its limit. Terraform writes it into the capacity table,
// so that whoever reconciles (the deployed tick, a command) reads what is deployed and not what a checkout says.
import * as z from "zod";
import { brokenRule, type ScalingConfig } from "./scalingConfig.ts";
import type { BatchWindow } from "./window.ts";
import { batchWindows } from "./windowSchema.ts";

export const scalingConfigSchema = z
  .strictObject({ min: z.number(), max: z.number() })
  .superRefine((config, context) => {
    const rule = brokenRule(config);
    if (rule) context.addIssue({ code: "custom", message: rule });
  }) satisfies z.ZodType<ScalingConfig>;

/** @see Declaration.graceSeconds */
export const DEFAULT_GRACE_SECONDS = 60;

export const declarationSchema: z.ZodType<Declaration> = z.strictObject({
  functionName: z.string().min(1),
  /** What the function has when nobody asks. */
  baseline: scalingConfigSchema,
  /** Wall-clock capacity. */
  windows: batchWindows.default([]),
  /** Execution environments that fit under the capacity provider's vCPU cap; nothing above it is ever put. */
  limit: z.number().int().min(1),
  /** How long capacity stays after a lease was released, in seconds. */
  graceSeconds: z.number().int().min(0).max(3_600).default(DEFAULT_GRACE_SECONDS),
});

export interface Declaration {
  readonly functionName: string;
  readonly baseline: ScalingConfig;
  readonly windows: readonly BatchWindow[];
  readonly limit: number;
  readonly graceSeconds: number;
}
