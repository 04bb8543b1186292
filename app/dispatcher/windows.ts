// Batch windows: while one is open and videos wait for it, a run goes on.
import type { CapacityView } from "../capacity/capacityView.ts";
import { within } from "../capacity/scalingConfig.ts";
import { configOf, type Opening, openAt } from "../capacity/window.ts";
import type { Clock } from "../shared/clock.ts";
import type { QueuedVideos } from "../videos/queue.ts";
import type { Runs } from "../videos/runs.ts";
import type { ClaimSettings } from "./claims.ts";

/** An opening has one run a minute at most. */
const MINUTE = 60;

export interface Windows {
  readonly queue: Pick<QueuedVideos, "isLeft" | "inFlight">;
  readonly runs: Pick<Runs, "start">;
  readonly capacity: { view(functionName: string): Promise<CapacityView> };
  readonly clock: Clock;
  readonly settings: ClaimSettings;
}

/** The name of an opening's run: starting it twice in a minute starts it once. */
export function windowRunName({ window, starts }: Pick<Opening, "window" | "starts">, nowSeconds: number): string {
  const opening = new Date(starts).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return `${window.name}-${opening}-${Math.floor(nowSeconds / MINUTE)}`;
}

/** Starts a run for each open window for which videos wait and has room; the names of those that were started. */
export async function startWindowRuns({ queue, runs, capacity, clock, settings }: Windows): Promise<string[]> {
  const now = clock.nowSeconds();
  const { declaration } = await capacity.view(settings.processorName);
  const openings = openAt(declaration.windows, now * 1000).filter(
    ({ closes }) => Math.floor(closes / 1000) - now >= settings.videoSeconds, // else no video fits any more
  );
  if (openings.length === 0 || !(await queue.isLeft("window", now))) return [];
  const started: string[] = [];
  for (const opening of openings) {
    const config = within(declaration.limit, configOf(opening.window));
    const slots = config.max * settings.perEnvironment;
    // Runs that hold as much as there are slots claim on by themselves.
    if ((await queue.inFlight(slots)).managed >= slots) continue;
    const name = windowRunName(opening, now);
    const endBy = Math.floor(opening.closes / 1000);
    if (await runs.start({ name, queue: "window", config, claimUntil: endBy, endBy })) started.push(name);
  }
  return started;
}
