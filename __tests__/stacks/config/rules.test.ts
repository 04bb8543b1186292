import { type Boundary, describeBoundaries } from "../../support/stacks/boundaries.ts";
import { JWT } from "../../support/stacks/environments.ts";

/** As many vCPUs as any environment needs. */
const ROOM = { "functions.api.capacityProvider.maxVCpus": 256, "functions.processor.capacityProvider.maxVCpus": 256 };

const BOUNDARIES: Boundary[] = [
  {
    rule: "a ratio of memory to vCPU is 2, 4 or 8",
    allowed: [
      { "functions.api.memoryGibPerVCpu": 2, "functions.api.memoryMib": 8_192 },
      { "functions.api.memoryGibPerVCpu": 4, "functions.api.memoryMib": 8_192 },
      { "functions.api.memoryGibPerVCpu": 8, "functions.api.memoryMib": 8_192 },
    ],
    refused: [
      [{ "functions.api.memoryGibPerVCpu": 1 }, "functions.api.memoryGibPerVCpu: must be 2, 4, 8, got 1"],
      [{ "functions.api.memoryGibPerVCpu": 2.5 }, "functions.api.memoryGibPerVCpu: must be 2, 4, 8, got 2.5"],
      [{ "functions.processor.memoryGibPerVCpu": 16 }, "functions.processor.memoryGibPerVCpu: must be 2, 4, 8, got 16"],
    ],
  },
  {
    rule: "memory is at least 2048 MiB",
    allowed: [{ "functions.api.memoryMib": 2_048 }],
    refused: [
      [
        { "functions.api.memoryMib": 2_047 },
        "functions.api.memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 2047",
      ],
      [
        { "functions.api.memoryMib": 0 },
        "functions.api.memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 0",
      ],
    ],
  },
  {
    rule: "memory is at most 32768 MiB, and an environment has at most 16, 8 or 4 vCPUs by ratio",
    allowed: [
      { "functions.api.memoryMib": 32_768, "functions.api.memoryGibPerVCpu": 2, ...ROOM },
      { "functions.api.memoryMib": 32_768, "functions.api.memoryGibPerVCpu": 4, ...ROOM },
      { "functions.api.memoryMib": 32_768, "functions.api.memoryGibPerVCpu": 8, ...ROOM },
    ],
    refused: [
      [
        { "functions.api.memoryMib": 34_816, "functions.api.memoryGibPerVCpu": 2, ...ROOM },
        "functions.api.memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 34816",
      ],
      [
        { "functions.processor.memoryMib": 36_864, "functions.processor.memoryGibPerVCpu": 4, ...ROOM },
        "functions.processor.memoryMib: must be 2048 to 32768, and a multiple of 4096 (4 GiB per vCPU), got 36864",
      ],
      [
        { "functions.processor.memoryMib": 40_960, "functions.processor.memoryGibPerVCpu": 8, ...ROOM },
        "functions.processor.memoryMib: must be 2048 to 32768, and a multiple of 8192 (8 GiB per vCPU), got 40960",
      ],
    ],
  },
  {
    rule: "memory is a multiple of the ratio, so that vCPUs are whole",
    allowed: [
      { "functions.api.memoryMib": 6_144 },
      { "functions.api.memoryMib": 4_096, "functions.api.memoryGibPerVCpu": 4 },
      { "functions.api.memoryMib": 16_384, "functions.api.memoryGibPerVCpu": 8 },
    ],
    refused: [
      [
        { "functions.api.memoryMib": 5_120 },
        "functions.api.memoryMib: must be 2048 to 32768, and a multiple of 2048 (2 GiB per vCPU), got 5120",
      ],
      [
        { "functions.api.memoryMib": 6_144, "functions.api.memoryGibPerVCpu": 4 },
        "functions.api.memoryMib: must be 2048 to 32768, and a multiple of 4096 (4 GiB per vCPU), got 6144",
      ],
      [
        { "functions.processor.memoryMib": 12_288, "functions.processor.memoryGibPerVCpu": 8 },
        "functions.processor.memoryMib: must be 2048 to 32768, and a multiple of 8192 (8 GiB per vCPU), got 12288",
      ],
    ],
  },
  {
    rule: "an environment takes at most 64 invocations at once per vCPU",
    allowed: [{ "functions.api.maxConcurrency": 64 }, { "functions.processor.maxConcurrency": 128 }],
    refused: [
      [
        { "functions.api.maxConcurrency": 65 },
        "functions.api.maxConcurrency: must be at most 64 (64 per vCPU), got 65",
      ],
      [
        { "functions.processor.maxConcurrency": 129 },
        "functions.processor.maxConcurrency: must be at most 128 (64 per vCPU), got 129",
      ],
    ],
  },
  {
    rule: "min 0 stands only with max 0, and min is not above max",
    allowed: [
      { "functions.processor.baseline": { min: 0, max: 0 } },
      { "functions.processor.baseline": { min: 1, max: 1 } },
      { "functions.api.scalingConfig": { min: 3, max: 3 } },
    ],
    refused: [
      [
        { "functions.api.scalingConfig": { min: 0, max: 3 } },
        "functions.api.scalingConfig: min 0 is allowed only with max 0 (deactivated), got 0/3",
      ],
      [
        { "functions.processor.baseline": { min: 0, max: 1 } },
        "functions.processor.baseline: min 0 is allowed only with max 0 (deactivated), got 0/1",
      ],
      [
        { "functions.processor.lease": { min: 0, max: 4 } },
        "functions.processor.lease: min 0 is allowed only with max 0 (deactivated), got 0/4",
      ],
      [
        { "functions.api.scalingConfig": { min: 4, max: 3 } },
        "functions.api.scalingConfig: min must not be above max, got 4/3",
      ],
      [
        { "functions.processor.lease": { min: 2, max: 1 } },
        "functions.processor.lease: min must not be above max, got 2/1",
      ],
    ],
  },
  {
    rule: "the most environments fit under the capacity provider's vCPUs",
    allowed: [
      { "functions.api.scalingConfig": { min: 1, max: 32 } },
      { "functions.processor.baseline": { min: 1, max: 16 } },
      { "functions.processor.lease": { min: 16, max: 16 } },
    ],
    refused: [
      [
        { "functions.api.scalingConfig": { min: 1, max: 33 } },
        "functions.api.scalingConfig.max: 33 environments of 1 vCPUs need 33, but capacityProvider.maxVCpus is 32",
      ],
      [
        { "functions.processor.baseline": { min: 1, max: 17 } },
        "functions.processor.baseline.max: 17 environments of 2 vCPUs need 34, but capacityProvider.maxVCpus is 32",
      ],
      [
        { "functions.processor.lease": { min: 1, max: 17 } },
        "functions.processor.lease.max: 17 environments of 2 vCPUs need 34, but capacityProvider.maxVCpus is 32",
      ],
    ],
  },
  {
    rule: "a lease asks for something",
    allowed: [{ "functions.processor.lease": { min: 1, max: 1 } }],
    refused: [
      [
        { "functions.processor.lease": { min: 0, max: 0 } },
        "functions.processor.lease: must ask for at least 1/1, got 0/0",
      ],
    ],
  },
  {
    rule: "the processor has time to work and to record the end",
    allowed: [{ "functions.processor.timeoutSeconds": 11 }],
    refused: [
      [
        { "functions.processor.timeoutSeconds": 10 },
        "functions.processor.timeoutSeconds: must be more than 10, which are kept back to record the end of an attempt, got 10",
      ],
    ],
  },
  {
    rule: "the API is never deactivated",
    allowed: [{ "functions.api.scalingConfig": { min: 1, max: 1 } }],
    refused: [
      [
        { "functions.api.scalingConfig": { min: 0, max: 0 } },
        "functions.api.scalingConfig: must be at least 1/1, because requests do not wake a deactivated function, got 0/0",
      ],
    ],
  },
  {
    rule: "an API answers before the HTTP API gives up",
    allowed: [{ "functions.api.timeoutSeconds": 30 }],
    refused: [
      [
        { "functions.api.timeoutSeconds": 31 },
        "functions.api.timeoutSeconds: must be at most 30, because the HTTP API waits no longer, got 31",
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
