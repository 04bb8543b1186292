// What a team changes in its second month: every field of the configuration, and changes that meet each other.
import { BASE, type Changes } from "./base.ts";

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

const zones = (letters: string) => [...letters].map((letter) => `us-east-1${letter}`);
const ZONES = "network.availabilityZones";
const EGRESS = "network.egress";
const [ENDPOINTS, NAT, NATS] = [
  { type: "endpoints" },
  { type: "nat", gateways: "one" },
  { type: "nat", gateways: "perAvailabilityZone" },
];
const existing = (vpcId: string, subnets: string) => ({
  vpc: "existing",
  vpcId,
  subnetIds: Object.fromEntries(
    [...subnets].map((letter, index) => [`us-east-1${letter}`, `subnet-000000${index}${letter}`]),
  ),
});
const [JWT, OTHER_JWT] = ["identity", "other"].map((host) => ({
  type: "jwt",
  issuer: `https://${host}.example.com/`,
  audience: ["video-api"],
}));
const nightly = { name: "nightly", days: ["daily"], from: "22:00", to: "06:00", timeZone: "UTC", min: 3, max: 6 };
const on = (id: "api" | "processor", field: string) => `functions.${id}.capacityProvider.${field}`;
const KMS = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";

/** Any handler will do: nothing is invoked. */
const WORDS = {
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
const AWAKE = { ...WORDS, scaling: { ...WORDS.scaling, baseline: { min: 1, max: 2 } } };

const one = (field: string, name: string, from: unknown, to: unknown, ends?: Pair["ends"]): Pair => ({
  name,
  fields: [field],
  ...(from !== undefined && { from: { [field]: from } }),
  to: { [field]: to },
  ...(ends !== undefined && { ends }),
});

const own = (name: string, from: unknown, to: unknown): Pair => ({
  name,
  fields: ["functions.<id>"],
  ...(from !== undefined && { from: { "functions.words": from } }),
  to: { "functions.words": to },
});

const ENGINE = "functions.processor.engine";

const LAYER = "arn:aws:lambda:us-east-1:123456789012:layer:ffmpeg";
/** With a version of a layer that is there: no archive is needed. */
const ffmpeg = (version: number, maxDurationSeconds: number): Changes => ({
  [ENGINE]: { type: "ffmpeg", layer: { arn: `${LAYER}:${version}` }, maxDurationSeconds },
  "functions.processor.maxConcurrency": 2,
});

export const PAIRS: readonly Pair[] = [
  // Where it is
  {
    name: "another Region",
    fields: ["region"],
    to: { region: "eu-west-1", [ZONES]: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] },
    ends: "refused",
  },
  one("allowedAccountIds", "an account that is allowed", undefined, ["123456789012"]),
  one("tags", "a tag more", undefined, { service: "video", team: "media" }),
  one("runtime", "another runtime", undefined, "nodejs22.x"),
  one("logs.retentionDays", "logs for longer", undefined, 30),
  one("logs.level", "more log lines", undefined, "DEBUG"),
  // Network
  one("network.cidr", "other addresses", undefined, "10.21.0.0/16", "refused"),
  one(ZONES, "a zone more, at the end", undefined, zones("abcd")),
  one(ZONES, "a zone more, in front", zones("bcd"), zones("abcd")),
  one(ZONES, "the first zone goes", undefined, zones("bc"), 2),
  one(ZONES, "the middle zone goes", undefined, zones("ac"), 2),
  one(ZONES, "the last zone goes", undefined, zones("ab"), 2),
  one(ZONES, "zones in another order", undefined, zones("cab")),
  one(ZONES, "a zone for another", undefined, zones("abd"), 2),
  one(ZONES, "all zones for others", zones("abc"), zones("def"), 2),
  one(ZONES, "blocks written down as they are", undefined, { "us-east-1a": 0, "us-east-1b": 1, "us-east-1c": 2 }),
  one(ZONES, "blocks that move", undefined, { "us-east-1a": 1, "us-east-1b": 0, "us-east-1c": 2 }, "refused"),
  one(EGRESS, "endpoints to one NAT gateway", ENDPOINTS, NAT),
  one(EGRESS, "endpoints to a NAT gateway per zone", ENDPOINTS, NATS),
  one(EGRESS, "one NAT gateway to one per zone", NAT, NATS),
  one(EGRESS, "a NAT gateway per zone to one", NATS, NAT),
  one(EGRESS, "one NAT gateway to endpoints", NAT, ENDPOINTS),
  one(EGRESS, "a NAT gateway per zone to endpoints", NATS, ENDPOINTS),
  one(EGRESS, "an endpoint more", undefined, { type: "endpoints", alsoServices: ["monitoring"] }),
  one("network.flowLogRetentionDays", "flow logs for longer", undefined, 30),
  one("network", "a VPC of one's own to an existing one", undefined, existing("vpc-0a1b2c3d", "abc"), "refused"),
  one("network", "an existing VPC to one's own", existing("vpc-0a1b2c3d", "abc"), BASE.network, "refused"),
  {
    name: "another existing VPC",
    fields: ["network.vpcId"],
    from: { network: existing("vpc-0a1b2c3d", "abc") },
    to: { network: existing("vpc-0a1b2c3e", "abc") },
    ends: "refused",
  },
  {
    name: "other subnets in an existing VPC",
    fields: ["network.subnetIds"],
    from: { network: existing("vpc-0a1b2c3d", "abc") },
    to: { network: existing("vpc-0a1b2c3d", "bcd") },
  },
  {
    name: "the NAT gateway's zone goes",
    fields: [ZONES, EGRESS],
    from: { [EGRESS]: NAT },
    to: { [ZONES]: zones("bc") },
    ends: 2,
  },
  {
    name: "a zone goes while egress moves",
    fields: [ZONES, EGRESS],
    from: { [EGRESS]: NATS },
    to: { [ZONES]: zones("ac"), [EGRESS]: ENDPOINTS },
    ends: 2,
  },
  // Data
  one("data.deletionProtection", "protection", undefined, true),
  one("data.retentionDays", "videos that expire", undefined, 30),
  {
    name: "pages that upload",
    fields: ["media.corsOrigins"],
    to: { media: { corsOrigins: ["https://app.example.com"] } },
  },
  {
    name: "no more pages that upload",
    fields: ["media.corsOrigins"],
    from: { media: { corsOrigins: ["https://app.example.com"] } },
    to: { media: {} },
  },
  { name: "sources that go once processed", fields: ["media.sourceDays"], to: { media: { sourceDays: 7 } } },
  {
    name: "sources from elsewhere",
    fields: ["sources.buckets", "sources.hosts"],
    from: { "network.egress": NAT },
    to: { "network.egress": NAT, sources: { buckets: ["raw-footage"], hosts: ["cdn.example.com"] } },
  },
  // Functions
  {
    name: "the api on the other architecture",
    fields: ["functions.api.architecture", on("api", "architecture")],
    to: { "functions.api.architecture": "x86_64", [on("api", "architecture")]: "x86_64" },
    ends: "refused",
  },
  {
    name: "the processor on the other architecture",
    fields: ["functions.processor.architecture", on("processor", "architecture")],
    to: { "functions.processor.architecture": "x86_64", [on("processor", "architecture")]: "x86_64" },
    ends: "refused",
  },
  one("functions.processor.memoryMib", "more memory", undefined, 8_192),
  {
    name: "more memory per vCPU",
    fields: ["functions.processor.memoryMib", "functions.processor.memoryGibPerVCpu"],
    to: { "functions.processor.memoryMib": 8_192, "functions.processor.memoryGibPerVCpu": 4 },
  },
  one("functions.api.maxConcurrency", "fewer requests at once", undefined, 16),
  one("functions.processor.timeoutSeconds", "longer videos", undefined, 900),
  one("functions.api.revision", "a version of unchanged code", undefined, 2),
  one("functions.api.scalingConfig", "a lower floor", undefined, { min: 1, max: 3 }),
  one("functions.api.windows", "windows on the api", undefined, [nightly]),
  one("functions.api.windows", "no more windows on the api", [nightly], []),
  {
    name: "windows on the api, and another floor",
    fields: ["functions.api.windows", "functions.api.scalingConfig"],
    to: { "functions.api.windows": [nightly], "functions.api.scalingConfig": { min: 3, max: 8 } },
  },
  one("functions.processor.windows", "windows on the processor", undefined, [nightly]),
  one("functions.processor.baseline", "a processor that does not sleep", undefined, { min: 1, max: 2 }),
  {
    name: "other leases, grace and engine",
    fields: ["functions.processor.lease", "functions.processor.graceSeconds", "functions.processor.engine"],
    to: {
      "functions.processor.lease": { min: 2, max: 6 },
      "functions.processor.graceSeconds": 30,
      "functions.processor.engine": { type: "simulated", cpuMilliseconds: 500 },
    },
  },
  {
    name: "FFmpeg instead of the simulated engine",
    fields: [ENGINE, "functions.processor.maxConcurrency"],
    to: ffmpeg(7, 30),
  },
  {
    name: "the simulated engine instead of FFmpeg",
    fields: [ENGINE, "functions.processor.maxConcurrency"],
    from: ffmpeg(7, 30),
    to: { [ENGINE]: BASE.functions.processor.engine, "functions.processor.maxConcurrency": 4 },
  },
  { name: "FFmpeg from another version of its layer", fields: [ENGINE], from: ffmpeg(7, 30), to: ffmpeg(8, 30) },
  { name: "FFmpeg for longer sources", fields: [ENGINE], from: ffmpeg(7, 30), to: ffmpeg(7, 40) },
  one("functions.processor.overflow", "overflow", undefined, { memoryMib: 3_008, maxConcurrency: 10, upTo: 20 }),
  one("functions.processor.overflow", "no more overflow", { memoryMib: 3_008, maxConcurrency: 10, upTo: 20 }, null),
  one("operations.alarms", "alarms and a dashboard", undefined, {}),
  one("operations.alarms", "no more alarms and dashboard", {}, null),
  {
    name: "who is told of alarms, and a budget",
    fields: ["operations.alarms"],
    from: { "operations.alarms": {} },
    to: {
      "operations.alarms": {
        page: ["oncall@example.com"],
        ticket: ["https://tickets.example.com/alarms", "arn:aws:sns:us-east-1:123456789012:chat"],
        dailyBudget: { dollars: 100, dollarsPerVCpuHour: 0.04 },
      },
    },
  },
  own("a function of one's own", undefined, WORDS),
  own("no more function of one's own", WORDS, null),
  own("windows on a function of one's own", WORDS, { ...WORDS, scaling: { ...WORDS.scaling, windows: [nightly] } }),
  own("a queue for a function of one's own", AWAKE, { ...AWAKE, queue: {} }),
  own("no more queue for a function of one's own", { ...AWAKE, queue: {} }, AWAKE),
  // Capacity providers
  one(on("processor", "maxVCpus"), "a higher vCPU cap", undefined, 96),
  one(on("processor", "scaling"), "a CPU target", undefined, { mode: "Manual", targetCpuPercent: 70 }),
  one(on("processor", "allowedInstanceTypes"), "instance types that are allowed", undefined, ["m7g.*"]),
  {
    name: "allowed instance types to excluded ones",
    fields: [on("processor", "allowedInstanceTypes"), on("processor", "excludedInstanceTypes")],
    from: { [on("processor", "allowedInstanceTypes")]: ["m7g.*"] },
    to: { [on("processor", "allowedInstanceTypes")]: null, [on("processor", "excludedInstanceTypes")]: ["t4g.*"] },
  },
  one(on("api", "kmsKeyArn"), "a key of one's own", undefined, KMS),
  one(on("processor", "revision"), "a fresh capacity provider", undefined, 2),
  {
    name: "a zone more, and other instance types",
    fields: [ZONES, on("api", "allowedInstanceTypes")],
    to: { [ZONES]: zones("abcd"), [on("api", "allowedInstanceTypes")]: ["m7g.large", "m8g.large"] },
  },
  // API and workflow
  one("httpApi.authorizer", "JWT to IAM", JWT, { type: "iam" }),
  one("httpApi.authorizer", "JWT to none", JWT, { type: "none" }),
  one("httpApi.authorizer", "IAM to JWT", undefined, JWT),
  one("httpApi.authorizer", "another issuer", JWT, OTHER_JWT),
  one("httpApi.throttling", "more requests a second", undefined, { requestsPerSecond: 100, burst: 200 }),
  one("workflow.settleSeconds", "a longer wait for capacity", undefined, 1_200),
];
