import { type Boundary, describeBoundaries } from "../../../support/stacks/boundaries.ts";

const on = (field: string) => `functions.processor.capacityProvider.${field}`;
const X86 = { "functions.processor.architecture": "x86_64", [on("architecture")]: "x86_64" };
const KEY = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";

const BOUNDARIES: Boundary[] = [
  {
    rule: "a function has the architecture of its capacity provider",
    allowed: [{ "functions.api.architecture": "x86_64", "functions.api.capacityProvider.architecture": "x86_64" }],
    refused: [
      [
        { "functions.api.architecture": "x86_64" },
        "functions.api.architecture: must equal its capacity provider's (arm64), got x86_64",
      ],
      [
        { "functions.processor.capacityProvider.architecture": "x86_64" },
        "functions.processor.architecture: must equal its capacity provider's (x86_64), got arm64",
      ],
    ],
  },
  {
    rule: "instance types are allowed or excluded, not both",
    allowed: [
      { "functions.api.capacityProvider.allowedInstanceTypes": ["m8g.large"] },
      { "functions.api.capacityProvider.excludedInstanceTypes": ["m8g.large"] },
    ],
    refused: [
      [
        {
          "functions.api.capacityProvider.allowedInstanceTypes": ["m8g.large"],
          "functions.api.capacityProvider.excludedInstanceTypes": ["c8g.large"],
        },
        "functions.api.capacityProvider.excludedInstanceTypes: not together with allowedInstanceTypes, got both",
      ],
    ],
  },
  {
    rule: "the three environments of a first publish fit under the capacity provider's vCPUs",
    allowed: [
      { "functions.api.capacityProvider.maxVCpus": 3 },
      { "functions.processor.capacityProvider.maxVCpus": 6, "functions.processor.lease": { min: 1, max: 3 } },
    ],
    refused: [
      [
        { "functions.api.capacityProvider.maxVCpus": 2, "functions.api.scalingConfig": { min: 1, max: 2 } },
        "functions.api.capacityProvider.maxVCpus: must be at least 3, because a first publish starts 3 environments of 1 vCPUs, got 2",
      ],
      [
        { "functions.processor.capacityProvider.maxVCpus": 5, "functions.processor.lease": { min: 1, max: 2 } },
        "functions.processor.capacityProvider.maxVCpus: must be at least 6, because a first publish starts 3 environments of 2 vCPUs, got 5",
      ],
    ],
  },
  {
    rule: "instance types that are allowed run the function, on managed instances",
    allowed: [
      { [on("allowedInstanceTypes")]: ["m8g.large", "c7gn.2xlarge", "r8gd.metal*", "*.large", "m8*", "*"] },
      { [on("allowedInstanceTypes")]: ["r8gd.metal-24xl"], [on("maxVCpus")]: 96 },
      { ...X86, [on("allowedInstanceTypes")]: ["m7i.large", "m7i-flex.large", "c6a.xlarge", "r5.large", "m*"] },
      { [on("excludedInstanceTypes")]: ["m7i.large", "t3.large", "*.metal*"] },
    ],
    refused: [
      [
        { [on("allowedInstanceTypes")]: ["m8g.large", "t4g.large", "x2gd.*"] },
        `${on("allowedInstanceTypes[1]")}: must be of a family c, m, r, because managed instances have no others, got t4g.large`,
        `${on("allowedInstanceTypes[2]")}: must be of a family c, m, r, because managed instances have no others, got x2gd.*`,
      ],
      [
        { [on("allowedInstanceTypes")]: ["m7i.large", "m7i.*"] },
        `${on("allowedInstanceTypes[0]")}: must be of architecture arm64, got m7i.large (x86_64)`,
        `${on("allowedInstanceTypes[1]")}: must be of architecture arm64, got m7i.* (x86_64)`,
      ],
      [
        { ...X86, [on("allowedInstanceTypes")]: ["m8g.large"] },
        `${on("allowedInstanceTypes[0]")}: must be of architecture x86_64, got m8g.large (arm64)`,
      ],
      [
        { [on("allowedInstanceTypes")]: ["m8g", "M8g.large"] },
        `${on("allowedInstanceTypes[0]")}: must be a type such as m8g.large, or hold a *, got m8g`,
        `${on("allowedInstanceTypes[1]")}: must be of a family c, m, r, because managed instances have no others, got M8g.large`,
      ],
      [
        { [on("excludedInstanceTypes")]: ["m8g.large", "*.*"] },
        `${on("excludedInstanceTypes")}: must leave types to choose from, got m8g.large, *.*`,
      ],
    ],
  },
  {
    rule: "an instance type that is named holds an execution environment, and fits under the vCPU cap",
    allowed: [
      { [on("allowedInstanceTypes")]: ["m8g.large", "m8g.8xlarge"] },
      { "functions.processor.memoryMib": 8_192, [on("allowedInstanceTypes")]: ["m8g.xlarge"] },
    ],
    refused: [
      [
        { "functions.processor.memoryMib": 8_192, [on("allowedInstanceTypes")]: ["m8g.medium", "*.large"] },
        `${on("allowedInstanceTypes[0]")}: must have at least the 4 vCPUs of an execution environment, got m8g.medium (1)`,
        `${on("allowedInstanceTypes[1]")}: must have at least the 4 vCPUs of an execution environment, got *.large (2)`,
      ],
      [
        { [on("allowedInstanceTypes")]: ["m8g.12xlarge", "m8g.metal-24xl"] },
        `${on("allowedInstanceTypes[0]")}: must have at most the 32 vCPUs of maxVCpus, got m8g.12xlarge (48)`,
        `${on("allowedInstanceTypes[1]")}: must have at most the 32 vCPUs of maxVCpus, got m8g.metal-24xl (96)`,
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
];

describeBoundaries(BOUNDARIES);
