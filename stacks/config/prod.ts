// prod: three zones, a floor that survives the loss of one, protected data, tokens from the team's identity provider.
import { defineEnvironment } from "./environment.ts";

export const prod = defineEnvironment({
  name: "prod",
  region: "us-east-1",
  // Yours: the bucket for state, and below the issuer and audience of the tokens that callers bring.
  backend: { type: "s3", bucket: "example-terraform-state", region: "us-east-1", keyPrefix: "video" },
  tags: { environment: "prod", service: "video" },
  runtime: "nodejs24.x",
  logs: { retentionDays: 90, level: "INFO" },
  network: {
    vpc: "new",
    cidr: "10.30.0.0/16",
    availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
    egress: { type: "endpoints" },
    flowLogRetentionDays: 90,
  },
  data: { deletionProtection: true },
  functions: {
    api: {
      architecture: "arm64",
      memoryMib: 2_048,
      memoryGibPerVCpu: 2,
      maxConcurrency: 32,
      timeoutSeconds: 29,
      scalingConfig: { min: 3, max: 30 },
      capacityProvider: { architecture: "arm64", maxVCpus: 128, scaling: { mode: "Auto" } },
    },
    processor: {
      architecture: "arm64",
      memoryMib: 8_192,
      memoryGibPerVCpu: 2,
      maxConcurrency: 8,
      timeoutSeconds: 900,
      baseline: { min: 0, max: 0 },
      lease: { min: 3, max: 24 },
      graceSeconds: 120,
      engine: { type: "simulated", cpuMilliseconds: 20_000 },
      capacityProvider: { architecture: "arm64", maxVCpus: 192, scaling: { mode: "Manual", targetCpuPercent: 60 } },
    },
  },
  httpApi: {
    authorizer: { type: "jwt", issuer: "https://identity.example.com/", audience: ["video-api"] },
    throttling: { requestsPerSecond: 1_000, burst: 2_000 },
  },
  // Yours: `page: ["oncall@example.com"]`, `ticket: [...]`; mail addresses, https:// URLs, topics that chat channels follow.
  operations: { alarms: {} },
  workflow: { settleSeconds: 1_200 },
});
