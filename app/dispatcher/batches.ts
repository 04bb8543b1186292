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
  readonly batches: Pick<BatchRuns, "start">;
  readonly demands: DemandSource;
  readonly clock: Clock;
  readonly settings: BatchSettings;
}

/** The name of an opening's run: starting it twice starts it once. */
export const batchName = ({ window, starts }: Pick<Opening, "window" | "starts">): string =>
  `${window.name}-${new Date(starts).toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;

/** Starts a run for each open window while videos wait; the names of the runs. */
export async function openBatches({ waiting, batches, demands, clock, settings }: Batches): Promise<string[]> {
  const { declaration } = await demands.demand(settings.processorName);
  const open = openAt(declaration.windows, clock.nowSeconds() * 1000);
  if (open.length === 0 || !(await waiting.isAny())) return [];
  return Promise.all(
    open.map(async (opening) => {
      const name = batchName(opening);
      const config = within(declaration.limit, configOf(opening.window));
      const until = Math.floor(opening.closes / 1000);
      await batches.start(name, batchInput({ config, until, perEnvironment: settings.perEnvironment }));
      return name;
    }),
  );
}

/** The next chunk of a run: no more than can end in time, and none when the time is too short for one video. */
export async function claimChunk(
  { waiting, clock, settings }: Pick<Batches, "waiting" | "clock" | "settings">,
  { run, until, concurrency, left }: { run: string; until: number; concurrency: number; left: number },
): Promise<{ videos: Attempt[]; left: number }> {
  const rounds = Math.floor((until - clock.nowSeconds()) / settings.videoSeconds);
  const limit = Math.min(CHUNK, left, Math.max(0, rounds) * concurrency);
  if (limit === 0) return { videos: [], left };
  const claimed = await waiting.claim(run, limit);
  return { videos: claimed, left: left - claimed.length };
}
