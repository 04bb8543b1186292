// Batches: one run per opening of a window in which videos wait, and the chunks that a run claims.

import type { DemandSource } from "../capacity/reconciler.ts";
import { within } from "../capacity/scalingConfig.ts";
import { configOf, type Opening, openAt } from "../capacity/window.ts";
import type { Clock } from "../shared/clock.ts";
import { type BatchRuns, batchInput } from "../videos/batchRuns.ts";
import type { Attempt } from "../videos/video.ts";
import type { WaitingVideos } from "../videos/waitingVideos.ts";

/** Videos in one chunk: a state's data must stay under 256 KiB, and a claim within the dispatcher's time. */
export const CHUNK = 500;

export interface BatchSettings {
  /** The function that processes; its declared windows open batches. */
  readonly processorName: string;
  /** The longest that one video may take. */
  readonly videoSeconds: number;
  /** Invocations at once per execution environment. */
  readonly perEnvironment: number;
}

export interface Batches {
  readonly waiting: Pick<WaitingVideos, "isAny" | "claim">;
  readonly batches: BatchRuns;
  readonly demands: DemandSource;
  readonly clock: Clock;
  readonly settings: BatchSettings;
}

/** The name of an opening's run: starting it twice starts it once. */
export const batchName = ({ window, starts }: Pick<Opening, "window" | "starts">): string =>
  `${window.name}-${new Date(starts).toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;

/** Runs of one opening, one after the other: a run that has ended is followed while the window is open and videos wait. */
const MAX_PARTS = 20;

/** Sees to a run for each open window while videos wait; the names of those that were started or go on. */
export async function openBatches(parts: Batches): Promise<string[]> {
  const { waiting, demands, clock, settings } = parts;
  const { declaration } = await demands.demand(settings.processorName);
  const now = clock.nowSeconds();
  const useful = openAt(declaration.windows, now * 1000).filter(
    ({ closes }) => Math.floor(closes / 1000) - now >= settings.videoSeconds, // else no video fits any more
  );
  if (useful.length === 0 || !(await waiting.isAny())) return [];
  const runs = await Promise.all(useful.map((opening) => seeToRun(parts, opening, declaration.limit)));
  return runs.filter((run) => run !== undefined);
}

/** The opening's run that goes on, or else the next one, started now; undefined when there were too many. */
async function seeToRun({ batches, clock, settings }: Batches, opening: Opening, limit: number) {
  const name = batchName(opening);
  for (let part = 1; part <= MAX_PARTS; part += 1) {
    const run = part === 1 ? name : `${name}-${part}`;
    const status = await batches.status(batches.arnOf(run));
    if (status === "ended") continue;
    if (status === "none") {
      const config = within(limit, configOf(opening.window));
      const until = Math.floor(opening.closes / 1000);
      const { perEnvironment } = settings;
      await batches.start(run, batchInput({ config, now: clock.nowSeconds(), until, perEnvironment }));
    }
    return run;
  }
  return undefined;
}

export interface Claiming {
  /** ARN of the run. */
  readonly run: string;
  /** Seconds since the epoch: nothing is claimed that could end after it. */
  readonly until: number;
  readonly concurrency: number;
  /** How many it may still claim, and in how many rounds. */
  readonly left: number;
  readonly rounds: number;
}

/** The next chunk of a run: no more than can end in time, and none when the time is too short for one video. */
export async function claimChunk(
  { waiting, clock, settings }: Pick<Batches, "waiting" | "clock" | "settings">,
  { run, until, concurrency, left, rounds }: Claiming,
): Promise<{ videos: Attempt[]; left: number; rounds: number }> {
  const inTime = Math.max(0, Math.floor((until - clock.nowSeconds()) / settings.videoSeconds));
  const limit = rounds > 0 ? Math.min(CHUNK, left, inTime * concurrency) : 0;
  if (limit === 0) return { videos: [], left, rounds };
  const claimed = await waiting.claim(run, limit);
  return { videos: claimed, left: left - claimed.length, rounds: rounds - 1 };
}
