// How much would be in flight, minute by minute, if nothing were refused.
import { STEP_SECONDS } from "./model.ts";

/**
 * At the end of each minute, for requests that arrive evenly inside it: arrival rate x duration (Little's law) for what is
 * shorter than a minute; what is longer stays in flight for the minutes that it lasts. Before the first minute it was as in it.
 * @param requests by the minute
 */
export function demandInFlight(requests: Float64Array, durationMs: number): Float64Array {
  const durationSteps = durationMs / 1000 / STEP_SECONDS;
  // Of the requests of so many minutes ago, the share that has not ended.
  const shares = Array.from({ length: Math.ceil(durationSteps) }, (_, ago) => Math.min(1, durationSteps - ago));
  return requests.map((_, minute) =>
    shares.reduce((sum, share, ago) => sum + share * (requests[Math.max(0, minute - ago)] ?? 0), 0),
  );
}
