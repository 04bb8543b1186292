// What a run may claim: as much as capacity can carry, in chunks that end in time. With overflow, ordinary Lambda takes what
// comes while managed instances are not there, and little work never wakes them.
import type { CapacityView } from "../capacity/capacityView.ts";
import { type ScalingConfig, within } from "../capacity/scalingConfig.ts";
import type { Clock } from "../shared/clock.ts";
import { inGroups, type QueuedVideos } from "../videos/queue.ts";
import { type Asked, CLAIMING_SECONDS, overflowMark, type Runs, successorName } from "../videos/runs.ts";
import type { Attempt } from "../videos/video.ts";
import type { ClaimRequest } from "./dispatcherEvent.ts";

/** Videos in one chunk: a state's data must stay under 256 KiB. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const CHUNK = 500;

/** The longest that a chunk of several rounds may take, in seconds; one round is always allowed. */
const CHUNK_SECONDS = 60 * 60;

/** What a task may take beyond the function's own timeout. */
export const CALL_SECONDS = 60;

/** How long an item of a chunk may wait for a free slot before it is left, in seconds; workflow/retries.ts keeps within it. */
export const ROOM_SECONDS = 20 * 60;

const LEASE_MARGIN_SECONDS = 300;

/** How far the index may lag behind the table, and how often a run looks after what it holds, in seconds. */
const LAG_SECONDS = 2;
const HELD_SECONDS = 10;

export interface Overflow {
  /** Videos at once: the function's reserved concurrency. */
  readonly maxConcurrency: number;
  /** So many videos at once never wake managed instances. */
  readonly upTo: number;
}

export interface ClaimSettings {
  readonly processorName: string;
  /** What a run may ask for unless it says otherwise. */
  readonly lease: ScalingConfig;
  /** The longest that one video may take. */
  readonly videoSeconds: number;
  /** Invocations at once per execution environment. */
  readonly perEnvironment: number;
  /** The longest that a run waits for capacity. */
  readonly settleSeconds: number;
  readonly overflow?: Overflow | undefined;
}

export interface Claims {
  readonly queue: QueuedVideos;
  readonly runs: Pick<Runs, "start">;
  readonly capacity: { view(functionName: string): Promise<CapacityView> };
  readonly clock: Clock;
  readonly settings: ClaimSettings;
}

/** The longest that a run may take: a net under all the bounds of its parts. */
export const longestRunSeconds = ({
  videoSeconds,
  settleSeconds,
}: Pick<ClaimSettings, "videoSeconds" | "settleSeconds">) =>
  CLAIMING_SECONDS + settleSeconds + Math.max(CHUNK_SECONDS, videoSeconds + CALL_SECONDS) + 2 * ROOM_SECONDS;

/** What a video is processed with. */
export interface ClaimedVideo extends Attempt {
  /** The mark under which it is claimed. */
  readonly run: string;
  /** Seconds since the epoch; it does not begin if it could end later. */
  readonly endBy?: number | undefined;
}

export interface Claimed {
  readonly videos: readonly ClaimedVideo[];
  readonly left: number;
  /**
   * When nothing was found, after how many seconds to look again; 0 for never. A first look is repeated once, because the
   * index lags behind the table; and a run stays while anything works on what it holds.
   */
  readonly lookAgainSeconds: number;
  /** What this chunk asks for, for how long. */
  readonly config: ScalingConfig;
  readonly leaseSeconds: number;
  /** Videos at once. */
  readonly concurrency: number;
}

/** The next chunk of a run; when its time to claim is over, what it still holds goes back. */
export async function claimChunk(parts: Claims, request: ClaimRequest): Promise<Claimed> {
  const { queue, clock, settings } = parts;
  const { run, on, asked, left, first } = request;
  const mark = on === "overflow" ? overflowMark(run) : run;
  const { videoSeconds } = settings;
  const now = clock.nowSeconds();
  const rounds = roundsIn(asked, now, videoSeconds);
  const isOver = now >= asked.claimUntil || rounds === 0;
  if (isOver || now >= Date.parse(request.startAt) / 1000 + CLAIMING_SECONDS) {
    await inGroups(await queue.claimsOf(mark), async (video) => [await queue.putBack(video)]);
    if (!isOver && on === "managed" && left > 0) await goOn(parts, request);
    return { ...nothing(settings), left, lookAgainSeconds: 0 };
  }
  const { room, config, concurrency, held } =
    on === "overflow" ? await overflowRoom(parts, asked) : await managedRoom(parts, asked);
  const limit = Math.min(CHUNK, rounds * concurrency);
  // What the run holds was counted when it was claimed.
  const { taken: again, held: own } = await queue.reclaim(mark, limit);
  const wanted = Math.min(room, left, limit - again.length);
  const fresh = wanted > 0 ? await queue.claim(asked.queue, mark, wanted) : [];
  const stolen =
    on === "overflow" && wanted > fresh.length ? await queue.takeOver(asked.queue, mark, wanted - fresh.length) : [];
  const attempts = [...again, ...fresh, ...stolen];
  const videos = attempts.map((attempt) => ({ ...attempt, run: mark, ...(asked.endBy && { endBy: asked.endBy }) }));
  const inRounds = Math.ceil(videos.length / Math.max(1, concurrency));
  return {
    videos,
    left: left - fresh.length,
    lookAgainSeconds: videos.length > 0 ? 0 : own > 0 ? HELD_SECONDS : first ? LAG_SECONDS : 0,
    config: sized(config, held + fresh.length, settings),
    leaseSeconds:
      settings.settleSeconds + inRounds * (videoSeconds + CALL_SECONDS) + ROOM_SECONDS + LEASE_MARGIN_SECONDS,
    // A Distributed Map runs 10,000 items at once at most; no chunk has as many.
    concurrency: Math.max(1, Math.min(CHUNK, concurrency)),
  };
}

/** Another run goes on in this one's place, if anything waits for it. */
async function goOn({ queue, runs, clock }: Claims, { run, asked, left }: ClaimRequest): Promise<void> {
  if (!(await queue.isLeft(asked.queue, clock.nowSeconds()))) return;
  await runs.start({ ...asked, name: successorName(run), ...(asked.maxVideos !== undefined && { maxVideos: left }) });
}

const nothing = ({ lease }: ClaimSettings): Omit<Claimed, "left" | "lookAgainSeconds"> => ({
  videos: [],
  config: lease,
  leaseSeconds: 1,
  concurrency: 1,
});

/** How many rounds of videos may follow each other in a chunk that begins now. */
function roundsIn({ endBy }: Asked, now: number, videoSeconds: number): number {
  const inChunk = Math.max(1, Math.floor(CHUNK_SECONDS / (videoSeconds + CALL_SECONDS)));
  if (endBy === undefined) return inChunk;
  return Math.min(inChunk, Math.max(0, Math.floor((endBy - now) / videoSeconds)));
}

/** Work that is known needs no CPU signal to scale out: a run asks for as many environments as all that is claimed fills. */
const sized = ({ min, max }: ScalingConfig, videos: number, { perEnvironment }: ClaimSettings): ScalingConfig => ({
  min: Math.min(max, Math.max(min, Math.ceil(videos / perEnvironment))),
  max,
});

interface Room {
  /** How many more videos may be claimed. */
  readonly room: number;
  readonly config: ScalingConfig;
  readonly concurrency: number;
  /** How many are claimed already, by any run. */
  readonly held: number;
}

/** A full chunk while any slot is free: the chunk then keeps all of them busy. None when other runs hold enough already. */
async function managedRoom({ queue, capacity, settings }: Claims, asked: Asked): Promise<Room> {
  const { processorName, lease, perEnvironment, overflow } = settings;
  const view = await capacity.view(processorName);
  const config = within(view.declaration.limit, asked.config ?? lease);
  const slots = config.max * perEnvironment;
  const { managed, overflow: elsewhere } = await queue.inFlight(slots);
  const place = { config, concurrency: slots, held: managed };
  if (overflow && asked.maxVideos === undefined && !view.isAskedFor && managed === 0) {
    const waiting = await queue.waiting(asked.queue, overflow.upTo + 1);
    if (waiting + elsewhere <= overflow.upTo) return { ...place, room: 0 };
  }
  return { ...place, room: managed < slots ? CHUNK : 0 };
}

/** Ordinary Lambda, while managed instances are not there; a run for a given number of videos is meant for those. */
async function overflowRoom({ queue, capacity, settings }: Claims, { maxVideos }: Asked): Promise<Room> {
  const { processorName, lease, overflow } = settings;
  const none = { room: 0, config: lease, concurrency: overflow?.maxConcurrency ?? 0, held: 0 };
  if (!overflow || maxVideos !== undefined || (await capacity.view(processorName)).isThere) return none;
  const { overflow: busy } = await queue.inFlight(Number.MAX_SAFE_INTEGER);
  return { ...none, room: Math.max(0, overflow.maxConcurrency - busy) };
}
