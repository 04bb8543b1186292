// All managed functions of an environment in one list: what is asked of one is asked of each, a team's own included.
import { DEFAULT_GRACE_SECONDS } from "../../app/capacity/declaration.ts";
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import type { BatchWindow } from "../../app/capacity/window.ts";
import type { FunctionConfig } from "./functions.ts";
import { LIMITS, vCpusOf } from "./limits.ts";
import type { EnvironmentConfig } from "./schema.ts";

export type CapacityProviderConfig = EnvironmentConfig["functions"]["api"]["capacityProvider"];

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
  readonly config: FunctionConfig;
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

type Scaling = Pick<
  ManagedFunction,
  "isReconciled" | "baseline" | "lease" | "graceSeconds" | "windowsPath" | "windows" | "asked"
>;

/** The three ways in which an entry says how it scales, as one. */
function scalingOf(path: string, entry: FunctionConfig): Scaling {
  if ("scalingConfig" in entry) {
    const { scalingConfig, windows } = entry;
    return scaled({ path, windows, isReconciled: windows.length > 0 }, { scalingConfig });
  }
  if (!("scaling" in entry)) {
    const { windows, baseline, lease, graceSeconds } = entry;
    return scaled({ path, windows, isReconciled: true, graceSeconds }, { baseline, lease });
  }
  const at = `${path}.scaling`;
  if (entry.scaling.owner === "terraform") {
    const { min, max } = entry.scaling;
    return scaled({ path, windows: [], isReconciled: false }, { scaling: { min, max } });
  }
  const { baseline, lease, windows, graceSeconds } = entry.scaling;
  return scaled(
    { path: at, windows, isReconciled: true, graceSeconds },
    {
      baseline,
      ...(lease && { lease: { min: 1, ...lease } }),
    },
  );
}

interface Scaled {
  readonly path: string;
  readonly isReconciled: boolean;
  readonly windows: readonly BatchWindow[];
  readonly graceSeconds?: number;
}

/** @param named scaling configs by the name of their field: the first is the baseline */
function scaled(
  { path, isReconciled, windows, graceSeconds = DEFAULT_GRACE_SECONDS }: Scaled,
  named: Readonly<Record<string, ScalingConfig>>,
): Scaling {
  const asked = Object.entries(named).map(([field, config]) => ({ path: `${path}.${field}`, config }));
  const [first] = asked;
  if (!first) throw new Error(`${path}: no scaling config`);
  return {
    isReconciled,
    baseline: first.config,
    lease: named.lease,
    graceSeconds,
    windowsPath: `${path}.windows`,
    windows,
    asked,
  };
}

const hostOf = (id: string, { capacityProvider }: FunctionConfig): string =>
  "sharedWith" in capacityProvider ? capacityProvider.sharedWith : id;

function providerOf(host: string, { functions }: EnvironmentConfig): CapacityProviderConfig {
  const provider = functions[host]?.capacityProvider;
  if (!provider || "sharedWith" in provider)
    throw new Error(`${host}: no function with a capacity provider of its own`);
  return provider;
}

/** Those that are always there first, then a team's own. Only for a configuration that keeps the rules of sharing. */
export const managedFunctionsOf = (config: EnvironmentConfig): ManagedFunction[] =>
  Object.entries(config.functions).map(([id, entry]) => {
    const path = `functions.${id}`;
    const host = hostOf(id, entry);
    return { id, path, config: entry, host, capacityProvider: providerOf(host, config), ...scalingOf(path, entry) };
  });

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
