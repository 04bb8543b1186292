import { type Boundary, describeBoundaries } from "../../support/boundaries.ts";
import { JWT } from "../../support/templateEnvironments.ts";

/** As many vCPUs as any environment needs. */
const ROOM = { "api.capacityProvider.maxVCpus": 256, "processor.capacityProvider.maxVCpus": 256 };

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
        "api.memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 2047",
      ],
      [{ "api.memoryMib": 0 }, "api.memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 0"],
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
        "api.memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 34816",
      ],
      [
        { "processor.memoryMib": 36_864, "processor.memoryGibPerVCpu": 4, ...ROOM },
        "processor.memoryMib: must be 2048 to 32768, and a multiple of 4096 (4 GiB per vCPU), got 36864",
      ],
      [
        { "processor.memoryMib": 40_960, "processor.memoryGibPerVCpu": 8, ...ROOM },
        "processor.memoryMib: must be 2048 to 32768, and a multiple of 8192 (8 GiB per vCPU), got 40960",
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
      [
        { "api.memoryMib": 5_120 },
        "api.memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 5120",
      ],
      [
        { "api.memoryMib": 6_144, "api.memoryGibPerVCpu": 4 },
        "api.memoryMib: must be 2048 to 32768, and a multiple of 4096 (4 GiB per vCPU), got 6144",
      ],
      [
        { "processor.memoryMib": 12_288, "processor.memoryGibPerVCpu": 8 },
        "processor.memoryMib: must be 2048 to 32768, and a multiple of 8192 (8 GiB per vCPU), got 12288",
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
    rule: "nothing is written as cdktf writes its own values",
    allowed: [{ "httpApi.authorizer": { ...JWT, audience: ["Tf Token[TOKEN.1]"] } }],
    refused: [
      [
        { "httpApi.authorizer": { ...JWT, audience: ["a", "#{TfToken[TOKEN.1]}"] } },
        "httpApi.authorizer.audience[1]: must not hold TfToken[, got #{TfToken[TOKEN.1]}",
      ],
    ],
  },
];

describeBoundaries(BOUNDARIES);
