// dev: small, cheap, gone quickly. State stays in a local file until a bucket is named.
import { defineEnvironment } from "./environment.ts";

export const dev = defineEnvironment({
  name: "dev",
  region: "us-east-1",
  backend: { type: "local" },
  tags: { environment: "dev", service: "video" },
  runtime: "nodejs24.x",
  logs: { retentionDays: 14, level: "INFO" },
  network: {
    vpc: "new",
    cidr: "10.20.0.0/16",
    availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
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
      maxConcurrency: 2,
      timeoutSeconds: 160,
      baseline: { min: 0, max: 0 },
      // Half an hour a month, so that there is one to look at.
      windows: [{ name: "monthly", days: ["1sun"], from: "03:00", to: "03:30", timeZone: "UTC", min: 1, max: 4 }],
      lease: { min: 1, max: 4 },
      graceSeconds: 15,
      engine: { type: "ffmpeg", layer: "build", maxDurationSeconds: 120 },
      capacityProvider: { architecture: "arm64", maxVCpus: 32, scaling: { mode: "Manual", targetCpuPercent: 70 } },
    },
  },
  // Callers sign with IAM. The local run listens on loopback only and checks no signatures.
  httpApi: { authorizer: { type: "iam" }, throttling: { requestsPerSecond: 50, burst: 100 } },
  // To see the alarms on the local run, and to try who is told: `page` and `ticket` as in prod.
  operations: { alarms: {} },
  workflow: { settleSeconds: 900 },
});
