import { describe, expect, it } from "@jest/globals";
import { ConfigError } from "../../../stacks/config/configError.ts";
import { environmentLimit } from "../../../stacks/config/declarations.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { type Changes, EXISTING_VPC, environmentInput, JWT } from "../../support/templateEnvironments.ts";

const define = (changes: Changes) => defineEnvironment(environmentInput(changes));

/** Both sides of a rule: what is still allowed, and what is not, with the lines that say so. */
interface Boundary {
  readonly rule: string;
  readonly allowed: readonly Changes[];
  readonly refused: readonly (readonly [Changes, ...string[]])[];
}

const zones = (letters: string, region = "eu-west-1") => [...letters].map((letter) => `${region}${letter}`);
/** A subnet's id by a digit. */
const subnet = (digit: number | string) => `subnet-${String(digit).padStart(8, "0")}`;
const subnets = (letters: string) => Object.fromEntries(zones(letters).map((zone, index) => [zone, subnet(index)]));
const fifteen = Array.from({ length: 15 }, (_, index) => index + 10);
const KNOWN = "must be a zone of eu-west-1 (eu-west-1a, eu-west-1b, eu-west-1c)";
/** As many vCPUs as any environment needs. */
const ROOM = { "api.capacityProvider.maxVCpus": 256, "processor.capacityProvider.maxVCpus": 256 };

const WINDOW = { name: "nightly", days: ["daily"], timeZone: "UTC", min: 1, max: 2 };
const on = (field: string) => `processor.capacityProvider.${field}`;
const X86 = { "processor.architecture": "x86_64", [on("architecture")]: "x86_64" };
const KEY = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
const ONCE = { name: "once", start: "2026-12-01T20:00:00Z", min: 1, max: 2 };

const BOUNDARIES: Boundary[] = [
  {
    rule: "a ratio of memory to vCPU is 2, 4 or 8",
    allowed: [
      { "api.memoryGibPerVCpu": 2, "api.memoryMib": 8_192 },
      { "api.memoryGibPerVCpu": 4, "api.memoryMib": 8_192 },
      { "api.memoryGibPerVCpu": 8, "api.memoryMib": 8_192 },
    ],
    refused: [
      [{ "api.memoryGibPerVCpu": 1 }, "api.memoryGibPerVCpu: must be 2, 4, 8, got 1"],
      [{ "api.memoryGibPerVCpu": 2.5 }, "api.memoryGibPerVCpu: must be 2, 4, 8, got 2.5"],
      [{ "processor.memoryGibPerVCpu": 16 }, "processor.memoryGibPerVCpu: must be 2, 4, 8, got 16"],
    ],
  },
  {
    rule: "memory is at least 2048 MiB",
    allowed: [{ "api.memoryMib": 2_048 }],
    refused: [
      [
        { "api.memoryMib": 2_047 },
        "api.memoryMib: must be 2048 to 32768, got 2047",
        "api.memoryMib: must be a multiple of 2048 (2 GiB per vCPU), got 2047",
      ],
      [
        { "api.memoryMib": 0 },
        "api.memoryMib: must be 2048 to 32768, got 0",
        "api.maxConcurrency: must be at most 0 (64 per vCPU), got 32",
      ],
    ],
  },
  {
    rule: "memory is at most 32768 MiB, and an environment has at most 16, 8 or 4 vCPUs by ratio",
    allowed: [
      { "api.memoryMib": 32_768, "api.memoryGibPerVCpu": 2, ...ROOM },
      { "api.memoryMib": 32_768, "api.memoryGibPerVCpu": 4, ...ROOM },
      { "api.memoryMib": 32_768, "api.memoryGibPerVCpu": 8, ...ROOM },
    ],
    refused: [
      [
        { "api.memoryMib": 34_816, "api.memoryGibPerVCpu": 2, ...ROOM },
        "api.memoryMib: must be 2048 to 32768, got 34816",
        "api.memoryMib: at 2 GiB per vCPU an environment has at most 16 vCPUs, got 17",
      ],
      [
        { "processor.memoryMib": 36_864, "processor.memoryGibPerVCpu": 4, ...ROOM },
        "processor.memoryMib: must be 2048 to 32768, got 36864",
        "processor.memoryMib: at 4 GiB per vCPU an environment has at most 8 vCPUs, got 9",
      ],
      [
        { "processor.memoryMib": 40_960, "processor.memoryGibPerVCpu": 8, ...ROOM },
        "processor.memoryMib: must be 2048 to 32768, got 40960",
        "processor.memoryMib: at 8 GiB per vCPU an environment has at most 4 vCPUs, got 5",
      ],
    ],
  },
  {
    rule: "memory is a multiple of the ratio, so that vCPUs are whole",
    allowed: [
      { "api.memoryMib": 6_144 },
      { "api.memoryMib": 4_096, "api.memoryGibPerVCpu": 4 },
      { "api.memoryMib": 16_384, "api.memoryGibPerVCpu": 8 },
    ],
    refused: [
      [{ "api.memoryMib": 5_120 }, "api.memoryMib: must be a multiple of 2048 (2 GiB per vCPU), got 5120"],
      [
        { "api.memoryMib": 6_144, "api.memoryGibPerVCpu": 4 },
        "api.memoryMib: must be a multiple of 4096 (4 GiB per vCPU), got 6144",
      ],
      [
        { "processor.memoryMib": 12_288, "processor.memoryGibPerVCpu": 8 },
        "processor.memoryMib: must be a multiple of 8192 (8 GiB per vCPU), got 12288",
      ],
    ],
  },
  {
    rule: "an environment takes at most 64 invocations at once per vCPU",
    allowed: [{ "api.maxConcurrency": 64 }, { "processor.maxConcurrency": 128 }],
    refused: [
      [{ "api.maxConcurrency": 65 }, "api.maxConcurrency: must be at most 64 (64 per vCPU), got 65"],
      [{ "processor.maxConcurrency": 129 }, "processor.maxConcurrency: must be at most 128 (64 per vCPU), got 129"],
    ],
  },
  {
    rule: "a function has the architecture of its capacity provider",
    allowed: [{ "api.architecture": "x86_64", "api.capacityProvider.architecture": "x86_64" }],
    refused: [
      [{ "api.architecture": "x86_64" }, "api.architecture: must equal its capacity provider's (arm64), got x86_64"],
      [
        { "processor.capacityProvider.architecture": "x86_64" },
        "processor.architecture: must equal its capacity provider's (x86_64), got arm64",
      ],
    ],
  },
  {
    rule: "instance types are allowed or excluded, not both",
    allowed: [
      { "api.capacityProvider.allowedInstanceTypes": ["m8g.large"] },
      { "api.capacityProvider.excludedInstanceTypes": ["m8g.large"] },
    ],
    refused: [
      [
        {
          "api.capacityProvider.allowedInstanceTypes": ["m8g.large"],
          "api.capacityProvider.excludedInstanceTypes": ["c8g.large"],
        },
        "api.capacityProvider.excludedInstanceTypes: not together with allowedInstanceTypes, got both",
      ],
    ],
  },
  {
    rule: "the three environments of a first publish fit under the capacity provider's vCPUs",
    allowed: [
      { "api.capacityProvider.maxVCpus": 3 },
      { "processor.capacityProvider.maxVCpus": 6, "processor.lease": { min: 1, max: 3 } },
    ],
    refused: [
      [
        { "api.capacityProvider.maxVCpus": 2, "api.scalingConfig": { min: 1, max: 2 } },
        "api.capacityProvider.maxVCpus: must be at least 3, because a first publish starts 3 environments of 1 vCPUs, got 2",
      ],
      [
        { "processor.capacityProvider.maxVCpus": 5, "processor.lease": { min: 1, max: 2 } },
        "processor.capacityProvider.maxVCpus: must be at least 6, because a first publish starts 3 environments of 2 vCPUs, got 5",
      ],
    ],
  },
  {
    rule: "min 0 stands only with max 0, and min is not above max",
    allowed: [
      { "processor.baseline": { min: 0, max: 0 } },
      { "processor.baseline": { min: 1, max: 1 } },
      { "api.scalingConfig": { min: 3, max: 3 } },
    ],
    refused: [
      [
        { "api.scalingConfig": { min: 0, max: 3 } },
        "api.scalingConfig: min 0 is allowed only with max 0 (deactivated), got 0/3",
      ],
      [
        { "processor.baseline": { min: 0, max: 1 } },
        "processor.baseline: min 0 is allowed only with max 0 (deactivated), got 0/1",
      ],
      [
        { "processor.lease": { min: 0, max: 4 } },
        "processor.lease: min 0 is allowed only with max 0 (deactivated), got 0/4",
      ],
      [{ "api.scalingConfig": { min: 4, max: 3 } }, "api.scalingConfig: min must not be above max, got 4/3"],
      [{ "processor.lease": { min: 2, max: 1 } }, "processor.lease: min must not be above max, got 2/1"],
    ],
  },
  {
    rule: "the most environments fit under the capacity provider's vCPUs",
    allowed: [
      { "api.scalingConfig": { min: 1, max: 32 } },
      { "processor.baseline": { min: 1, max: 16 } },
      { "processor.lease": { min: 16, max: 16 } },
    ],
    refused: [
      [
        { "api.scalingConfig": { min: 1, max: 33 } },
        "api.scalingConfig.max: 33 environments of 1 vCPUs need 33, but capacityProvider.maxVCpus is 32",
      ],
      [
        { "processor.baseline": { min: 1, max: 17 } },
        "processor.baseline.max: 17 environments of 2 vCPUs need 34, but capacityProvider.maxVCpus is 32",
      ],
      [
        { "processor.lease": { min: 1, max: 17 } },
        "processor.lease.max: 17 environments of 2 vCPUs need 34, but capacityProvider.maxVCpus is 32",
      ],
    ],
  },
  {
    rule: "a lease asks for something",
    allowed: [{ "processor.lease": { min: 1, max: 1 } }],
    refused: [[{ "processor.lease": { min: 0, max: 0 } }, "processor.lease: must ask for at least 1/1, got 0/0"]],
  },
  {
    rule: "a new network has two zones, or as many as the Region has",
    allowed: [
      { "network.availabilityZones": zones("ab") },
      { "network.availabilityZones": zones("abc") },
      { region: "us-east-1", "network.availabilityZones": zones("abcdef", "us-east-1") },
    ],
    refused: [
      [
        { "network.availabilityZones": zones("a") },
        "network.availabilityZones: must name 2 to 3 Availability Zones, got 1",
      ],
      [{ "network.availabilityZones": [] }, "network.availabilityZones: must name 2 to 3 Availability Zones, got 0"],
      [
        { "network.availabilityZones": zones("abcd") },
        "network.availabilityZones: must name 2 to 3 Availability Zones, got 4",
        `network.availabilityZones: ${KNOWN}, got eu-west-1d`,
      ],
    ],
  },
  {
    rule: "an existing network gives one to sixteen subnets in each of its zones, sixteen in all",
    allowed: [
      { network: { ...EXISTING_VPC, subnetIds: subnets("ab") } },
      { network: { ...EXISTING_VPC, subnetIds: { ...subnets("a"), "eu-west-1b": [subnet("b1"), subnet("b2")] } } },
      { network: { ...EXISTING_VPC, subnetIds: { ...subnets("a"), "eu-west-1b": fifteen.map(subnet) } } },
    ],
    refused: [
      [
        { network: { ...EXISTING_VPC, subnetIds: subnets("a") } },
        "network.subnetIds: must name 2 to 3 Availability Zones, got 1",
      ],
      [
        {
          network: {
            ...EXISTING_VPC,
            subnetIds: { "eu-west-1a": fifteen.map(subnet), "eu-west-1b": [subnet("b1"), subnet("b2")] },
          },
        },
        "network.subnetIds: must name at most 16 subnets, got 17",
      ],
    ],
  },
  {
    rule: "zones are different ones",
    allowed: [{ "network.availabilityZones": zones("ab") }],
    refused: [
      [
        { "network.availabilityZones": zones("aba") },
        "network.availabilityZones: must not name a zone twice, got eu-west-1a, eu-west-1b, eu-west-1a",
      ],
    ],
  },
  {
    rule: "zones are in the Region",
    allowed: [{ region: "eu-west-2", "network.availabilityZones": zones("abc", "eu-west-2") }],
    refused: [
      [
        { region: "eu-west-2", "network.availabilityZones": [...zones("ab", "eu-west-2"), "eu-west-1a"] },
        "network.availabilityZones: must be a zone of eu-west-2 (eu-west-2a, eu-west-2b, eu-west-2c), got eu-west-1a",
      ],
      [
        { "network.availabilityZones": ["eu-west-1a", "eu-west-1"] },
        `network.availabilityZones: ${KNOWN}, got eu-west-1`,
      ],
      [
        { "network.availabilityZones": ["eu-west-1a", "eu-west-1-dub-1a"] },
        `network.availabilityZones: ${KNOWN}, got eu-west-1-dub-1a`,
      ],
      [
        { network: { ...EXISTING_VPC, subnetIds: { "eu-west-1a": subnet(1), "us-east-1a": subnet(2) } } },
        `network.subnetIds: ${KNOWN}, got us-east-1a`,
      ],
    ],
  },
  {
    rule: "a new network's addresses are private ones",
    allowed: ["10.0.0.0/16", "10.255.0.0/16", "172.16.0.0/16", "172.31.0.0/16", "192.168.0.0/16"].map((cidr) => ({
      "network.cidr": cidr,
    })),
    refused: [
      "9.255.0.0/16",
      "11.0.0.0/16",
      "10.256.0.0/16",
      "172.15.0.0/16",
      "172.32.0.0/16",
      "192.167.0.0/16",
      "192.169.0.0/16",
    ].map(
      (cidr) => [{ "network.cidr": cidr }, `network.cidr: must be a private range (RFC 1918), got ${cidr}`] as const,
    ),
  },
  {
    rule: "a window of the processor is long enough for a video",
    allowed: [
      { "processor.windows": [{ ...WINDOW, from: "22:00", to: "22:05" }] },
      { "processor.windows": [{ ...WINDOW, from: "23:58", to: "00:03" }] },
      { "processor.windows": [{ ...WINDOW, from: "00:00", to: "00:00" }] },
      { "processor.windows": [{ ...ONCE, end: "2026-12-01T20:05:00Z" }] },
      { "processor.timeoutSeconds": 60, "processor.windows": [{ ...WINDOW, from: "22:00", to: "22:01" }] },
      // The API processes no videos.
      { "api.windows": [{ ...WINDOW, from: "22:00", to: "22:01" }] },
    ],
    refused: [
      [
        { "processor.windows": [{ ...WINDOW, from: "22:00", to: "22:04" }] },
        "processor.windows.0: must be open for at least 300 s (processor.timeoutSeconds), because a video begins only if it can end in time, got 240",
      ],
      [
        {
          "processor.windows": [
            { ...WINDOW, from: "22:00", to: "22:05" },
            { ...ONCE, end: "2026-12-01T20:04:59Z" },
          ],
        },
        "processor.windows.1: must be open for at least 300 s (processor.timeoutSeconds), because a video begins only if it can end in time, got 299",
      ],
      [
        // Capacity comes earlier by it, work does not.
        { "processor.windows": [{ ...WINDOW, from: "23:59", to: "00:03", warmUpMinutes: 30 }] },
        "processor.windows.0: must be open for at least 300 s (processor.timeoutSeconds), because a video begins only if it can end in time, got 240",
      ],
    ],
  },
  {
    rule: "the processor has time to work and to record the end",
    allowed: [{ "processor.timeoutSeconds": 11 }],
    refused: [
      [
        { "processor.timeoutSeconds": 10 },
        "processor.timeoutSeconds: must be more than 10, which are kept back to record the end of an attempt, got 10",
      ],
    ],
  },
  {
    rule: "the API is never deactivated",
    allowed: [{ "api.scalingConfig": { min: 1, max: 1 } }],
    refused: [
      [
        { "api.scalingConfig": { min: 0, max: 0 } },
        "api.scalingConfig: must be at least 1/1, because requests do not wake a deactivated function, got 0/0",
      ],
    ],
  },
  {
    rule: "an existing network's subnets are different ones",
    allowed: [{ network: { ...EXISTING_VPC, subnetIds: { "eu-west-1a": subnet(1), "eu-west-1b": subnet(2) } } }],
    refused: [
      [
        { network: { ...EXISTING_VPC, subnetIds: { "eu-west-1a": subnet(1), "eu-west-1b": [subnet(2), subnet(1)] } } },
        "network.subnetIds: must not name a subnet twice, got subnet-00000001, subnet-00000002, subnet-00000001",
      ],
    ],
  },
  {
    rule: "an API answers before the HTTP API gives up",
    allowed: [{ "api.timeoutSeconds": 30 }],
    refused: [
      [
        { "api.timeoutSeconds": 31 },
        "api.timeoutSeconds: must be at most 30, because the HTTP API waits no longer, got 31",
      ],
    ],
  },
  {
    rule: "instance types that are allowed run the function, on managed instances",
    allowed: [
      { [on("allowedInstanceTypes")]: ["m8g.large", "c7gn.2xlarge", "r8gd.metal-24xl", "*.large", "m8*", "*"] },
      { ...X86, [on("allowedInstanceTypes")]: ["m7i.large", "m7i-flex.large", "c6a.xlarge", "r5.large", "m*"] },
      { [on("excludedInstanceTypes")]: ["m7i.large", "t3.large", "*.metal*"] },
    ],
    refused: [
      [
        { [on("allowedInstanceTypes")]: ["m8g.large", "t4g.large", "x2gd.*"] },
        `${on("allowedInstanceTypes.1")}: must be of a family c, m, r, because managed instances have no others, got t4g.large`,
        `${on("allowedInstanceTypes.2")}: must be of a family c, m, r, because managed instances have no others, got x2gd.*`,
      ],
      [
        { [on("allowedInstanceTypes")]: ["m7i.large", "m7i.*"] },
        `${on("allowedInstanceTypes.0")}: must be of architecture arm64, got m7i.large (x86_64)`,
        `${on("allowedInstanceTypes.1")}: must be of architecture arm64, got m7i.* (x86_64)`,
      ],
      [
        { ...X86, [on("allowedInstanceTypes")]: ["m8g.large"] },
        `${on("allowedInstanceTypes.0")}: must be of architecture x86_64, got m8g.large (arm64)`,
      ],
      [
        { [on("allowedInstanceTypes")]: ["m8g", "M8g.large"] },
        `${on("allowedInstanceTypes.0")}: must be a type such as m8g.large, or hold a *, got m8g`,
        `${on("allowedInstanceTypes.1")}: must be of a family c, m, r, because managed instances have no others, got M8g.large`,
      ],
      [
        { [on("excludedInstanceTypes")]: ["m8g.large", "*.*"] },
        `${on("excludedInstanceTypes")}: must leave types to choose from, got m8g.large, *.*`,
      ],
    ],
  },
  {
    rule: "a KMS key is in the Region, and of an account that is allowed",
    allowed: [
      { [on("kmsKeyArn")]: KEY },
      { [on("kmsKeyArn")]: KEY, allowedAccountIds: ["210987654321", "123456789012"] },
    ],
    refused: [
      [
        { [on("kmsKeyArn")]: KEY.replace("eu-west-1", "eu-west-2") },
        `${on("kmsKeyArn")}: must be a key in eu-west-1, got ${KEY.replace("eu-west-1", "eu-west-2")}`,
      ],
      [
        { [on("kmsKeyArn")]: KEY, allowedAccountIds: ["210987654321"] },
        `${on("kmsKeyArn")}: must be a key of an account in allowedAccountIds (210987654321), got ${KEY}`,
      ],
    ],
  },
  {
    rule: "a one-off window is measured as it is opened, with a zone in brackets too",
    allowed: [
      {
        "processor.windows": [{ ...ONCE, start: "2026-12-01T20:00+01:00[Europe/Paris]", end: "2026-12-01T19:05:00Z" }],
      },
    ],
    refused: [
      [
        {
          "processor.windows": [
            { ...ONCE, start: "2026-12-01T20:00+01:00[Europe/Paris]", end: "2026-12-01T19:04:00Z" },
          ],
        },
        "processor.windows.0: must be open for at least 300 s (processor.timeoutSeconds), because a video begins only if it can end in time, got 240",
      ],
    ],
  },
  {
    rule: "nothing is written as cdktf writes its own values",
    allowed: [{ "httpApi.authorizer": { ...JWT, audience: ["Tf Token[TOKEN.1]"] } }],
    refused: [
      [
        { "httpApi.authorizer": { ...JWT, audience: ["a", "#{TfToken[TOKEN.1]}"] } },
        "httpApi.authorizer.audience.1: must not hold TfToken[, got #{TfToken[TOKEN.1]}",
      ],
    ],
  },
];

describe.each(BOUNDARIES)("it is a rule that $rule", ({ allowed, refused }) => {
  it.each(allowed.map((changes) => [changes]))("which %j keeps", (changes) => {
    expect(() => define(changes)).not.toThrow();
  });

  it.each(refused)("which %j breaks", (changes, ...lines) => {
    const message = lines.map((line) => `environment "test": ${line}`).join("\n");
    expect(() => define(changes)).toThrow(new ConfigError(message));
  });
});

describe("the windows of a function", () => {
  /** The longest that one can be, but for its exceptions. */
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ ...WINDOW, name: `nightly-${index}`, from: "22:00", to: "23:00" },
    }));

  it.each(["api", "processor"])("fit into one item: %s", (id) => {
    const { [id as "api"]: fn } = define({ [`${id}.windows`]: many(2_000) });
    expect(fn.windows).toHaveLength(2_000);
  });

  it.each(["api", "processor"])("are refused with the number when they do not: %s", (id) => {
    expect(() => define({ [`${id}.windows`]: many(4_000) })).toThrow(
      new RegExp(
        `^environment "test": ${id}\\.windows: must fit into one item of 409600 bytes, got 4000 windows in \\d+ bytes$`,
      ),
    );
  });
});

describe("the limit of execution environments", () => {
  it.each([
    [32, 2_048, 32],
    [32, 4_096, 16],
    [33, 4_096, 16],
    [15_000, 2_048, 15_000],
  ])("under %i vCPUs for environments of %i MiB is %i", (maxVCpus, memoryMib, limit) => {
    const { api } = define({ "api.capacityProvider.maxVCpus": maxVCpus, "api.memoryMib": memoryMib });
    expect(environmentLimit(api)).toBe(limit);
  });
});
