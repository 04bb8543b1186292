// Which clocks the edges of windows belong to.
import { type BatchWindow, isOneOff, openingsOf } from "../../../app/capacity/window.ts";

/**
 * By instant (milliseconds since the epoch): the zones of the recurring windows that open or close then.
 * @param last also counts
 */
export function edgeZones(windows: readonly BatchWindow[], first: number, last: number): Map<number, Set<string>> {
  const zones = new Map<number, Set<string>>();
  for (const window of windows) {
    if (isOneOff(window)) continue;
    for (const { opens, closes } of openingsOf(window, first - 1, last + 1)) {
      for (const edge of [opens, closes]) zones.set(edge, (zones.get(edge) ?? new Set()).add(window.timeZone));
    }
  }
  return zones;
}
