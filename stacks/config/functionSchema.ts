// The part of the schema that every managed function has: its size, its capacity provider and its scaling config.
import { z } from "zod";
import { DEFAULT_GRACE_SECONDS } from "../../app/capacity/declaration.ts";
import { batchWindows } from "../../app/capacity/windowSchema.ts";
import { kmsKeyArn } from "./identifiers.ts";
import { LIMITS } from "./limits.ts";

export const whole = (min: number, max: number) => z.number().int().min(min).max(max);

export const architecture = z.enum(LIMITS.architectures.value);

export const scalingConfig = z.strictObject({
  min: whole(0, LIMITS.maxExecutionEnvironments.value),
  max: whole(0, LIMITS.maxExecutionEnvironments.value),
});

const instanceTypes = z
  .array(z.string().regex(/^[a-zA-Z0-9.*-]{1,30}$/, "must be an instance type such as m7g.large, or m7g.*"))
  .min(1)
  .max(LIMITS.maxInstanceTypes.value);

/** A word or number that means nothing but that it changed, such as 2 or "2026-11-28-failed". */
const REVISION = "must be a whole number from 0, or 1 to 64 letters, digits and . _ -";
const revision = z
  .union([z.number(), z.string()], REVISION)
  .refine(
    (value) => (typeof value === "string" ? /^[\w.-]{1,64}$/.test(value) : Number.isSafeInteger(value) && value >= 0),
    REVISION,
  );

export const capacityProvider = z.strictObject({
  architecture,
  /** The most vCPUs that its instances may have together. */
  maxVCpus: whole(LIMITS.minProviderVCpus.value, LIMITS.maxProviderVCpus.value),
  scaling: z.discriminatedUnion("mode", [
    /** Lambda picks the CPU target. */
    z.strictObject({ mode: z.literal("Auto") }),
    z.strictObject({ mode: z.literal("Manual"), targetCpuPercent: z.number().gt(0).lte(100) }),
  ]),
  /** Types to choose from, or types not to choose; at most one of the two. Left out, Lambda chooses: more availability. */
  allowedInstanceTypes: instanceTypes.optional(),
  excludedInstanceTypes: instanceTypes.optional(),
  /** ARN of a KMS key for the instances' volumes; an AWS managed key when left out. */
  kmsKeyArn: kmsKeyArn.optional(),
  /**
   * Part of the name: another value makes a new capacity provider beside the present one, moves the function there and
   * removes the old. For one that is stuck at its limit; docs/runbook.md#a-version-failed.
   */
  revision: revision.optional(),
});

/** How big it is, and how much it does at once. */
export const size = {
  architecture,
  memoryMib: z.number().int(),
  memoryGibPerVCpu: z.number(),
  /** Invocations at once per execution environment. */
  maxConcurrency: whole(1, LIMITS.maxConcurrency.value),
  timeoutSeconds: whole(1, LIMITS.maxSyncTimeoutSeconds.value),
  /** Another value publishes a new version of unchanged code. For one that Failed; docs/runbook.md#a-version-failed. */
  revision: revision.optional(),
};

export const managedFunction = { ...size, capacityProvider };

/** How long capacity stays after the last lease, for the next one. */
export const graceSeconds = whole(0, 3_600).default(DEFAULT_GRACE_SECONDS);

/** Wall-clock capacity: docs/windows.md. */
export const windows = batchWindows.default([]);
