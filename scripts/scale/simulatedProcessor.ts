// The processor's real code with an engine that only takes time, in environments that may die: and a record of who works on
// what, because no two engines may work on one video at once.
import type { Engine } from "../../app/processor/engines/engine.ts";
import { END_SECONDS, processorEvent } from "../../app/processor/processorEvent.ts";
import { type Processing, processVideo } from "../../app/processor/processVideo.ts";
import type { Attempts } from "../../app/videos/attempts.ts";
import type { RanOn } from "../../app/videos/video.ts";
import type { Mishaps } from "./mishaps.ts";
import type { Handler } from "./simulatedLambda.ts";

export interface WorkRecord {
  /** When work on a video first began (milliseconds since the epoch), and where. */
  readonly began: Map<string, { readonly at: number; readonly ranOn: RanOn }>;
  /** Engines at work, by video. */
  readonly working: Map<string, number>;
  /** Videos on which two worked at once. */
  readonly twice: string[];
}

export const newRecord = (): WorkRecord => ({ began: new Map(), working: new Map(), twice: [] });

export interface SimulatedProcessor {
  readonly processing: Omit<Processing, "engine" | "ranOn">;
  readonly videoSeconds: number;
  readonly record: WorkRecord;
  readonly mishaps: Mishaps;
}

const pause = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
const never = new Promise<never>(() => {});
const named = (name: string) => Object.assign(new Error(`${name} happened`), { name });

/** The code of one function. */
export function processorHandler(
  { processing, videoSeconds, record, mishaps }: SimulatedProcessor,
  ranOn: RanOn,
): Handler {
  return async (event, requestId, deadline) => {
    const fate = mishaps.processing();
    const killed = new AbortController();
    const engine = timeTakingEngine({ videoSeconds, record, ranOn, killed: killed.signal });
    const attempts = mortal(processing.attempts, killed.signal, mishaps);
    const processed = processVideo({ ...processing, attempts, engine, ranOn }, processorEvent.parse(event), {
      claimedBy: requestId,
      remainingMilliseconds: () => deadline - Date.now() - END_SECONDS * 1000,
    });
    if (fate.how === "ends well") return processed;
    processed.catch(() => {}); // it may go on without anybody who waits for it
    const first = await Promise.race([processed, pause(fate.after)]);
    if (first) return first;
    if (fate.how === "answer is lost") throw named("Lambda.Unknown");
    killed.abort();
    throw named("Runtime.ExitError");
  };
}

/** What a dead process has asked for, it never hears of. */
function mortal(attempts: Attempts, killed: AbortSignal, mishaps: Mishaps): Attempts {
  const alive = async <T>(call: () => Promise<T>): Promise<T> => {
    if (killed.aborted) return never;
    const answer = await call();
    return killed.aborted ? never : answer;
  };
  return {
    begin: (beginning) => alive(() => attempts.begin(beginning)),
    renew: (claim, progress, signal) =>
      mishaps.renewal() ? alive(() => attempts.renew(claim, progress, signal)) : never,
    release: (claim) => alive(() => attempts.release(claim)),
    complete: (claim, result) => alive(() => attempts.complete(claim, result)),
    fail: (claim, failure) => alive(() => attempts.fail(claim, failure)),
  };
}

interface EngineOptions {
  readonly videoSeconds: number;
  readonly record: WorkRecord;
  readonly ranOn: RanOn;
  readonly killed: AbortSignal;
}

function timeTakingEngine({ videoSeconds, record, ranOn, killed }: EngineOptions): Engine {
  const { began, working, twice } = record;
  return {
    name: "simulated",
    async process({ id }, { signal }) {
      if (!began.has(id)) began.set(id, { at: Date.now(), ranOn });
      const others = working.get(id) ?? 0;
      if (others > 0) twice.push(id);
      working.set(id, others + 1);
      try {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(resolve, videoSeconds * 1000);
          const stop = () => {
            clearTimeout(timer);
            reject(signal.reason ?? named("Killed"));
          };
          for (const ending of [signal, killed]) ending.addEventListener("abort", stop, { once: true });
        });
      } finally {
        working.set(id, (working.get(id) ?? 1) - 1);
      }
      return { engine: "simulated", stages: [] };
    },
  };
}
