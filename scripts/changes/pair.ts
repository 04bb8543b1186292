// One change of a configuration, and values that many of them have.
import type { Changes } from "./base.ts";

export interface Pair {
  /** Short, unique, in words. */
  readonly name: string;
  /** The fields of the schema that it changes. */
  readonly fields: readonly string[];
  /** What the base becomes before the first deployment. @default nothing */
  readonly from?: Changes;
  /** What changes then. */
  readonly to: Changes;
  /** Expected end: `refused` before anything changed, or applied in so many steps. @default 1 */
  readonly ends?: "refused" | 1 | 2;
}

export const zones = (letters: string) => [...letters].map((letter) => `us-east-1${letter}`);
export const ZONES = "network.availabilityZones";
export const EGRESS = "network.egress";
export const [ENDPOINTS, NAT, NATS] = [
  { type: "endpoints" },
  { type: "nat", gateways: "one" },
  { type: "nat", gateways: "perAvailabilityZone" },
];
export const existing = (vpcId: string, subnets: string) => ({
  vpc: "existing",
  vpcId,
  subnetIds: Object.fromEntries(
    [...subnets].map((letter, index) => [`us-east-1${letter}`, `subnet-000000${index}${letter}`]),
  ),
});
export const [JWT, OTHER_JWT] = ["identity", "other"].map((host) => ({
  type: "jwt",
  issuer: `https://${host}.example.com/`,
  audience: ["video-api"],
}));
export const nightly = {
  name: "nightly",
  days: ["daily"],
  from: "22:00",
  to: "06:00",
  timeZone: "UTC",
  min: 3,
  max: 6,
};
export const on = (id: "api" | "processor", field: string) => `functions.${id}.capacityProvider.${field}`;
export const KMS = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";

export const TRACING = { adotLayerArn: "arn:aws:lambda:us-east-1:123456789012:layer:AWSOpenTelemetryDistroJs:12" };

/** Any handler will do: nothing is invoked. */
export const WORDS = {
  handler: "app/scaler/handler.ts",
  architecture: "arm64",
  memoryMib: 2_048,
  memoryGibPerVCpu: 2,
  maxConcurrency: 8,
  timeoutSeconds: 60,
  capacityProvider: { architecture: "arm64", maxVCpus: 32, scaling: { mode: "Auto" } },
  scaling: { owner: "reconciler", baseline: { min: 0, max: 0 }, lease: { max: 4 } },
};

/** Messages wake no function. */
export const AWAKE = { ...WORDS, scaling: { ...WORDS.scaling, baseline: { min: 1, max: 2 } } };

export const one = (field: string, name: string, from: unknown, to: unknown, ends?: Pair["ends"]): Pair => ({
  name,
  fields: [field],
  ...(from !== undefined && { from: { [field]: from } }),
  to: { [field]: to },
  ...(ends !== undefined && { ends }),
});

export const own = (name: string, from: unknown, to: unknown): Pair => ({
  name,
  fields: ["functions.<id>"],
  ...(from !== undefined && { from: { "functions.words": from } }),
  to: { "functions.words": to },
});

export const ENGINE = "functions.processor.engine";

export const LAYER = "arn:aws:lambda:us-east-1:123456789012:layer:ffmpeg";
/** With a version of a layer that is there: no archive is needed. */
export const ffmpeg = (version: number, maxDurationSeconds: number): Changes => ({
  [ENGINE]: { type: "ffmpeg", layer: { arn: `${LAYER}:${version}` }, maxDurationSeconds },
  "functions.processor.maxConcurrency": 2,
});
