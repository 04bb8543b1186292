// The price table that is shipped: us-east-1. `lmi cost prices --refresh` reads AWS's own list, for any Region.
import type { Architecture, Instance, PriceTable } from "./priceTable.ts";

/** vCPUs by size; the price rises with them. */
const SIZES = {
  large: 2,
  xlarge: 4,
  "2xlarge": 8,
  "4xlarge": 16,
  "8xlarge": 32,
  "12xlarge": 48,
  "16xlarge": 64,
} as const;

/** GiB per vCPU by the family's first letter. */
const RATIO = { c: 2, m: 4, r: 8 } as const;

/** $/h of the size `large`. */
const LARGE: Readonly<Record<Architecture, Readonly<Record<string, number>>>> = {
  arm64: {
    c6g: 0.068,
    c7g: 0.0725,
    c8g: 0.07976,
    c9g: 0.08694,
    m6g: 0.077,
    m7g: 0.0816,
    m8g: 0.08976,
    m9g: 0.09784,
    r7g: 0.1071,
    r8g: 0.11782,
  },
  x86_64: {
    c6a: 0.0765,
    c6i: 0.085,
    c7a: 0.10264,
    c7i: 0.08925,
    c8a: 0.10777,
    c8i: 0.09371,
    m6a: 0.0864,
    m6i: 0.096,
    m7a: 0.11592,
    m7i: 0.1008,
    m8a: 0.12172,
    m8i: 0.10584,
    r7i: 0.1323,
    r8i: 0.13892,
  },
};

function* instances(): Generator<[string, Instance]> {
  for (const architecture of ["arm64", "x86_64"] as const) {
    for (const [family, large] of Object.entries(LARGE[architecture])) {
      const ratio = RATIO[family[0] as keyof typeof RATIO];
      for (const [size, vCpus] of Object.entries(SIZES)) {
        // The smallest size of the C families is refused according to one of two AWS sources; the other is silent.
        if (family.startsWith("c") && size === "large") continue;
        const usdPerHour = Number(((large * vCpus) / SIZES.large).toFixed(5));
        yield [`${family}.${size}`, { architecture, vCpus, memoryGib: vCpus * ratio, usdPerHour }];
      }
    }
  }
}

export const US_EAST_1: PriceTable = {
  region: "us-east-1",
  date: "2026-07-20",
  source:
    "EC2: https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/pricing/zz_generated.pricing_aws.go; others: the services' pricing pages, such as https://aws.amazon.com/lambda/pricing/",
  instances: Object.fromEntries(instances()),
  lambda: {
    usdPerMillionRequests: 0.2,
    usdPerGbSecond: {
      arm64: [
        { upTo: 7_500_000_000, usd: 0.0000133334 },
        { upTo: 18_750_000_000, usd: 0.0000120001 },
        { usd: 0.0000106667 },
      ],
      x86_64: [
        { upTo: 6_000_000_000, usd: 0.0000166667 },
        { upTo: 15_000_000_000, usd: 0.000015 },
        { usd: 0.0000133334 },
      ],
    },
    usdPerProvisionedGbSecond: { arm64: 0.0000033334, x86_64: 0.0000041667 },
    usdPerProvisionedDurationGbSecond: { arm64: 0.0000077778, x86_64: 0.0000097222 },
    snapStart: { usdPerCachedGbSecond: 0.0000015046, usdPerRestoredGb: 0.0001397998 },
    freeRequests: 1_000_000,
    freeGbSeconds: 400_000,
  },
  natGateway: { usdPerHour: 0.045, usdPerGb: 0.045 },
  publicIpv4: { usdPerHour: 0.005 },
  interfaceEndpoint: { usdPerHour: 0.01, usdPerGb: 0.01 },
  httpApi: { usdPerMillionRequests: [{ upTo: 300_000_000, usd: 1 }, { usd: 0.9 }] },
  dynamoDb: { usdPerMillionReads: 0.125, usdPerMillionWrites: 0.625, usdPerGbMonth: 0.25, usdPerGbMonthBackup: 0.2 },
  logs: { usdPerGbIngested: 0.5, usdPerGbMonth: 0.03 },
  stepFunctions: { usdPerThousandTransitions: 0.025 },
  scheduler: { usdPerMillionInvocations: 1 },
  kms: { usdPerKeyMonth: 1 },
  cloudWatch: { usdPerAlarmMetric: 0.1, usdPerCompositeAlarm: 0.5, usdPerDashboard: 3, usdPerMetric: 0.3 },
  // https://aws.amazon.com/s3/pricing/: the first 50 TB
  s3: { usdPerGbMonth: 0.023, usdPerThousandWrites: 0.005, usdPerThousandReads: 0.0004 },
};
