import { describe, expect, it } from "@jest/globals";
import { ConfigError } from "../../../stacks/config/configError.ts";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { LIMITS } from "../../../stacks/config/limits.ts";
import { EXISTING_VPC, environmentInput, JWT } from "../../support/stacks/environments.ts";

const oneOf = (values: readonly string[]) => `must be ${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;

const RETENTION_DAYS =
  "must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653";

const S3 = { type: "s3", bucket: "abc", region: "eu-west-1", keyPrefix: "video" };
const NAME = "must be 2 to 12 lower-case letters and digits";
const CIDR = "must be an IPv4 /16 such as 10.20.0.0/16";
const REVISION = "must be a whole number from 0, or 1 to 64 letters, digits and . _ -";
const KEY = "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
const KEY_ARN = "must be the ARN of a KMS key, arn:aws:kms:<Region>:<account>:key/<id>";
const SUBNET = "must be subnet- and 8 or 17 hexadecimal digits";
const INSTANCE_TYPE = "must be an instance type such as m7g.large, or m7g.*";
const types = (count: number) => Array.from({ length: count }, (_, index) => `m${index}.large`);

describe("a configuration accepts", () => {
  it.each<[string, unknown]>([
    ["name", "ab"],
    ["name", "a23456789012"],
    ["allowedAccountIds", ["123456789012"]],
    ["backend", S3],
    ["runtime", "nodejs22.x"],
    ["runtime", "nodejs26.x"],
    ["logs.retentionDays", 1],
    ["logs.retentionDays", 3_653],
    ["logs.level", "DEBUG"],
    ["network.egress", { type: "endpoints", alsoServices: ["monitoring", "kms"] }],
    ["network.egress", { type: "nat", gateways: "one" }],
    ["network.egress", { type: "nat", gateways: "perAvailabilityZone" }],
    ["network", EXISTING_VPC],
    ["network", { ...EXISTING_VPC, vpcId: "vpc-0123456789abcdef0" }],
    ["data.retentionDays", 1],
    ["data.retentionDays", 3_650],
    ["data.retentionDays", undefined],
    ["media", undefined],
    ["media", { corsOrigins: ["https://app.example.com", "https://app.example.com:8443", "http://localhost:3000"] }],
    ["media", { sourceDays: 1 }],
    ["functions.api.maxConcurrency", 1],
    ["functions.api.timeoutSeconds", 1],
    ["functions.processor.timeoutSeconds", LIMITS.maxSyncTimeoutSeconds.value],
    ["functions.api.capacityProvider.maxVCpus", LIMITS.maxProviderVCpus.value],
    ["functions.api.capacityProvider.scaling", { mode: "Manual", targetCpuPercent: 0.5 }],
    ["functions.api.capacityProvider.scaling", { mode: "Manual", targetCpuPercent: 100 }],
    ["functions.api.capacityProvider.allowedInstanceTypes", ["m8g.large", "c8g.*"]],
    ["functions.api.capacityProvider.excludedInstanceTypes", types(400)],
    ["functions.api.capacityProvider.kmsKeyArn", KEY],
    ["functions.api.revision", 0],
    ["functions.processor.revision", "2026-11-28-failed"],
    ["functions.processor.capacityProvider.revision", "x".repeat(64)],
    ["functions.processor.engine.cpuMilliseconds", 0],
    ["functions.processor.engine.cpuMilliseconds", 600_000],
    ["httpApi.authorizer", JWT],
    ["httpApi.authorizer", { type: "none" }],
    ["httpApi.throttling", { requestsPerSecond: 1, burst: 1 }],
    ["httpApi.throttling", { requestsPerSecond: 10_000, burst: 5_000 }],
    ["workflow.settleSeconds", 30],
    ["functions.processor.graceSeconds", 0],
    ["functions.processor.overflow", { memoryMib: 10_240, maxConcurrency: 900, upTo: 1_000 }],
    ["functions.processor.overflow", { memoryMib: 128, maxConcurrency: 1, upTo: 0 }],
  ])("%s: %j", (path, value) => {
    expect(() => defineEnvironment(environmentInput({ [path]: value }))).not.toThrow();
  });
});

describe("a configuration refuses", () => {
  const cases: [path: string, value: unknown, line: string][] = [
    ["name", "a", `name: ${NAME}, got "a"`],
    ["name", "a234567890123", `name: ${NAME}, got "a234567890123"`],
    ["name", "Prod", `name: ${NAME}, got "Prod"`],
    ["name", "1st", `name: ${NAME}, got "1st"`],
    ["name", "my-env", `name: ${NAME}, got "my-env"`],
    ["region", "il-central-1", `region: ${oneOf(LIMITS.regions.value)}, got "il-central-1"`],
    ["allowedAccountIds", [], "allowedAccountIds: must have at least 1 entry, got []"],
    [
      "allowedAccountIds",
      ["12345678901"],
      'allowedAccountIds[0]: must be the 12 digits of an account, got "12345678901"',
    ],
    ["backend", { type: "remote" }, `backend.type: Invalid discriminator value. Expected 's3' | 'local', got "remote"`],
    ["tags", { owner: 1 }, "tags.owner: must be text, got 1"],
    [
      "runtime",
      "nodejs20.x",
      `runtime: must be ${LIMITS.runtimes.value.join(", ")}, or one of them as name, with update, got "nodejs20.x"`,
    ],
    ["logs.retentionDays", 0, `logs.retentionDays: ${RETENTION_DAYS}, got 0`],
    ["logs.retentionDays", 15, `logs.retentionDays: ${RETENTION_DAYS}, got 15`],
    ["logs.level", "TRACE", `logs.level: ${oneOf(["DEBUG", "INFO", "WARN", "ERROR"])}, got "TRACE"`],
    ["network.vpc", "default", `network.vpc: Invalid discriminator value. Expected 'new' | 'existing', got "default"`],
    ["network.cidr", "010.20.0.0/16", `network.cidr: ${CIDR}, got "010.20.0.0/16"`],
    ["network.cidr", "10.20.0.0/20", `network.cidr: ${CIDR}, got "10.20.0.0/20"`],
    ["network.cidr", "10.20.16.0/16", `network.cidr: ${CIDR}, got "10.20.16.0/16"`],
    [
      "network.egress",
      { type: "nat" },
      `network.egress.gateways: ${oneOf(["one", "perAvailabilityZone"])}, got nothing`,
    ],
    [
      "network.egress",
      { type: "open" },
      `network.egress.type: Invalid discriminator value. Expected 'endpoints' | 'nat', got "open"`,
    ],
    [
      "network.egress",
      { type: "endpoints", alsoServices: ["ec2"] },
      `network.egress.alsoServices[0]: ${oneOf(["logs", "states", "monitoring", "lambda", "xray", "kms", "sts", "ssm", "secretsmanager"])}, got "ec2"`,
    ],
    ["functions.api.revision", "", `functions.api.revision: ${REVISION}, got ""`],
    ["functions.api.revision", 1.5, `functions.api.revision: ${REVISION}, got 1.5`],
    ["functions.api.revision", -1, `functions.api.revision: ${REVISION}, got -1`],
    ["functions.api.revision", true, `functions.api.revision: ${REVISION}, got true`],
    ["functions.processor.revision", "a b", `functions.processor.revision: ${REVISION}, got "a b"`],
    [
      "functions.processor.capacityProvider.revision",
      "x".repeat(65),
      `functions.processor.capacityProvider.revision: ${REVISION}, got "${"x".repeat(65)}"`,
    ],
    ["network.flowLogRetentionDays", 2, `network.flowLogRetentionDays: ${RETENTION_DAYS}, got 2`],
    [
      "network",
      { ...EXISTING_VPC, vpcId: "default" },
      'network.vpcId: must be vpc- and 8 or 17 hexadecimal digits, got "default"',
    ],
    [
      "network",
      { ...EXISTING_VPC, subnetIds: { "eu-west-1a": "subnet-aaaa1111", "eu-west-1b": "subnet-x y" } },
      `network.subnetIds.eu-west-1b: ${SUBNET}, got "subnet-x y"`,
    ],
    [
      "network",
      { ...EXISTING_VPC, subnetIds: { "eu-west-1a": "subnet-aaaa1111", "eu-west-1b": [] } },
      "network.subnetIds.eu-west-1b: must have at least 1 entry, got []",
    ],
    [
      "network",
      { ...EXISTING_VPC, vpcId: "vpc-" },
      'network.vpcId: must be vpc- and 8 or 17 hexadecimal digits, got "vpc-"',
    ],
    [
      "network",
      { ...EXISTING_VPC, vpcId: "vpc-0a1b2c3d4" },
      'network.vpcId: must be vpc- and 8 or 17 hexadecimal digits, got "vpc-0a1b2c3d4"',
    ],
    [
      "network",
      { ...EXISTING_VPC, subnetIds: { "eu-west-1a": "subnet-aaaa1111", "eu-west-1b": 1 } },
      `network.subnetIds.eu-west-1b: ${SUBNET}, or a list of such, got 1`,
    ],
    ["name", "sg", 'name: must not be sg, because no security group\'s name begins with sg-, got "sg"'],
    [
      "allowedAccountIds",
      ["123456789012", "123456789012"],
      'allowedAccountIds: must not name an account twice, got ["123456789012","123456789012"]',
    ],
    ["media", { sourceDays: 0 }, "media.sourceDays: must be at least 1, got 0"],
    ...["*", "http://app.example.com", "https://app.example.com/", "https://*.example.com"].map(
      (origin): [string, unknown, string] => [
        "media",
        { corsOrigins: [origin] },
        `media.corsOrigins[0]: must be an origin such as https://app.example.com, without a path, got "${origin}"`,
      ],
    ),
    ["data.retentionDays", 0, "data.retentionDays: must be at least 1, got 0"],
    ["data.retentionDays", 3_651, "data.retentionDays: must be at most 3650, got 3651"],
    ["data.deletionProtection", "yes", 'data.deletionProtection: must be true or false, got "yes"'],
    [
      "functions.api.architecture",
      "arm",
      `functions.api.architecture: ${oneOf(LIMITS.architectures.value)}, got "arm"`,
    ],
    ["functions.api.memoryMib", 2_048.5, "functions.api.memoryMib: must be a whole number, got 2048.5"],
    ["functions.api.memoryMib", "2048", 'functions.api.memoryMib: must be a number, got "2048"'],
    ["functions.api.maxConcurrency", 0, "functions.api.maxConcurrency: must be at least 1, got 0"],
    ["functions.api.maxConcurrency", 1_601, "functions.api.maxConcurrency: must be at most 1600, got 1601"],
    ["functions.api.timeoutSeconds", 0, "functions.api.timeoutSeconds: must be at least 1, got 0"],
    ["functions.processor.timeoutSeconds", 901, "functions.processor.timeoutSeconds: must be at most 900, got 901"],
    ["functions.api.capacityProvider", undefined, "functions.api.capacityProvider: must be an object, got nothing"],
    [
      "functions.api.capacityProvider.maxVCpus",
      1,
      "functions.api.capacityProvider.maxVCpus: must be at least 2, got 1",
    ],
    [
      "functions.api.capacityProvider.maxVCpus",
      15_001,
      "functions.api.capacityProvider.maxVCpus: must be at most 15000, got 15001",
    ],
    [
      "functions.api.capacityProvider.scaling",
      { mode: "Manual", targetCpuPercent: 0 },
      "functions.api.capacityProvider.scaling.targetCpuPercent: must be above 0, got 0",
    ],
    [
      "functions.api.capacityProvider.scaling",
      { mode: "Manual", targetCpuPercent: 100.5 },
      "functions.api.capacityProvider.scaling.targetCpuPercent: must be at most 100, got 100.5",
    ],
    [
      "functions.api.capacityProvider.scaling",
      { mode: "Manual" },
      "functions.api.capacityProvider.scaling.targetCpuPercent: must be a number, got nothing",
    ],
    [
      "functions.api.capacityProvider.allowedInstanceTypes",
      [],
      "functions.api.capacityProvider.allowedInstanceTypes: must have at least 1 entry, got []",
    ],
    [
      "functions.api.capacityProvider.allowedInstanceTypes",
      ["m8g.large "],
      `functions.api.capacityProvider.allowedInstanceTypes[0]: ${INSTANCE_TYPE}, got "m8g.large "`,
    ],
    [
      "functions.api.capacityProvider.kmsKeyArn",
      "alias/key",
      `functions.api.capacityProvider.kmsKeyArn: ${KEY_ARN}, got "alias/key"`,
    ],
    ...[
      KEY.replace(":kms:", ":ebs:"),
      KEY.replace("key/", "alias/"),
      KEY.replace("123456789012", "12345678901"),
      KEY.replace("arn:aws:", "arn:aws-cn:"),
      `${KEY}0`,
      `arn:aws:kms:eu-west-1:123456789012:key/\${x}`,
    ].map((arn): [string, unknown, string] => [
      "functions.api.capacityProvider.kmsKeyArn",
      arn,
      `functions.api.capacityProvider.kmsKeyArn: ${KEY_ARN}, got ${JSON.stringify(arn).slice(0, 80)}`,
    ]),
    ["functions.api.scalingConfig", { min: -1, max: 3 }, "functions.api.scalingConfig.min: must be at least 0, got -1"],
    [
      "functions.api.scalingConfig",
      { min: 1.5, max: 3 },
      "functions.api.scalingConfig.min: must be a whole number, got 1.5",
    ],
    [
      "functions.api.scalingConfig",
      { min: 1, max: 15_001 },
      "functions.api.scalingConfig.max: must be at most 15000, got 15001",
    ],
    ["functions.processor.lease", { min: 1 }, "functions.processor.lease.max: must be a number, got nothing"],
    [
      "functions.processor.engine.cpuMilliseconds",
      600_001,
      "functions.processor.engine.cpuMilliseconds: must be at most 600000, got 600001",
    ],
    [
      "functions.processor.engine.type",
      "other",
      "functions.processor.engine.type: Invalid discriminator value. Expected 'simulated' | 'ffmpeg', got \"other\"",
    ],
    [
      "httpApi.authorizer",
      { type: "basic" },
      `httpApi.authorizer.type: Invalid discriminator value. Expected 'jwt' | 'iam' | 'none', got "basic"`,
    ],
    [
      "httpApi.throttling.requestsPerSecond",
      10_001,
      "httpApi.throttling.requestsPerSecond: must be at most 10000, got 10001",
    ],
    ["httpApi.throttling.burst", 5_001, "httpApi.throttling.burst: must be at most 5000, got 5001"],
    ["workflow.settleSeconds", 29, "workflow.settleSeconds: must be at least 30, got 29"],
    ["workflow.settleSeconds", 3_601, "workflow.settleSeconds: must be at most 3600, got 3601"],
    ["functions.processor.graceSeconds", -1, "functions.processor.graceSeconds: must be at least 0, got -1"],
    ["functions.processor.graceSeconds", 3_601, "functions.processor.graceSeconds: must be at most 3600, got 3601"],
    [
      "functions.processor.overflow",
      { memoryMib: 10_241, maxConcurrency: 1, upTo: 0 },
      "functions.processor.overflow.memoryMib: must be at most 10240, got 10241",
    ],
    [
      "functions.processor.overflow",
      { memoryMib: 127, maxConcurrency: 1, upTo: 0 },
      "functions.processor.overflow.memoryMib: must be at least 128, got 127",
    ],
    [
      "functions.processor.overflow",
      { memoryMib: 128, maxConcurrency: 901, upTo: 0 },
      "functions.processor.overflow.maxConcurrency: must be at most 900, got 901",
    ],
    [
      "functions.processor.overflow",
      { memoryMib: 128, maxConcurrency: 0, upTo: 0 },
      "functions.processor.overflow.maxConcurrency: must be at least 1, got 0",
    ],
    [
      "functions.processor.overflow",
      { memoryMib: 128, maxConcurrency: 1, upTo: -1 },
      "functions.processor.overflow.upTo: must be at least 0, got -1",
    ],
    [
      "functions.processor.overflow",
      { memoryMib: 128, maxConcurrency: 1 },
      "functions.processor.overflow.upTo: must be a number, got nothing",
    ],
    [
      "functions.api.overflow",
      { memoryMib: 128, maxConcurrency: 1, upTo: 0 },
      "functions.api.overflow: unknown key; see stacks/config/schema.ts",
    ],
    ["workflow.timeoutSeconds", 3_600, "workflow.timeoutSeconds: unknown key; see stacks/config/schema.ts"],
  ];

  it.each(cases)("%s: %j", (path, value, line) => {
    const name = path === "name" ? String(value) : "test";
    expect(() => defineEnvironment(environmentInput({ [path]: value }))).toThrow(
      new ConfigError(`environment "${name}": ${line}`),
    );
  });

  it("more than 400 instance types in a list", () => {
    const input = environmentInput({ "functions.api.capacityProvider.allowedInstanceTypes": types(401) });

    const shown = JSON.stringify(types(401)).slice(0, 80);
    expect(() => defineEnvironment(input)).toThrow(
      new ConfigError(
        `environment "test": functions.api.capacityProvider.allowedInstanceTypes: must have at most 400 entries, got ${shown}`,
      ),
    );
  });

  it.each([
    ["(root)", "colour"],
    ["backend", "backend.colour"],
    ["logs", "logs.colour"],
    ["network", "network.colour"],
    ["network.egress", "network.egress.gateways"],
    ["data", "data.colour"],
    ["api", "functions.api.lease"],
    ["functions.api.scalingConfig", "functions.api.scalingConfig.desired"],
    ["functions.api.capacityProvider", "functions.api.capacityProvider.maxVcpuCount"],
    ["functions.api.capacityProvider.scaling", "functions.api.capacityProvider.scaling.targetCpuPercent"],
    ["processor", "functions.processor.scalingConfig"],
    ["functions.processor.engine", "functions.processor.engine.colour"],
    ["httpApi", "httpApi.colour"],
    ["httpApi.authorizer", "httpApi.authorizer.issuer"],
    ["httpApi.throttling", "httpApi.throttling.colour"],
    ["workflow", "workflow.colour"],
  ])("a key that %s does not know: %s", (_holder, path) => {
    const input = environmentInput({ [path]: "one" });

    const refused = () => defineEnvironment(input);

    expect(refused).toThrow(new ConfigError(`environment "test": ${path}: unknown key; see stacks/config/schema.ts`));
  });
});
