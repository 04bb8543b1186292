// An arbitrary function on managed instances: a size that its ratio allows, on a capacity provider that has room for it.
import fc from "fast-check";
import { LIMITS, vCpusOf } from "../../stacks/config/limits.ts";
import { nastyText } from "./texts.ts";

interface Sized {
  readonly memoryMib: number;
  readonly memoryGibPerVCpu: number;
  readonly capacityProvider: { readonly maxVCpus: number };
}

const REVISION = /^[\w.-]{1,64}$/;
const revision = fc.option(
  fc.oneof(
    fc.nat(),
    nastyText(70).filter((text) => REVISION.test(text)),
  ),
  { nil: undefined },
);

const TYPES = {
  arm64: ["m8g.large", "m7gd.2xlarge", "c8gn.*", "r8*", "*.xlarge", "*g.4xlarge"],
  x86_64: ["m7i.large", "m7i-flex.xlarge", "c6a.*", "r5*", "*.xlarge"],
} as const;

const keyId = fc.oneof(fc.uuid(), fc.stringMatching(/^mrk-[0-9a-f]{32}$/));
const key = (region: string, account: string) =>
  fc.option(
    keyId.map((id) => `arn:aws:kms:${region}:${account}:key/${id}`),
    { nil: undefined },
  );

/** How many environments may be asked for. */
export const environmentsOf = (config: Sized): number =>
  Math.min(LIMITS.maxExecutionEnvironments.value, Math.floor(config.capacityProvider.maxVCpus / vCpusOf(config)));

/** A minimum and a maximum that fit. */
export const scaling = (config: Sized): fc.Arbitrary<{ min: number; max: number }> =>
  fc
    .tuple(fc.integer({ min: 1, max: environmentsOf(config) }), fc.integer({ min: 1, max: environmentsOf(config) }))
    .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));

/** @param place.account of the KMS key; any when left out */
export function managedFunction(place: { region: string; account: string | undefined; maxTimeoutSeconds: number }) {
  const size = fc.constantFrom(2, 4, 8).chain((ratio) =>
    fc.integer({ min: 1, max: 32 / ratio }).map((vCpus) => ({
      memoryGibPerVCpu: ratio,
      memoryMib: vCpus * ratio * 1_024,
      vCpus,
    })),
  );
  return fc.tuple(size, fc.constantFrom("arm64", "x86_64")).chain(([{ vCpus, ...sized }, architecture]) => {
    const list = fc.uniqueArray(fc.constantFrom(...TYPES[architecture]), { minLength: 1 });
    const types = fc.oneof(
      fc.constant({}),
      fc.record({ allowedInstanceTypes: list }),
      fc.record({ excludedInstanceTypes: list }),
    );
    const provider = fc
      .record({
        maxVCpus: fc.integer({ min: Math.max(2, 3 * vCpus), max: LIMITS.maxProviderVCpus.value }),
        scaling: fc.oneof(
          fc.constant({ mode: "Auto" }),
          fc
            .double({ min: 1, max: 100, noNaN: true })
            .map((targetCpuPercent) => ({ mode: "Manual", targetCpuPercent })),
        ),
        kmsKeyArn: key(place.region, place.account ?? "123456789012"),
        revision,
        types,
      })
      .map(({ types: chosen, ...rest }) => ({ architecture, ...rest, ...chosen }));
    return fc
      .record({
        maxConcurrency: fc.integer({ min: 1, max: Math.min(1_600, 64 * vCpus) }),
        timeoutSeconds: fc.integer({ min: 11, max: place.maxTimeoutSeconds }),
        revision,
        capacityProvider: provider,
      })
      .map((rest) => ({ architecture, ...sized, ...rest }));
  });
}
