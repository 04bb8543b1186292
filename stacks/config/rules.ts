// Rules that hold between fields: each says, in one line, which value breaks it and what is allowed.
import { brokenRule, format, type ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import { END_SECONDS } from "../../app/processor/processorEvent.ts";
import { LIMITS, vCpusOf } from "./limits.ts";
import { type ManagedFunction, managedFunctionsOf } from "./managedFunctions.ts";
import type { OwnFunctionConfig } from "./ownFunction.ts";
import { providerRules } from "./rules/capacityProvider.ts";
import { engineRules } from "./rules/engine.ts";
import { networkRules } from "./rules/network.ts";
import { ownFunctionRules } from "./rules/ownFunction.ts";
import { sharedCapRules, sharingRules } from "./rules/sharing.ts";
import { declarationRules, videoWindowRules } from "./rules/windows.ts";
import type { EnvironmentConfig, ManagedFunctionConfig } from "./schema.ts";

type Broken = Generator<string>;

function* sizeRules(path: string, config: ManagedFunctionConfig | OwnFunctionConfig): Broken {
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

function* scalingRules(path: string, scaling: ScalingConfig, { config, capacityProvider }: ManagedFunction): Broken {
  const rule = brokenRule(scaling);
  if (rule) yield `${path}: ${rule}`;
  const { maxVCpus } = capacityProvider;
  const needed = scaling.max * vCpusOf(config);
  if (needed > maxVCpus) {
    yield `${path}.max: ${scaling.max} environments of ${vCpusOf(config)} vCPUs need ${needed}, but capacityProvider.maxVCpus is ${maxVCpus}`;
  }
}

function* askedRules(managed: ManagedFunction): Broken {
  for (const { path, config } of managed.asked) yield* scalingRules(path, config, managed);
}

function* windowRules(managed: ManagedFunction): Broken {
  for (const [index, window] of managed.windows.entries()) {
    yield* scalingRules(`${managed.windowsPath}.${index}`, window, managed);
  }
}

function* leaseRules({ path, lease }: ManagedFunction): Broken {
  if (lease?.max !== 0) return;
  const at = path === "processor" ? path : `${path}.scaling`;
  yield `${at}.lease: must ask for at least 1/1, got ${format(lease)}`;
}

function* workflowRules({ processor, api }: EnvironmentConfig): Broken {
  if (processor.timeoutSeconds <= END_SECONDS) {
    yield `processor.timeoutSeconds: must be more than ${END_SECONDS}, which are kept back to record the end of an attempt, got ${processor.timeoutSeconds}`;
  }
  if (api.scalingConfig.max === 0) {
    yield "api.scalingConfig: must be at least 1/1, because requests do not wake a deactivated function, got 0/0";
  }
  if (api.timeoutSeconds > LIMITS.maxHttpApiTimeoutSeconds.value) {
    yield `api.timeoutSeconds: must be at most ${LIMITS.maxHttpApiTimeoutSeconds.value}, because the HTTP API waits no longer, got ${api.timeoutSeconds}`;
  }
}

/** cdktf would take it for a value of its own, wherever it stands. */
const TOKEN = "TfToken[";

function* textRules(path: string, value: unknown): Broken {
  if (typeof value === "string" && value.includes(TOKEN)) yield `${path}: must not hold ${TOKEN}, got ${value}`;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* textRules(path ? `${path}.${key}` : key, inner);
}

/** Every rule that the configuration breaks, one line each. */
export function brokenRules(config: EnvironmentConfig): string[] {
  const own = Object.entries(config.functions);
  const sizes = [
    ...sizeRules("api", config.api),
    ...sizeRules("processor", config.processor),
    ...own.flatMap(([id, entry]) => [...sizeRules(`functions.${id}`, entry)]),
    ...sharingRules(config),
  ];
  if (sizes.length > 0) return sizes; // the rules below divide by the size, and look for the capacity provider
  const managed = managedFunctionsOf(config);
  const broken = [
    ...managed.flatMap((one) => [...providerRules(one, config)]),
    ...managed.flatMap((one) => [...askedRules(one)]),
    ...managed.flatMap((one) => [...windowRules(one)]),
    ...sharedCapRules(managed),
    ...videoWindowRules(config),
    ...networkRules(config),
    ...workflowRules(config),
    ...engineRules(config),
    ...managed.flatMap((one) => [...leaseRules(one)]),
    ...own.flatMap(([id, entry]) => [...ownFunctionRules(id, entry)]),
    ...textRules("", config),
  ];
  if (broken.length > 0) return broken;
  return managed.flatMap((one) => [...declarationRules(one, config)]);
}
