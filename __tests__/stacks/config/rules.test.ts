import { describe, expect, it } from "@jest/globals";
import { ConfigError } from "../../../stacks/config/configError.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { environmentLimit } from "../../../stacks/config/rules.ts";
import { type Changes, EXISTING_VPC, environmentInput } from "../../support/templateEnvironments.ts";

const define = (changes: Changes) => defineEnvironment(environmentInput(changes));

/** Both sides of a rule: what is still allowed, and what is not, with the lines that say so. */
interface Boundary {
  readonly rule: string;
  readonly allowed: readonly Changes[];
  readonly refused: readonly (readonly [Changes, ...string[]])[];
}

const zones = (letters: string, region = "eu-west-1") => [...letters].map((letter) => `${region}${letter}`);
const subnets = (letters: string) => Object.fromEntries(zones(letters).map((zone) => [zone, `subnet-${zone}`]));
/** As many vCPUs as any environment needs. */
const ROOM = { "api.capacityProvider.maxVCpus": 256, "processor.capacityProvider.maxVCpus": 256 };

const WINDOW = { name: "nightly", days: ["daily"], timeZone: "UTC", min: 1, max: 2 };
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
    rule: "a new network has two to eight Availability Zones",
    allowed: [{ "network.availabilityZones": zones("ab") }, { "network.availabilityZones": zones("abcdefgh") }],
    refused: [
      [
        { "network.availabilityZones": zones("a") },
        "network.availabilityZones: must name 2 to 8 Availability Zones, got 1",
      ],
      [{ "network.availabilityZones": [] }, "network.availabilityZones: must name 2 to 8 Availability Zones, got 0"],
      [
        { "network.availabilityZones": zones("abcdefghi") },
        "network.availabilityZones: must name 2 to 8 Availability Zones, got 9",
      ],
    ],
  },
  {
    rule: "an existing network gives subnets in two to sixteen Availability Zones",
    allowed: [
      { network: { ...EXISTING_VPC, subnetIds: subnets("ab") } },
      { network: { ...EXISTING_VPC, subnetIds: subnets("abcdefghijklmnop") } },
    ],
    refused: [
      [
        { network: { ...EXISTING_VPC, subnetIds: subnets("a") } },
        "network.subnetIds: must name 2 to 16 Availability Zones, got 1",
      ],
      [
        { network: { ...EXISTING_VPC, subnetIds: subnets("abcdefghijklmnopq") } },
        "network.subnetIds: must name 2 to 16 Availability Zones, got 17",
      ],
    ],
  },
  {
    rule: "each zone of a new network has a block of its own",
    allowed: [
      { "network.availabilityZones": { "eu-west-1c": 0, "eu-west-1a": 7 } },
      { "network.availabilityZones": { "eu-west-1i": 0, "eu-west-1a": 1 } },
    ],
    refused: [
      [
        { "network.availabilityZones": { "eu-west-1a": 3, "eu-west-1b": 3 } },
        "network.availabilityZones: must not give two zones one block, got 3 for eu-west-1a and eu-west-1b",
      ],
      [
        { "network.availabilityZones": zones("abi") },
        "network.availabilityZones: must have a letter from a to h, or a block of 0 to 7 that is written down, got eu-west-1i",
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
        "network.availabilityZones: must be in eu-west-2, got eu-west-1a",
      ],
      [
        { "network.availabilityZones": ["eu-west-1a", "eu-west-1"] },
        "network.availabilityZones: must be in eu-west-1, got eu-west-1",
      ],
      [
        { "network.availabilityZones": ["eu-west-1a", "eu-west-1-dub-1a"] },
        "network.availabilityZones: must be in eu-west-1, got eu-west-1-dub-1a",
      ],
      [
        { network: { ...EXISTING_VPC, subnetIds: { "eu-west-1a": "subnet-1", "us-east-1a": "subnet-2" } } },
        "network.subnetIds: must be in eu-west-1, got us-east-1a",
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
    allowed: [{ network: { ...EXISTING_VPC, subnetIds: { "eu-west-1a": "subnet-1", "eu-west-1b": "subnet-2" } } }],
    refused: [
      [
        { network: { ...EXISTING_VPC, subnetIds: { "eu-west-1a": "subnet-1", "eu-west-1b": "subnet-1" } } },
        "network.subnetIds: must not name a subnet twice, got subnet-1, subnet-1",
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
