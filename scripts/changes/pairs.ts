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
const on = (id: "api" | "processor", field: string) => `${id}.capacityProvider.${field}`;
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
  scaling: { owner: "reconciler", baseline: { min: 0, max: 0 }, lease: { min: 1, max: 4 } },
};

const one = (field: string, name: string, from: unknown, to: unknown, ends?: Pair["ends"]): Pair => ({
  name,
  fields: [field],
  ...(from !== undefined && { from: { [field]: from } }),
  to: { [field]: to },
  ...(ends !== undefined && { ends }),
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
  // Functions
  {
    name: "the api on the other architecture",
    fields: ["api.architecture", on("api", "architecture")],
    to: { "api.architecture": "x86_64", [on("api", "architecture")]: "x86_64" },
    ends: "refused",
  },
  {
    name: "the processor on the other architecture",
    fields: ["processor.architecture", on("processor", "architecture")],
    to: { "processor.architecture": "x86_64", [on("processor", "architecture")]: "x86_64" },
    ends: "refused",
  },
  one("processor.memoryMib", "more memory", undefined, 8_192),
  {
    name: "more memory per vCPU",
    fields: ["processor.memoryMib", "processor.memoryGibPerVCpu"],
    to: { "processor.memoryMib": 8_192, "processor.memoryGibPerVCpu": 4 },
  },
  one("api.maxConcurrency", "fewer requests at once", undefined, 16),
  one("processor.timeoutSeconds", "longer videos", undefined, 900),
  one("api.revision", "a version of unchanged code", undefined, 2),
  one("api.scalingConfig", "a lower floor", undefined, { min: 1, max: 3 }),
  one("api.windows", "windows on the api", undefined, [nightly]),
  one("api.windows", "no more windows on the api", [nightly], []),
  {
    name: "windows on the api, and another floor",
    fields: ["api.windows", "api.scalingConfig"],
    to: { "api.windows": [nightly], "api.scalingConfig": { min: 3, max: 8 } },
  },
  one("processor.windows", "windows on the processor", undefined, [nightly]),
  one("processor.baseline", "a processor that does not sleep", undefined, { min: 1, max: 2 }),
  {
    name: "other leases, grace and engine",
    fields: ["processor.lease", "processor.graceSeconds", "processor.engine"],
    to: {
      "processor.lease": { min: 2, max: 6 },
      "processor.graceSeconds": 30,
      "processor.engine": { type: "simulated", cpuMilliseconds: 500 },
    },
  },
  one("processor.overflow", "overflow", undefined, { memoryMib: 3_008, maxConcurrency: 10, upTo: 20 }),
  one("processor.overflow", "no more overflow", { memoryMib: 3_008, maxConcurrency: 10, upTo: 20 }, null),
  one("functions", "a function of one's own", undefined, { words: WORDS }),
  one("functions", "no more function of one's own", { words: WORDS }, null),
  one(
    "functions",
    "windows on a function of one's own",
    { words: WORDS },
    {
      words: { ...WORDS, scaling: { ...WORDS.scaling, windows: [nightly] } },
    },
  ),
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
