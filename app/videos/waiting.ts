// What a video carries that waits in a queue.
import type { Clock } from "../shared/clock.ts";
import { type Queue, watchOf } from "./table.ts";

/** From now on, for a run that claims from the queue. */
export const waitingIn = (queue: Queue, clock: Clock) => ({
  queue,
  watch: watchOf(queue),
  checkAt: clock.nowSeconds(),
  waitingFor: { what: queue === "now" ? "run" : "window", since: clock.now().toISOString() },
});

/** Left behind by the attempt before. */
export const OF_LAST_ATTEMPT = ["result", "outputs", "failure", "progress", "expiresAt", "ranOn"] as const;
