// The configuration that the pairs begin with, and how it is changed.
import type { EnvironmentInput } from "../../stacks/config/schema.ts";

/** Values by path, such as `{"functions.api.memoryMib": 4096}`; null leaves the field out. */
export type Changes = Readonly<Record<string, unknown>>;

/** Small and valid, with what can be left out left out. */
export const BASE: EnvironmentInput = {
  name: "dev",
  region: "us-east-1",
  backend: { type: "local" },
  tags: { service: "video" },
  runtime: "nodejs24.x",
  logs: { retentionDays: 14, level: "INFO" },
  network: {
    vpc: "new",
    cidr: "10.20.0.0/16",
    availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
    egress: { type: "endpoints" },
    flowLogRetentionDays: 14,
  },
  data: { deletionProtection: false },
  functions: {
    api: {
      architecture: "arm64",
      memoryMib: 2_048,
      memoryGibPerVCpu: 2,
      maxConcurrency: 32,
      timeoutSeconds: 29,
      scalingConfig: { min: 4, max: 8 },
      capacityProvider: { architecture: "arm64", maxVCpus: 64, scaling: { mode: "Auto" } },
    },
    processor: {
      architecture: "arm64",
      memoryMib: 4_096,
      memoryGibPerVCpu: 2,
      maxConcurrency: 4,
      timeoutSeconds: 60,
      baseline: { min: 0, max: 0 },
      lease: { min: 1, max: 4 },
      engine: { type: "simulated", cpuMilliseconds: 1_500 },
      capacityProvider: { architecture: "arm64", maxVCpus: 64, scaling: { mode: "Auto" } },
    },
  },
  httpApi: { authorizer: { type: "iam" }, throttling: { requestsPerSecond: 50, burst: 100 } },
  operations: {},
  workflow: { settleSeconds: 900 },
};

/** The base with changes. */
export function varied(...changes: readonly (Changes | undefined)[]): EnvironmentInput {
  const input: unknown = structuredClone(BASE);
  for (const [path, value] of changes.flatMap((each) => Object.entries(each ?? {}))) {
    const keys = path.split(".");
    const last = keys.pop() ?? path;
    const holder = keys.reduce<unknown>((at, key) => Reflect.get(at as object, key), input) as object;
    if (value === null) Reflect.deleteProperty(holder, last);
    else Reflect.set(holder, last, value);
  }
  return input as EnvironmentInput;
}
