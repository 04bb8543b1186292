// The shape of a price table: one Region, on demand, in US dollars without tax.
import { z } from "zod";

const price = z.number("must be a number above 0").positive("must be above 0").finite();
const architecture = z.enum(["arm64", "x86_64"]);

/** Ordered; the last tier has no end. */
const tiers = z
  .array(z.strictObject({ upTo: price.optional(), usd: price }))
  .min(1)
  .refine((rows) => rows.every(({ upTo }, index) => (upTo === undefined) === (index === rows.length - 1)), {
    message: "every tier but the last must say upTo",
  })
  .refine((rows) => rows.every(({ upTo = Infinity }, index) => upTo > (rows[index - 1]?.upTo ?? 0)), {
    message: "upTo must rise from tier to tier",
  });

const instance = z.strictObject({ architecture, vCpus: price, memoryGib: price, usdPerHour: price });

export const priceTableSchema = z.strictObject({
  region: z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, "must be a Region such as eu-west-1"),
  /** The day on which the prices were read. */
  date: z.iso.date("must be a day such as 2026-07-20"),
  source: z.string().min(1),
  /** Linux, on demand, by instance type: families C, M and R, which are what managed instances are made of. */
  instances: z.record(z.string(), instance).refine((types) => Object.keys(types).length > 0, "must not be empty"),
  lambda: z.strictObject({
    usdPerMillionRequests: price,
    /** By GB-seconds in a month. */
    usdPerGbSecond: z.strictObject({ arm64: tiers, x86_64: tiers }),
    /** Of provisioned concurrency, which also bills while nothing runs; a table that was written before has none. */
    usdPerProvisionedGbSecond: z.strictObject({ arm64: price, x86_64: price }).optional(),
    /** While provisioned concurrency works, instead of usdPerGbSecond; a table that was written before has none. */
    usdPerProvisionedDurationGbSecond: z.strictObject({ arm64: price, x86_64: price }).optional(),
    /** Of runtimes whose snapshots are billed; a table that was written before has none. */
    snapStart: z.strictObject({ usdPerCachedGbSecond: price, usdPerRestoredGb: price }).optional(),
    freeRequests: z.number().nonnegative(),
    freeGbSeconds: z.number().nonnegative(),
  }),
  natGateway: z.strictObject({ usdPerHour: price, usdPerGb: price }),
  publicIpv4: z.strictObject({ usdPerHour: price }),
  /** Per endpoint and Availability Zone. */
  interfaceEndpoint: z.strictObject({ usdPerHour: price, usdPerGb: price }),
  /** Per million, by requests in a month. */
  httpApi: z.strictObject({ usdPerMillionRequests: tiers }),
  dynamoDb: z.strictObject({
    usdPerMillionReads: price,
    usdPerMillionWrites: price,
    usdPerGbMonth: price,
    usdPerGbMonthBackup: price,
  }),
  logs: z.strictObject({ usdPerGbIngested: price, usdPerGbMonth: price }),
  stepFunctions: z.strictObject({ usdPerThousandTransitions: price }),
  scheduler: z.strictObject({ usdPerMillionInvocations: price }),
  kms: z.strictObject({ usdPerKeyMonth: price }),
  /** By the month; of a table that was written before there is none. */
  cloudWatch: z
    .strictObject({
      /** For each metric that an alarm looks at. */
      usdPerAlarmMetric: price,
      usdPerCompositeAlarm: price,
      usdPerDashboard: price,
      /** The first 10,000 of a team's own. */
      usdPerMetric: price,
    })
    .optional(),
  /** Of S3 Standard; of a table that was written before there is none. */
  s3: z.strictObject({ usdPerGbMonth: price, usdPerThousandWrites: price, usdPerThousandReads: price }).optional(),
});

export type PriceTable = z.output<typeof priceTableSchema>;
export type Architecture = z.output<typeof architecture>;
export type Instance = z.output<typeof instance>;
export type Tier = PriceTable["httpApi"]["usdPerMillionRequests"][number];
