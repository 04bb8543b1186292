// A change of a scaling config, recorded before it is put: who, when, why, from what to what.
import type { ScalingConfig } from "./scalingConfig.ts";

export interface Change {
  /** ISO 8601. */
  readonly at: string;
  /** Who changed it: `scaler`, or an operator. */
  readonly by: string;
  /** What Lambda had before; undefined when it named only one of the two fields. */
  readonly from: ScalingConfig | undefined;
  readonly to: ScalingConfig;
  /** What asked for it: `baseline`, `window nightly`, `lease …`, `hold …`, or an operator's words. */
  readonly reasons: readonly string[];
}
