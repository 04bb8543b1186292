// Rules that hold between fields: each says, in one line, which value breaks it and what is allowed.
import { brokenRule, format, type ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import { END_SECONDS } from "../../app/processor/processorEvent.ts";
import { type FunctionConfig, ownFunctionsOf } from "./functions.ts";
import { LIMITS, vCpusOf } from "./limits.ts";
import { type ManagedFunction, managedFunctionsOf } from "./managedFunctions.ts";
import { alarmRules } from "./rules/alarms.ts";
import { keyRules, providerRules } from "./rules/capacityProvider.ts";
import { engineRules } from "./rules/engine.ts";
import { mediaRules } from "./rules/media.ts";
import { networkRules } from "./rules/network.ts";
import { ownFunctionRules } from "./rules/ownFunction.ts";
import { runtimeRules } from "./rules/runtime.ts";
import { sharedCapRules, sharingRules } from "./rules/sharing.ts";
import { brokenSizes } from "./rules/size.ts";
import { tracingRules } from "./rules/tracing.ts";
import { declarationRules, videoWindowRules } from "./rules/windows.ts";
import type { EnvironmentConfig } from "./schema.ts";

type Broken = Generator<string>;

function* sizeRules(path: string, config: FunctionConfig): Broken {
  for (const [field, must] of brokenSizes(config)) yield `${path}.${field}: ${must}, got ${config[field]}`;
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
    yield* scalingRules(`${managed.windowsPath}[${index}]`, window, managed);
  }
}

function* workflowRules({ functions: { processor, api } }: EnvironmentConfig): Broken {
  if (processor.timeoutSeconds <= END_SECONDS) {
    yield `functions.processor.timeoutSeconds: must be more than ${END_SECONDS}, which are kept back to record the end of an attempt, got ${processor.timeoutSeconds}`;
  }
  if (processor.lease.max === 0) {
    yield `functions.processor.lease: must ask for at least 1/1, got ${format(processor.lease)}`;
  }
  if (api.scalingConfig.max === 0) {
    yield "functions.api.scalingConfig: must be at least 1/1, because requests do not wake a deactivated function, got 0/0";
  }
  if (api.timeoutSeconds > LIMITS.maxHttpApiTimeoutSeconds.value) {
    yield `functions.api.timeoutSeconds: must be at most ${LIMITS.maxHttpApiTimeoutSeconds.value}, because the HTTP API waits no longer, got ${api.timeoutSeconds}`;
  }
}

/** cdktf would take it for a value of its own, wherever it stands. */
const TOKEN = "TfToken[";

function* textRules(path: string, value: unknown): Broken {
  if (typeof value === "string" && value.includes(TOKEN)) yield `${path}: must not hold ${TOKEN}, got ${value}`;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value))
    yield* textRules(Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key, inner);
}

/** Every rule that the configuration breaks, one line each. */
export function brokenRules(config: EnvironmentConfig): string[] {
  const sizes = [
    ...Object.entries(config.functions).flatMap(([id, entry]) => [...sizeRules(`functions.${id}`, entry)]),
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
    ...mediaRules(config),
    ...workflowRules(config),
    ...ownFunctionsOf(config).flatMap(([id, entry]) => [...ownFunctionRules(id, entry, config)]),
    ...engineRules(config),
    ...runtimeRules(config),
    ...keyRules("encryption", config.encryption?.kmsKeyArn, config),
    ...alarmRules(config),
    ...tracingRules(config),
    ...textRules("", config),
  ];
  if (broken.length > 0) return broken;
  return managed.flatMap((one) => [...declarationRules(one, config)]);
}
