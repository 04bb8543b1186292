// Rules of a capacity provider: instances that its function can run on, and a key that it can reach.
import { keyPlace } from "../identifiers.ts";
import { LIMITS, vCpusOf } from "../limits.ts";
import type { CapacityProviderConfig, ManagedFunction } from "../managedFunctions.ts";
import type { EnvironmentConfig } from "../schema.ts";

/** Letters of a type's first part after the generation: a g stands for Graviton, as in m8gd.xlarge. */
const FAMILY = /^([a-z]+)\d+([a-z]*)(?:-[a-z]+)?\./;

function* allowedTypeRules(path: string, { architecture, allowedInstanceTypes }: Provider): Generator<string> {
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
    const [, , letters] = FAMILY.exec(type) ?? [];
    if (letters === undefined) continue; // a pattern may stand for both
    const has = letters.includes("g") ? "arm64" : "x86_64";
    if (has !== architecture) yield `${at}: must be of architecture ${architecture}, got ${type} (${has})`;
  }
}

type Provider = CapacityProviderConfig;

function* keyRules(path: string, arn: string | undefined, config: EnvironmentConfig): Generator<string> {
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
  yield* allowedTypeRules(path, capacityProvider);
  yield* keyRules(path, capacityProvider.kmsKeyArn, environment);
  const { value: first } = LIMITS.firstPublishEnvironments;
  const needed = first * vCpusOf(config);
  if (maxVCpus < needed) {
    yield `${path}.maxVCpus: must be at least ${needed}, because a first publish starts ${first} environments of ${vCpusOf(config)} vCPUs, got ${maxVCpus}`;
  }
}
