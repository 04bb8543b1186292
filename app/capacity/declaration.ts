// What is declared for a function: its baseline and its limit. Terraform writes it into the capacity table, so that
// whoever reconciles (the deployed tick, a command) reads what is deployed and not what a checkout says.
import { z } from "zod";
import { brokenRule, type ScalingConfig } from "./scalingConfig.ts";

const scalingConfig = z.strictObject({ min: z.number(), max: z.number() }).superRefine((config, context) => {
  const rule = brokenRule(config);
  if (rule) context.addIssue({ code: "custom", message: rule });
}) satisfies z.ZodType<ScalingConfig>;

export const declarationSchema = z.strictObject({
  functionName: z.string().min(1),
  /** What the function has when nobody asks. */
  baseline: scalingConfig,
  /** Execution environments that fit under the capacity provider's vCPU cap; nothing above it is ever put. */
  limit: z.number().int().min(1),
});

export type Declaration = z.output<typeof declarationSchema>;
