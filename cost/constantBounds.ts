// What may take the place of a constant: beyond these bounds the arithmetic has no answer, or a nonsensical one.
import { MAX_EXECUTION_ENVIRONMENTS } from "../app/capacity/scalingConfig.ts";
import type { ConstantName } from "./constants.ts";
import { MAX_PEAK_TO_MEAN } from "./workload/loadShape.ts";

export interface Bounds {
  readonly min: number;
  readonly max: number;
  /** @default false */
  readonly whole?: boolean;
}

/** Any that names no bounds of its own. */
const ANY: Bounds = { min: 0, max: 1e6 };
const DISCOUNT: Bounds = { min: 0, max: 0.99 };
/** Of what is divided by. */
const SHARE: Bounds = { min: 0.01, max: 1 };
const CPU_SHARE: Bounds = { min: 0.001, max: 16 };

const OWN: Partial<Record<ConstantName, Bounds>> = {
  hoursPerMonth: { min: 1, max: 744 },
  managementFee: { min: 0, max: 1 },
  minInstances: { min: 1, max: 100, whole: true },
  minEnvironments: { min: 1, max: MAX_EXECUTION_ENVIRONMENTS, whole: true },
  maxConcurrencyPerVCpu: { min: 1, max: 1_600 },
  lambdaMbPerVCpu: { min: 1, max: 32_768 },
  ec2SavingsPlan1Year: DISCOUNT,
  ec2SavingsPlan3Years: DISCOUNT,
  lambdaSavingsPlan1Year: DISCOUNT,
  lambdaSavingsPlan3Years: DISCOUNT,
  cpuCeiling: SHARE,
  leastMemoryShare: SHARE,
  coldStartShare: { min: 0, max: 1 },
  headroom: { min: 1, max: 100 },
  cpuShareIo: CPU_SHARE,
  cpuShareBalanced: CPU_SHARE,
  cpuShareCpu: CPU_SHARE,
  peakToMean: { min: 1, max: MAX_PEAK_TO_MEAN },
  environmentLaunchSeconds: { min: 0, max: 86_400 },
  activationSeconds: { min: 0, max: 86_400 },
  drainSeconds: { min: 0, max: 86_400 },
  scaleInSeconds: { min: 0, max: 86_400 },
  doublingSeconds: { min: 1, max: 86_400 },
  autoCpuTarget: SHARE,
  concurrencyTarget: SHARE,
  batchHoursPerDay: { min: 0.1, max: 24 },
  batchStartHour: { min: 0, max: 23 },
};

export const boundsOf = (name: ConstantName): Bounds => OWN[name] ?? ANY;
