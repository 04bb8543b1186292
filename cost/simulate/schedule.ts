// The scaling config in force in each simulated minute: baseline and windows, as the reconciler puts them every minute.
import type { ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import { type Schedule, scheduled, transitions } from "../../app/capacity/transitions.ts";
import { openAt } from "../../app/capacity/window.ts";
import { MINUTE } from "./traffic.ts";

/** By the minute, from `from` (milliseconds since the epoch) on; a change inside a minute holds from the next one. */
export function configsInForce(schedule: Schedule, from: number, minutes: number): ScalingConfig[] {
  const configs: ScalingConfig[] = [];
  let current = scheduled(schedule, openAt(schedule.windows, from));
  if (schedule.windows.length > 0) {
    for (const { at, desired } of transitions(schedule, from)) {
      const until = Math.min(minutes, Math.ceil((at - from) / MINUTE));
      while (configs.length < until) configs.push(current);
      if (configs.length === minutes) break;
      current = desired;
    }
  }
  while (configs.length < minutes) configs.push(current);
  return configs;
}
