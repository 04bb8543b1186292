// The shape of an environment's configuration: what may be written, with defaults. Rules across fields are in rules.ts.
import { z } from "zod";
import { alarmsSchema } from "./alarms.ts";
import { authorizerSchema } from "./authorizer.ts";
import { backendSchema } from "./backend.ts";
import { corsSchema } from "./cors.ts";
import { whole } from "./functionSchema.ts";
import { functionsSchema } from "./functions.ts";
import { accountIds, kmsKeyArn, subnetsOfZone, vpcId } from "./identifiers.ts";
import { LIMITS } from "./limits.ts";
import { mediaSchema, sourcesSchema } from "./media.ts";
import { runtimeSchema } from "./runtime.ts";
import { tagsSchema } from "./tags.ts";
import { tracingSchema } from "./tracing.ts";

/** A retention that CloudWatch Logs offers: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const retentionDays = z
  .number()
  .refine((days) => RETENTION_DAYS.includes(days), `must be one of ${RETENTION_DAYS.join(", ")}`);

const INTERFACE_SERVICES = [
  "logs",
  "states",
  "monitoring",
  "lambda",
  "xray",
  "kms",
  "sts",
  "ssm",
  "secretsmanager",
] as const;

const egress = z.discriminatedUnion("type", [
  /** Interface endpoints for what the functions call; no way out to the internet. `logs` and `states` are always there. */
  z.strictObject({ type: z.literal("endpoints"), alsoServices: z.array(z.enum(INTERFACE_SERVICES)).default([]) }),
  z.strictObject({ type: z.literal("nat"), gateways: z.enum(["one", "perAvailabilityZone"]) }),
]);

const network = z.discriminatedUnion("vpc", [
  z.strictObject({
    vpc: z.literal("new"),
    /** An IPv4 /16, such as 10.20.0.0/16. */
    cidr: z.string().regex(/^[1-9]\d{0,2}\.(0|[1-9]\d{0,2})\.0\.0\/16$/, "must be an IPv4 /16 such as 10.20.0.0/16"),
    /**
     * A list: each zone's subnets are where its letter says. Or zones with the number of their /20 block, 0 to 7: for a
     * network from the time when blocks followed the order of the list.
     */
    availabilityZones: z.union([z.array(z.string()), z.record(z.string(), whole(0, 7))], {
      error: "must be a list of Availability Zones, or zones with the number of their block, 0 to 7",
    }),
    egress,
    flowLogRetentionDays: retentionDays,
  }),
  z.strictObject({
    /** Brings its own egress, which must reach CloudWatch Logs: without it logs vanish silently. */
    vpc: z.literal("existing"),
    vpcId,
    /** Private subnets by Availability Zone: one, or a list. */
    subnetIds: z.record(z.string(), subnetsOfZone),
  }),
]);

export const environmentSchema = z.strictObject({
  /** Prefix of every stack and resource. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9]{1,11}$/, "must be 2 to 12 lower-case letters and digits")
    .refine((name) => name !== "sg", "must not be sg, because no security group's name begins with sg-"),
  region: z.enum(LIMITS.regions.value),
  /** Terraform refuses to touch any other account. */
  allowedAccountIds: accountIds.optional(),
  backend: backendSchema,
  tags: tagsSchema.default({}),
  runtime: runtimeSchema,
  logs: z.strictObject({ retentionDays, level: z.enum(["DEBUG", "INFO", "WARN", "ERROR"]) }),
  network,
  data: z.strictObject({
    deletionProtection: z.boolean(),
    /** Days that a finished video is kept; for ever when left out. */
    retentionDays: whole(1, 3650).optional(),
  }),
  media: mediaSchema,
  sources: sourcesSchema,
  functions: functionsSchema,
  httpApi: z.strictObject({
    authorizer: authorizerSchema,
    /** Pages in a browser that may call it; none when left out. */
    cors: corsSchema.optional(),
    throttling: z.strictObject({ requestsPerSecond: whole(1, 10_000), burst: whole(1, 5_000) }),
  }),
  /**
   * A key of your own for tables, logs, queues and the media bucket; AWS's when left out. Its policy lets IAM decide, and lets
   * CloudWatch Logs and EventBridge use it: docs/accounts.md.
   */
  encryption: z.strictObject({ kmsKeyArn }).optional(),
  /**
   * Who may take the operator role, with which Lambda runs the instances: Lambda on behalf of this account alone, or Lambda. None
   * of AWS's examples has the condition. When no instance starts, and CloudTrail shows that Lambda's AssumeRole of the operator
   * role was denied, it is `anyAccount`: docs/accounts.md.
   */
  operatorTrust: z.enum(["thisAccount", "anyAccount"]).default("thisAccount"),
  /**
   * Traces of functions and runs in AWS X-Ray; none when left out. Each line of a function's log has its trace's id either way:
   * docs/architecture.md.
   */
  tracing: tracingSchema.optional(),
  operations: z
    .strictObject({
      /** Alarms, the topics that they tell, and a dashboard; none of it when left out. */
      alarms: alarmsSchema.optional(),
    })
    .default({}),
  workflow: z.strictObject({
    /** The longest that a run waits for capacity before its videos go back to the queue. */
    settleSeconds: whole(30, 3_600),
  }),
});

/** A configuration as it is written in a file; defaults may be left out. */
export type EnvironmentInput = z.input<typeof environmentSchema>;

/** A configuration as stacks see it. */
export type EnvironmentConfig = z.output<typeof environmentSchema>;
