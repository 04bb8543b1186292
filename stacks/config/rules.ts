// Rules that hold between fields: each says, in one line, which value breaks it and what is allowed.
import { brokenRule, format } from "../../app/capacity/scalingConfig.ts";
import { type BatchWindow, isOneOff } from "../../app/capacity/window.ts";
import { END_SECONDS } from "../../app/processor/processorEvent.ts";
import { LIMITS, vCpusOf } from "./limits.ts";
import type { EnvironmentConfig, ManagedFunctionConfig } from "./schema.ts";
import { type NewNetwork, ZONE_BLOCKS, zonesOf } from "./zones.ts";

type Broken = Generator<string>;

function* sizeRules(path: string, config: ManagedFunctionConfig): Broken {
  const { memoryMib, memoryGibPerVCpu, maxConcurrency } = config;
  const { value: ratios } = LIMITS.memoryGibPerVCpu;
  if (!ratios.some((ratio) => ratio === memoryGibPerVCpu)) {
    yield `${path}.memoryGibPerVCpu: must be ${ratios.join(", ")}, got ${memoryGibPerVCpu}`;
    return;
  }
  if (memoryMib < LIMITS.minMemoryMib.value || memoryMib > LIMITS.maxMemoryMib.value) {
    yield `${path}.memoryMib: must be ${LIMITS.minMemoryMib.value} to ${LIMITS.maxMemoryMib.value}, got ${memoryMib}`;
  }
  if (memoryMib % (memoryGibPerVCpu * 1024) !== 0) {
    yield `${path}.memoryMib: must be a multiple of ${memoryGibPerVCpu * 1024} (${memoryGibPerVCpu} GiB per vCPU), got ${memoryMib}`;
    return;
  }
  const vCpus = vCpusOf(config);
  const maxVCpus = LIMITS.maxVCpusPerEnvironment.value[memoryGibPerVCpu as 2 | 4 | 8];
  if (vCpus > maxVCpus) {
    yield `${path}.memoryMib: at ${memoryGibPerVCpu} GiB per vCPU an environment has at most ${maxVCpus} vCPUs, got ${vCpus}`;
  }
  const maxPerEnvironment = LIMITS.maxConcurrencyPerVCpu.value * vCpus;
  if (maxConcurrency > maxPerEnvironment) {
    yield `${path}.maxConcurrency: must be at most ${maxPerEnvironment} (${LIMITS.maxConcurrencyPerVCpu.value} per vCPU), got ${maxConcurrency}`;
  }
}

function* providerRules(path: string, { architecture, capacityProvider, ...config }: ManagedFunctionConfig): Broken {
  const { architecture: providers, allowedInstanceTypes, excludedInstanceTypes, maxVCpus } = capacityProvider;
  if (architecture !== providers) {
    yield `${path}.architecture: must equal its capacity provider's (${providers}), got ${architecture}`;
  }
  if (allowedInstanceTypes && excludedInstanceTypes) {
    yield `${path}.capacityProvider.excludedInstanceTypes: not together with allowedInstanceTypes, got both`;
  }
  const { value: first } = LIMITS.firstPublishEnvironments;
  const needed = first * vCpusOf(config);
  if (maxVCpus < needed) {
    yield `${path}.capacityProvider.maxVCpus: must be at least ${needed}, because a first publish starts ${first} environments of ${vCpusOf(config)} vCPUs, got ${maxVCpus}`;
  }
}

/** How many execution environments fit under the capacity provider's vCPU cap. */
export const environmentLimit = (config: ManagedFunctionConfig): number =>
  Math.min(LIMITS.maxExecutionEnvironments.value, Math.floor(config.capacityProvider.maxVCpus / vCpusOf(config)));

function* scalingRules(path: string, scaling: { min: number; max: number }, config: ManagedFunctionConfig): Broken {
  const rule = brokenRule(scaling);
  if (rule) yield `${path}: ${rule}`;
  const { maxVCpus } = config.capacityProvider;
  const needed = scaling.max * vCpusOf(config);
  if (needed > maxVCpus) {
    yield `${path}.max: ${scaling.max} environments of ${vCpusOf(config)} vCPUs need ${needed}, but capacityProvider.maxVCpus is ${maxVCpus}`;
  }
}

function* windowRules(path: string, config: ManagedFunctionConfig): Broken {
  for (const [index, window] of config.windows.entries()) {
    yield* scalingRules(`${path}.windows.${index}`, window, config);
  }
}

/** A window in which no video fits would hold videos for ever. */
function* videoWindowRules({ processor: { windows, timeoutSeconds } }: EnvironmentConfig): Broken {
  for (const [index, window] of windows.entries()) {
    const seconds = longestSeconds(window);
    if (seconds < timeoutSeconds) {
      yield `processor.windows.${index}: must be open for at least ${timeoutSeconds} s (processor.timeoutSeconds), because a video begins only if it can end in time, got ${seconds}`;
    }
  }
}

const DAY_MINUTES = 24 * 60;

/** How long a window is open without warm-up, on a day of 24 hours. */
function longestSeconds(window: BatchWindow): number {
  if (isOneOff(window)) return (Date.parse(window.end) - Date.parse(window.start)) / 1000;
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const open = minutes(window.to) - minutes(window.from);
  return (open > 0 ? open : open + DAY_MINUTES) * 60;
}

/** Where a new network's zones have their subnets; only zones that are right themselves. */
function* blockRules({ network }: EnvironmentConfig): Broken {
  if (network.vpc !== "new") return;
  const path = "network.availabilityZones";
  const zones = zonesOf(network);
  for (const [index, { name, block }] of zones.entries()) {
    const other = zones.slice(0, index).find((earlier) => earlier.block === block);
    if (block >= ZONE_BLOCKS) {
      yield `${path}: must have a letter from a to h, or a block of 0 to ${ZONE_BLOCKS - 1} that is written down, got ${name}`;
    } else if (other) {
      yield `${path}: must not give two zones one block, got ${block} for ${other.name} and ${name}`;
    }
  }
}

function* networkRules({ network, region }: EnvironmentConfig): Broken {
  const { value: minZones } = LIMITS.minAvailabilityZones;
  const path = network.vpc === "new" ? "network.availabilityZones" : "network.subnetIds";
  const zones = network.vpc === "new" ? namesOf(network) : Object.keys(network.subnetIds);
  if (new Set(zones).size !== zones.length) yield `${path}: must not name a zone twice, got ${zones.join(", ")}`;
  const maxZones = network.vpc === "new" ? ZONE_BLOCKS : LIMITS.maxSubnets.value;
  if (zones.length < minZones || zones.length > maxZones) {
    yield `${path}: must name ${minZones} to ${maxZones} Availability Zones, got ${zones.length}`;
  }
  const subnets = network.vpc === "existing" ? Object.values(network.subnetIds) : [];
  if (new Set(subnets).size !== subnets.length)
    yield `${path}: must not name a subnet twice, got ${subnets.join(", ")}`;
  for (const zone of zones) {
    if (!new RegExp(`^${region}[a-z]$`).test(zone)) yield `${path}: must be in ${region}, got ${zone}`;
  }
  if (network.vpc === "new") {
    const [first = 0, second = 0] = network.cidr.split(".").map(Number);
    const isPrivate =
      first === 10 || (first === 172 && second >= 16 && second <= 31) || (first === 192 && second === 168);
    if (!isPrivate || second > 255) yield `network.cidr: must be a private range (RFC 1918), got ${network.cidr}`;
  }
}

const namesOf = ({ availabilityZones }: NewNetwork) =>
  Array.isArray(availabilityZones) ? availabilityZones : Object.keys(availabilityZones);

function* workflowRules({ processor, api }: EnvironmentConfig): Broken {
  if (processor.timeoutSeconds <= END_SECONDS) {
    yield `processor.timeoutSeconds: must be more than ${END_SECONDS}, which are kept back to record the end of an attempt, got ${processor.timeoutSeconds}`;
  }
  if (api.scalingConfig.max === 0) {
    yield "api.scalingConfig: must be at least 1/1, because requests do not wake a deactivated function, got 0/0";
  }
  const { min, max } = processor.lease;
  if (max === 0) yield `processor.lease: must ask for at least 1/1, got ${format({ min, max })}`;
  if (api.timeoutSeconds > LIMITS.maxHttpApiTimeoutSeconds.value) {
    yield `api.timeoutSeconds: must be at most ${LIMITS.maxHttpApiTimeoutSeconds.value}, because the HTTP API waits no longer, got ${api.timeoutSeconds}`;
  }
}

/** Every rule that the configuration breaks, one line each. */
export function brokenRules(config: EnvironmentConfig): string[] {
  const sizes = [...sizeRules("api", config.api), ...sizeRules("processor", config.processor)];
  if (sizes.length > 0) return sizes; // the rules below divide by the size
  const networks = [...networkRules(config)];
  return [
    ...providerRules("api", config.api),
    ...providerRules("processor", config.processor),
    ...scalingRules("api.scalingConfig", config.api.scalingConfig, config.api),
    ...scalingRules("processor.baseline", config.processor.baseline, config.processor),
    ...scalingRules("processor.lease", config.processor.lease, config.processor),
    ...windowRules("api", config.api),
    ...windowRules("processor", config.processor),
    ...videoWindowRules(config),
    ...(networks.length > 0 ? networks : blockRules(config)),
    ...workflowRules(config),
  ];
}
