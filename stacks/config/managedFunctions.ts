// All managed functions of an environment in one list: what is asked of one is asked of each, a team's own included.
import { DEFAULT_GRACE_SECONDS } from "../../app/capacity/declaration.ts";
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import type { BatchWindow } from "../../app/capacity/window.ts";
import { LIMITS, vCpusOf } from "./limits.ts";
import type { OwnFunctionConfig } from "./ownFunction.ts";
import type { EnvironmentConfig, ManagedFunctionConfig } from "./schema.ts";

export type CapacityProviderConfig = ManagedFunctionConfig["capacityProvider"];

/** A scaling config that the configuration names, and where it does. */
interface Asked {
  readonly path: string;
  readonly config: ScalingConfig;
}

export interface ManagedFunction {
  /** The last part of its name. */
  readonly id: string;
  /** Where it is in the configuration. */
  readonly path: string;
  readonly config: ManagedFunctionConfig | OwnFunctionConfig;
  readonly capacityProvider: CapacityProviderConfig;
  /** Whose capacity provider it is: its own id, or the other function's. */
  readonly host: string;
  /** Whether its scaling config changes at run time; else it is Terraform's. */
  readonly isReconciled: boolean;
  readonly baseline: ScalingConfig;
  /** Where its windows are, and which. */
  readonly windowsPath: string;
  readonly windows: readonly BatchWindow[];
  readonly lease: ScalingConfig | undefined;
  readonly graceSeconds: number;
  /** Everything besides windows that it may be asked to have. */
  readonly asked: readonly Asked[];
}

function apiOf({ api }: EnvironmentConfig): ManagedFunction {
  return {
    ...alone("api", api),
    isReconciled: api.windows.length > 0,
    baseline: api.scalingConfig,
    lease: undefined,
    graceSeconds: DEFAULT_GRACE_SECONDS,
    asked: [{ path: "api.scalingConfig", config: api.scalingConfig }],
  };
}

function processorOf({ processor }: EnvironmentConfig): ManagedFunction {
  const { baseline, lease, graceSeconds } = processor;
  return {
    ...alone("processor", processor),
    isReconciled: true,
    baseline,
    lease,
    graceSeconds,
    asked: [
      { path: "processor.baseline", config: baseline },
      { path: "processor.lease", config: lease },
    ],
  };
}

const alone = (id: "api" | "processor", config: ManagedFunctionConfig) => ({
  id,
  path: id,
  config,
  capacityProvider: config.capacityProvider,
  host: id,
  windowsPath: `${id}.windows`,
  windows: config.windows,
});

function ownOf(id: string, config: OwnFunctionConfig, environment: EnvironmentConfig): ManagedFunction {
  const { scaling } = config;
  const path = `functions.${id}`;
  const host = "sharedWith" in config.capacityProvider ? config.capacityProvider.sharedWith : id;
  const place = { id, path, config, host, capacityProvider: providerOf(host, environment) };
  const windowsPath = `${path}.scaling.windows`;
  if (scaling.owner === "terraform") {
    const baseline = { min: scaling.min, max: scaling.max };
    const asked = [{ path: `${path}.scaling`, config: baseline }];
    return {
      ...place,
      isReconciled: false,
      baseline,
      windowsPath,
      windows: [],
      lease: undefined,
      graceSeconds: 0,
      asked,
    };
  }
  const { baseline, lease, windows, graceSeconds } = scaling;
  const asked = [
    { path: `${path}.scaling.baseline`, config: baseline },
    ...(lease ? [{ path: `${path}.scaling.lease`, config: lease }] : []),
  ];
  return { ...place, isReconciled: true, baseline, windowsPath, windows, lease, graceSeconds, asked };
}

function providerOf(host: string, { api, processor, functions }: EnvironmentConfig): CapacityProviderConfig {
  const all: Readonly<Record<string, ManagedFunctionConfig | OwnFunctionConfig>> = { ...functions, api, processor };
  const provider = all[host]?.capacityProvider;
  if (!provider || "sharedWith" in provider)
    throw new Error(`${host}: no function with a capacity provider of its own`);
  return provider;
}

/** Those that are always there first, then a team's own. Only for a configuration that keeps the rules of sharing. */
export const managedFunctionsOf = (config: EnvironmentConfig): ManagedFunction[] => [
  apiOf(config),
  processorOf(config),
  ...Object.entries(config.functions).map(([id, own]) => ownOf(id, own, config)),
];

/** The most execution environments that the configuration asks for. */
export const mostOf = ({ asked, windows }: ManagedFunction): number =>
  Math.max(...asked.map(({ config }) => config.max), ...windows.map(({ max }) => max));

/** The execution environments that a function may need at once, its first publish included. */
const neededEnvironments = (managed: ManagedFunction): number =>
  Math.max(mostOf(managed), LIMITS.firstPublishEnvironments.value);

export const neededVCpus = (managed: ManagedFunction): number => neededEnvironments(managed) * vCpusOf(managed.config);

/** How many execution environments fit under the capacity provider's vCPU cap. On a shared one each has what it needs, and no more. */
export function environmentLimit(managed: ManagedFunction, all: readonly ManagedFunction[]): number {
  const isShared = all.some(({ id, host }) => host === managed.host && id !== managed.id);
  if (isShared) return neededEnvironments(managed);
  const fits = Math.floor(managed.capacityProvider.maxVCpus / vCpusOf(managed.config));
  return Math.min(LIMITS.maxExecutionEnvironments.value, fits);
}
