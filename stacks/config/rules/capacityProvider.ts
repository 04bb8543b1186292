// Rules of a capacity provider: instances that its function can run on, and a key that it can reach.
import { keyPlace } from "../identifiers.ts";
import { LIMITS, vCpusOf } from "../limits.ts";
import type { CapacityProviderConfig, ManagedFunction } from "../managedFunctions.ts";
import type { EnvironmentConfig } from "../schema.ts";

/** Letters of a type's first part after the generation: a g stands for Graviton, as in m8gd.xlarge. */
const FAMILY = /^([a-z]+)\d+([a-z]*)(?:-[a-z]+)?\./;

/** vCPUs of a size, such as `large`, `24xlarge` or `metal-24xl`; undefined for a pattern, and for what has no size in its name. */
function vCPUsOfSize(size: string): number | undefined {
  if (size === "medium") return 1;
  if (size === "large") return 2;
  const [, xlarge, metal] = /^(?:(\d*)xlarge|metal-(\d+)xl)$/.exec(size) ?? [];
  const count = xlarge ?? metal;
  return count === undefined ? undefined : 4 * Number(count || 1);
}

/** A type that is named must hold one execution environment, and fit under the vCPU cap. */
function* sizeRules(at: string, type: string, { maxVCpus }: Provider, needed: number): Generator<string> {
  const has = vCPUsOfSize(type.split(".")[1] ?? "");
  if (has === undefined) return;
  if (has < needed)
    yield `${at}: must have at least the ${needed} vCPUs of an execution environment, got ${type} (${has})`;
  if (has > maxVCpus) yield `${at}: must have at most the ${maxVCpus} vCPUs of maxVCpus, got ${type} (${has})`;
}

function* allowedTypeRules(path: string, provider: Provider, needed: number): Generator<string> {
  const { architecture, allowedInstanceTypes } = provider;
  const families: readonly string[] = LIMITS.instanceFamilies.value;
  for (const [index, type] of (allowedInstanceTypes ?? []).entries()) {
    const at = `${path}.allowedInstanceTypes[${index}]`;
    const [first = ""] = type;
    if (first !== "*" && !families.includes(first)) {
      yield `${at}: must be of a family ${families.join(", ")}, because managed instances have no others, got ${type}`;
      continue;
    }
    if (!type.includes("*") && !/^[a-z0-9-]+\.[a-z0-9-]+$/.test(type)) {
      yield `${at}: must be a type such as m8g.large, or hold a *, got ${type}`;
      continue;
    }
    yield* sizeRules(at, type, provider, needed);
    const [, , letters] = FAMILY.exec(type) ?? [];
    if (letters === undefined) continue; // a pattern may stand for both
    const has = letters.includes("g") ? "arm64" : "x86_64";
    if (has !== architecture) yield `${at}: must be of architecture ${architecture}, got ${type} (${has})`;
  }
}

type Provider = CapacityProviderConfig;

/** A key that can be reached. @param path of what names it */
export function* keyRules(path: string, arn: string | undefined, config: EnvironmentConfig): Generator<string> {
  if (arn === undefined) return;
  const { region, account } = keyPlace(arn);
  if (region !== config.region) yield `${path}.kmsKeyArn: must be a key in ${config.region}, got ${arn}`;
  const { allowedAccountIds: allowed } = config;
  if (allowed && !allowed.includes(account)) {
    yield `${path}.kmsKeyArn: must be a key of an account in allowedAccountIds (${allowed.join(", ")}), got ${arn}`;
  }
}

export function* providerRules(managed: ManagedFunction, environment: EnvironmentConfig): Generator<string> {
  const { id, host, config, capacityProvider } = managed;
  const path = `${managed.path}.capacityProvider`;
  const { architecture: providers, allowedInstanceTypes, excludedInstanceTypes, maxVCpus } = capacityProvider;
  if (config.architecture !== providers) {
    yield `${managed.path}.architecture: must equal its capacity provider's (${providers}), got ${config.architecture}`;
  }
  if (host !== id) return; // the rest is said of the function that has it
  if (allowedInstanceTypes && excludedInstanceTypes) {
    yield `${path}.excludedInstanceTypes: not together with allowedInstanceTypes, got both`;
  }
  if (excludedInstanceTypes?.some((type) => /^[*.]*$/.test(type))) {
    yield `${path}.excludedInstanceTypes: must leave types to choose from, got ${excludedInstanceTypes.join(", ")}`;
  }
  yield* allowedTypeRules(path, capacityProvider, vCpusOf(config));
  yield* keyRules(path, capacityProvider.kmsKeyArn, environment);
  const { value: first } = LIMITS.firstPublishEnvironments;
  const needed = first * vCpusOf(config);
  if (maxVCpus < needed) {
    yield `${path}.maxVCpus: must be at least ${needed}, because a first publish starts ${first} environments of ${vCpusOf(config)} vCPUs, got ${maxVCpus}`;
  }
}
