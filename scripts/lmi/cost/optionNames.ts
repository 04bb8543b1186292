// How the ways to run a workload are called.
import type { Mode, RunOption } from "../../cost/options.ts";

export const MODE_NAMES: Readonly<Record<Mode, string>> = {
  onDemand: "ordinary Lambda",
  alwaysOn: "managed instances, always on",
  inWindows: "managed instances, in windows only",
};

/** `managed instances, always on, arm64, 3 year plan` */
export function optionName({ mode, architecture, commitmentYears }: RunOption): string {
  const plan = commitmentYears > 0 ? `, ${commitmentYears} year plan` : "";
  return `${MODE_NAMES[mode]}, ${architecture}${plan}`;
}
