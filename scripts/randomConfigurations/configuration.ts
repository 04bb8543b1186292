// Arbitrary configurations, out of what each part of the schema accepts: a nasty text stays wherever the schema lets it.
import fc from "fast-check";
import { authorizerSchema } from "../../stacks/config/authorizer.ts";
import { backendSchema } from "../../stacks/config/backend.ts";
import { ConfigError } from "../../stacks/config/configError.ts";
import { defineEnvironment } from "../../stacks/config/environment.ts";
import { LIMITS } from "../../stacks/config/limits.ts";
import { zonesIn } from "../../stacks/config/rules/network.ts";
import type { EnvironmentConfig, EnvironmentInput } from "../../stacks/config/schema.ts";
import { tagsSchema } from "../../stacks/config/tags.ts";
import { managedFunction, scaling } from "./managedFunction.ts";
import { operations } from "./operations.ts";
import { ownFunctions } from "./ownFunctions.ts";
import { accepted, nastyText } from "./texts.ts";
import { windows } from "./windows.ts";

const accountId = fc.stringMatching(/^\d{12}$/);
const retention = fc.constantFrom(1, 3, 14, 30, 365, 3653);
const hexDigits = fc.stringMatching(/^([0-9a-f]{8}|[0-9a-f]{17})$/); // takes long to make, and is asked for in each network
const hex = (prefix: string) => hexDigits.map((digits) => `${prefix}-${digits}`);

const tag = accepted(
  tagsSchema,
  fc.tuple(nastyText(130), nastyText(260)).map(([key, value]) => ({ [key]: value })),
);
const tags = accepted(
  tagsSchema,
  fc
    .oneof(
      { weight: 9, arbitrary: fc.array(tag, { maxLength: 8 }) },
      { weight: 1, arbitrary: fc.array(tag, { minLength: 45, maxLength: 60 }) },
    )
    .map((list) => Object.assign({}, ...list)),
);

const backend = fc.oneof(
  fc.constant({ type: "local" }),
  accepted(
    backendSchema,
    fc.record({
      type: fc.constant("s3"),
      bucket: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
      region: fc.constantFrom(...LIMITS.stateRegions.value),
      keyPrefix: fc.oneof(nastyText(970), fc.stringMatching(/^[\w!.*'()-]{1,30}(\/[\w!.*'()-]{1,30}){0,4}$/)),
    }),
  ),
);

/** One audience at a time, so that a nasty one does not take the others with it. */
const audience = accepted(
  authorizerSchema.options[0].shape.audience,
  nastyText(200).map((text) => [text]),
).map(([text = ""]) => text);

const authorizer = fc.oneof(
  fc.constantFrom({ type: "iam" }, { type: "none" }),
  accepted(
    authorizerSchema,
    fc.record({
      type: fc.constant("jwt"),
      issuer: fc.oneof(
        fc.webUrl({ validSchemes: ["https"] }),
        nastyText(2_100).map((text) => `https://identity.example.com/${text}`),
      ),
      audience: fc.uniqueArray(audience, { minLength: 1, maxLength: 50 }),
    }),
  ),
);

const network = (region: string) => {
  const zones = fc.shuffledSubarray(zonesIn(region), { minLength: 2 });
  const places = fc.oneof(
    zones,
    fc
      .tuple(zones, fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 6 }))
      .map(([names, blocks]) => Object.fromEntries(names.map((name, index) => [name, blocks[index]]))),
  );
  const cidr = fc.oneof(
    fc.nat(255).map((second) => `10.${second}.0.0/16`),
    fc.integer({ min: 16, max: 31 }).map((second) => `172.${second}.0.0/16`),
  );
  const egress = fc.oneof(
    fc.record({
      type: fc.constant("endpoints"),
      alsoServices: fc.array(fc.constantFrom("monitoring", "xray", "kms", "logs"), { maxLength: 4 }),
    }),
    fc.record({ type: fc.constant("nat"), gateways: fc.constantFrom("one", "perAvailabilityZone") }),
  );
  const existing = fc
    .tuple(zones, fc.uniqueArray(hex("subnet"), { minLength: 6, maxLength: 16 }), hex("vpc"))
    .map(([names, ids, vpcId]) => ({
      vpc: "existing",
      vpcId,
      subnetIds: Object.fromEntries(
        names.map((zone, index) => {
          const own = ids.filter((_, at) => at % names.length === index);
          return [zone, own.length === 1 ? own[0] : own];
        }),
      ),
    }));
  return fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        vpc: fc.constant("new"),
        cidr,
        availabilityZones: places,
        egress,
        flowLogRetentionDays: retention,
      }),
    },
    { weight: 1, arbitrary: existing },
  );
};

const place = fc
  .tuple(
    fc.constantFrom(...LIMITS.regions.value),
    fc.option(fc.uniqueArray(accountId, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  )
  .chain(([region, allowedAccountIds]) =>
    fc.record({
      region: fc.constant(region),
      allowedAccountIds: fc.constant(allowedAccountIds),
      network: network(region),
      functions: fc
        .record({
          api: managedFunction({ region, account: allowedAccountIds?.[0], maxTimeoutSeconds: 30 }).chain((base) =>
            fc
              .record({ base: fc.constant(base), scalingConfig: scaling(base), windows: windows(base) })
              .map(({ base: own, ...rest }) => ({ ...own, ...rest })),
          ),
          processor: managedFunction({ region, account: allowedAccountIds?.[0], maxTimeoutSeconds: 900 }).chain(
            (base) =>
              fc
                .record({
                  base: fc.constant(base),
                  baseline: fc.oneof(fc.constant({ min: 0, max: 0 }), scaling(base)),
                  lease: scaling(base),
                  windows: windows(base),
                  graceSeconds: fc.nat(3_600),
                  overflow: fc.option(
                    fc.record({
                      memoryMib: fc.integer({ min: 128, max: 10_240 }),
                      maxConcurrency: fc.integer({ min: 1, max: 900 }),
                      upTo: fc.nat(1_000_000),
                    }),
                    { nil: undefined },
                  ),
                  engine: fc.record({ type: fc.constant("simulated"), cpuMilliseconds: fc.nat(600_000) }),
                })
                .map(({ base: own, ...rest }) => ({ ...own, ...rest })),
          ),
          own: ownFunctions,
        })
        .map(({ own, ...always }) => ({ ...always, ...own })),
    }),
  );

const input = fc
  .tuple(
    fc.record({
      name: fc.stringMatching(/^[a-z][a-z0-9]{1,11}$/),
      backend,
      tags,
      runtime: fc.oneof(
        fc.constantFrom(...LIMITS.runtimes.value),
        fc.record({
          name: fc.constantFrom(...LIMITS.runtimes.value),
          update: fc.constantFrom("auto", "function-update"),
        }),
      ),
      operatorTrust: fc.constantFrom("thisAccount", "anyAccount"),
      operations,
      isTraced: fc.boolean(),
      logs: fc.record({ retentionDays: retention, level: fc.constantFrom("DEBUG", "INFO", "WARN", "ERROR") }),
      data: fc.record({
        deletionProtection: fc.boolean(),
        retentionDays: fc.option(fc.integer({ min: 1, max: 3_650 }), { nil: undefined }),
      }),
      media: fc.record({
        corsOrigins: fc.shuffledSubarray([
          "https://app.example.com",
          "https://a.b-c.example:8443",
          "http://localhost:3000",
        ]),
        sourceDays: fc.option(fc.integer({ min: 1, max: 3_650 }), { nil: undefined }),
      }),
      httpApi: fc.record({
        authorizer,
        throttling: fc.record({
          requestsPerSecond: fc.integer({ min: 1, max: 10_000 }),
          burst: fc.integer({ min: 1, max: 5_000 }),
        }),
      }),
      workflow: fc.record({ settleSeconds: fc.integer({ min: 30, max: 3_600 }) }),
    }),
    place,
  )
  .map(([{ isTraced, ...rest }, where]) => {
    const adotLayerArn = `arn:aws:lambda:${where.region}:123456789012:layer:AWSOpenTelemetryDistroJs:12`;
    return { ...rest, ...where, ...(isTraced && { tracing: { adotLayerArn } }) } as unknown as EnvironmentInput;
  });

function defined(written: EnvironmentInput): EnvironmentConfig | undefined {
  try {
    return defineEnvironment(written);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** Configurations that the schema and its rules accept. */
export const configuration: fc.Arbitrary<EnvironmentConfig> = input
  .map(defined)
  .filter((config): config is EnvironmentConfig => config !== undefined);

/** The same ones for the same seed, each with a name of its own. */
export function randomConfigurations(seed: number, count: number): EnvironmentConfig[] {
  return fc.sample(configuration, { seed, numRuns: count });
}
