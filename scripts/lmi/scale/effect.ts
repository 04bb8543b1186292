// What a round of reconciling does to a function, in a sentence.
import { describeReasons } from "../../../app/capacity/desired.ts";
import { lastPut } from "../../../app/capacity/observed.ts";
import type { Reconciled } from "../../../app/capacity/rounds.ts";
import { equals, format, type ScalingConfig } from "../../../app/capacity/scalingConfig.ts";

/** `2/3 → 0/0` */
export const changeText = (from: ScalingConfig | undefined, to: ScalingConfig): string =>
  `${from ? format(from) : "unset"} → ${format(to)}`;

/**
 * `dev-video-processor: 2/3 → 0/0, because baseline`
 * @param before what was put before the command; @default before the round
 */
export function effectOf(
  { functionName, desired, finished, put, isHeldBack }: Reconciled,
  before: ScalingConfig | undefined = put?.from,
): string {
  const because = `because ${describeReasons(desired.reasons).join(", ")}`;
  const isChanged = before && !isHeldBack && !equals(before, desired.config);
  if (put || isChanged) return `${functionName}: ${changeText(before, desired.config)}, ${because}`;
  const found = finished.observed && lastPut(finished.observed);
  const now = found ? format(found) : "what it has";
  if (isHeldBack) {
    return `${functionName}: stays at ${now} until the launch that is on its way has ended, then ${format(desired.config)}, ${because}`;
  }
  return `${functionName}: stays at ${now}, ${because}`;
}
