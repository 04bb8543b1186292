// The shape of a managed function of a team's own: an entry of `functions`; docs/your-function.md.
import { z } from "zod";
import { timeZone } from "../../app/capacity/windowSchema.ts";
import { capacityProvider, graceSeconds, scalingConfig, size, whole, windows } from "./functionSchema.ts";
import { LIMITS } from "./limits.ts";
import { queueSchema } from "./queue.ts";

/** Inside the repository: an archive depends on nothing else. */
const INSIDE = "must be a path inside the repository, such as app/words/handler.ts";
const path = z.string().regex(/^(?!.*(?:^|\/)\.\.(?:\/|$))(?:\.\/)?[\w@.-]+(?:\/[\w@.-]+)*$/, INSIDE);

/** No wildcard: a reviewer reads what the function may do. */
const action = z
  .string()
  .regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/, "must be one action by name, such as s3:GetObject, without a wildcard");

const right = z.strictObject({
  sid: z
    .string()
    .regex(/^[A-Za-z0-9]{1,64}$/, "must be 1 to 64 letters and digits")
    .optional(),
  actions: z.array(action).min(1),
  resources: z.array(z.string().regex(/^(\*|arn:.+)$/, "must be an ARN, or *")).min(1),
  conditions: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]))).optional(),
});

const scaling = z.discriminatedUnion("owner", [
  /** Always there, in these bounds; a plan shows a change. */
  z.strictObject({ owner: z.literal("terraform"), ...scalingConfig.shape }),
  /** Follows baseline, windows, leases and holds. */
  z.strictObject({
    owner: z.literal("reconciler"),
    baseline: scalingConfig,
    windows,
    /** No lease or hold may ask for more than max, unless a window or the baseline does. */
    lease: z.strictObject({ max: whole(1, LIMITS.maxExecutionEnvironments.value) }).optional(),
    graceSeconds,
  }),
]);

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
function isSchedule(text: string): boolean {
  if (/^rate\([1-9]\d{0,3} (minute|hour|day)s?\)$/.test(text)) return true;
  const fields = /^cron\((.+)\)$/.exec(text)?.[1]?.split(" ") ?? [];
  const [, , ofMonth, , ofWeek] = fields;
  return (
    fields.length === 6 &&
    fields.every((field) => /^[\w*?,/#-]+$/.test(field)) &&
    (ofMonth === "?") !== (ofWeek === "?")
  );
}

const expression = z
  .string()
  .refine(
    isSchedule,
    "must be rate(<n> minutes|hours|days), or cron(…) of six fields with ? for the day of the month or of the week",
  );

/** Its id is also the last part of its name. */
export const ownFunction = z.strictObject({
  /** A TypeScript file that exports `handler`; bundled as all others are. */
  handler: path.regex(/\.m?[jt]s$/, "must be a file of TypeScript or JavaScript").optional(),
  /** Instead: a folder or a .zip that is ready. */
  code: path.optional(),
  /** Of `code`: the file and the export that Lambda calls, such as index.handler. */
  entry: z
    .string()
    .regex(/^[^\s]{1,128}$/, "must be 1 to 128 characters without space")
    .optional(),
  /** The environment's when left out. */
  runtime: z.enum(LIMITS.managedRuntimes.value).optional(),
  description: z.string().max(256).optional(),
  ...size,
  /** More than synchronous calls may take only with a queue or a schedule. */
  timeoutSeconds: whole(1, LIMITS.maxManagedAsyncTimeoutSeconds.value),
  capacityProvider: z.union(
    [
      capacityProvider,
      /** The capacity provider of another function whose code this one's is trusted beside: they share instances. */
      z.strictObject({ sharedWith: z.string() }),
    ],
    "must be a capacity provider as api has one, or { sharedWith: <id> }",
  ),
  scaling,
  /** What it may do besides writing its own logs. */
  rights: z.array(right).default([]),
  variables: z.record(z.string(), z.string()).default({}),
  /** Calls it by the clock, with EventBridge Scheduler. */
  schedule: z.strictObject({ expression, timeZone: timeZone.optional() }).optional(),
  /** Calls it with batches of messages. It answers with those that failed: `{ batchItemFailures: [{ itemIdentifier }] }`. */
  queue: queueSchema.optional(),
});
