// Stops an environment that gets no more invocations once it has ended those that it runs, or at the latest after a time.
import type { Clock } from "./clock.ts";
import type { Environment } from "./executionEnvironment.ts";

const LOOK_MILLISECONDS = 100;

/** @param options.drainSeconds the longest wait */
export function endWhenIdle(
  environment: Environment,
  { clock, drainSeconds }: { readonly clock: Clock; readonly drainSeconds: number },
): void {
  const until = clock.now() + drainSeconds * 1_000;
  const look = () => {
    if (environment.inFlight === 0 || clock.now() >= until) void environment.stop();
    else clock.after(LOOK_MILLISECONDS, look);
  };
  look();
}
