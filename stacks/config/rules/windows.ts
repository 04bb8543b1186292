// Rules of windows: long enough for a video, and few enough for the item that declares them.
import { Temporal } from "temporal-polyfill";
import { type BatchWindow, declaredMinutes, isOneOff } from "../../../app/capacity/window.ts";
import { declarationItem, declarationOf } from "../declarations.ts";
import { itemBytes } from "../itemBytes.ts";
import { LIMITS } from "../limits.ts";
import type { ManagedFunction } from "../managedFunctions.ts";
import type { EnvironmentConfig } from "../schema.ts";

/** A window in which no video fits would hold videos for ever. */
export function* videoWindowRules({ functions }: EnvironmentConfig): Generator<string> {
  const { windows, timeoutSeconds } = functions.processor;
  for (const [index, window] of windows.entries()) {
    const seconds = longestSeconds(window);
    if (seconds < timeoutSeconds) {
      yield `functions.processor.windows[${index}]: must be open for at least ${timeoutSeconds} s (functions.processor.timeoutSeconds), because a video begins only if it can end in time, got ${seconds}`;
    }
  }
}

/** Only for windows that break no other rule. */
export function* declarationRules(managed: ManagedFunction, config: EnvironmentConfig): Generator<string> {
  const bytes = itemBytes(declarationItem(declarationOf(managed, config)));
  const { value: most } = LIMITS.maxItemBytes;
  if (bytes > most) {
    yield `${managed.windowsPath}: must fit into one item of ${most} bytes, got ${managed.windows.length} windows in ${bytes} bytes`;
  }
}

/** How long a window is open without warm-up, on a day of 24 hours. */
function longestSeconds(window: BatchWindow): number {
  if (isOneOff(window)) {
    return Temporal.Instant.from(window.start).until(Temporal.Instant.from(window.end)).total("seconds");
  }
  return declaredMinutes(window) * 60;
}
