// A valid configuration to start from, and its variants.
import type { EnvironmentInput } from "../../../stacks/config/schema.ts";

const BASE = {
  name: "test",
  region: "eu-west-1",
  backend: { type: "local" },
  tags: { environment: "test" },
  runtime: "nodejs24.x",
  logs: { retentionDays: 14, level: "INFO" },
  network: {
    vpc: "new",
    cidr: "10.20.0.0/16",
    availabilityZones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    egress: { type: "endpoints" },
    flowLogRetentionDays: 14,
  },
  data: { deletionProtection: false, retentionDays: 30 },
  functions: {
    api: {
      architecture: "arm64",
      memoryMib: 2_048,
      memoryGibPerVCpu: 2,
      maxConcurrency: 32,
      timeoutSeconds: 29,
      scalingConfig: { min: 1, max: 3 },
      capacityProvider: { architecture: "arm64", maxVCpus: 32, scaling: { mode: "Auto" } },
    },
    processor: {
      architecture: "arm64",
      memoryMib: 4_096,
      memoryGibPerVCpu: 2,
      maxConcurrency: 4,
      timeoutSeconds: 300,
      baseline: { min: 0, max: 0 },
      lease: { min: 1, max: 4 },
      engine: { type: "simulated", cpuMilliseconds: 1_500 },
      capacityProvider: { architecture: "arm64", maxVCpus: 32, scaling: { mode: "Manual", targetCpuPercent: 70 } },
    },
  },
  httpApi: { authorizer: { type: "iam" }, throttling: { requestsPerSecond: 50, burst: 100 } },
  workflow: { settleSeconds: 900 },
} satisfies EnvironmentInput;

/** Values by path, such as `{"functions.api.memoryMib": 4_096}`; undefined leaves the field out. */
export type Changes = Readonly<Record<string, unknown>>;

/** What a file could say: valid without changes, and untyped, because changes may be anything. */
export function environmentInput(changes: Changes = {}): EnvironmentInput {
  const input: unknown = structuredClone(BASE);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() ?? path;
    const holder = keys.reduce<unknown>((at, key) => Reflect.get(at as object, key), input) as object;
    if (value === undefined) Reflect.deleteProperty(holder, last);
    else Reflect.set(holder, last, value);
  }
  return input as EnvironmentInput;
}

/** A network that somebody else made. */
export const EXISTING_VPC = {
  vpc: "existing",
  vpcId: "vpc-0a1b2c3d",
  subnetIds: { "eu-west-1a": "subnet-aaaa1111", "eu-west-1b": "subnet-bbbb2222" },
} as const;

export const JWT = { type: "jwt", issuer: "https://identity.example.com/", audience: ["video-api"] } as const;

/** A processor's code on ordinary Lambda too. */
export const OVERFLOW = { memoryMib: 3_008, maxConcurrency: 7, upTo: 20 };
