// Waiting, always with a bound, and with what was last seen on the terminal.
import { describe, type Observed } from "../../app/capacity/observed.ts";
import { hasSettled } from "../../app/capacity/rounds.ts";
import { format, type ScalingConfig } from "../../app/capacity/scalingConfig.ts";
import { FailedError } from "../cliError.ts";
import type { Capacity } from "./capacity.ts";
import { formatDuration } from "./duration.ts";
import type { Progress } from "./progress.ts";

/** Launching instances takes a minute or more. */
const PAUSE_SECONDS = { first: 1, longest: 10 };

/** Either it is there, or what is seen instead. */
export type Look<T> = { readonly found: T } | { readonly seen: string };

/** Looks until it is there. @throws FailedError saying what was seen last when the time is over */
export async function waitFor<T>(
  what: string,
  options: { seconds: number; progress: Progress; sleep: (ms: number) => Promise<void>; now?: () => number },
  look: () => Promise<Look<T>>,
): Promise<T> {
  const { seconds, progress, sleep, now = () => performance.now() } = options;
  const started = now();
  for (;;) {
    const looked = await look();
    if ("found" in looked) return looked.found;
    const waited = (now() - started) / 1000;
    if (waited >= seconds) throw new FailedError(`${what}: not within ${formatDuration(seconds)}; ${looked.seen}`);
    progress.show(looked.seen);
    const pause = Math.min(PAUSE_SECONDS.longest, Math.max(PAUSE_SECONDS.first, waited / 4), seconds - waited);
    await sleep(pause * 1000);
  }
}

/** Reconciles until Lambda has reached what is asked for; @throws FailedError when it does not in time, or has failed */
export async function untilSettled(
  { requests, table, clock }: Capacity,
  functionName: string,
  { seconds, progress }: { seconds: number; progress: Progress },
): Promise<{ desired: ScalingConfig; observed: Observed }> {
  type Settled = { desired: ScalingConfig; observed: Observed };
  return waitFor<Settled>(`${functionName} to settle`, { seconds, progress, sleep: clock.sleep }, async () => {
    const { desired } = await requests.reconcile(functionName);
    const observation = await table.observation(functionName);
    const observed = observation.finished?.observed;
    if (!observed) return { seen: observation.finished?.error ?? "not observed yet" };
    if (hasSettled(observation, desired.config)) return { found: { desired: desired.config, observed } };
    const seen = `wanted ${format(desired.config)}, ${describe(observed)}`;
    if (observed.state === "Failed") throw new FailedError(`${functionName}: has failed; ${seen}`);
    return { seen };
  });
}
