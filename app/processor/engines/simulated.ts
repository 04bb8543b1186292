// The simulated engine: the four stages of a real one, burning real CPU and producing digests instead of media. For
// trying out capacity, concurrency and failure without a codec.
import type { Video } from "../../videos/video.ts";
import { CpuSlices } from "./cpuSlices.ts";
import { type Engine, type EngineContext, EngineError } from "./engine.ts";

/** Share of the CPU time that each stage takes. */
const STAGES = [
  { stage: "thumbnail", share: 0.1 },
  { stage: "transcode", share: 0.55 },
  { stage: "analysis", share: 0.25 },
  { stage: "subtitles", share: 0.1 },
] as const;

/** How finely progress is reported: parts per stage. */
const PARTS = 5;

/** A source whose name ends so is unreadable, so that failure can be tried out too. */
const CORRUPT = /corrupt(\.\w+)?$/i;

/** @param cpuMilliseconds CPU time per video, over all stages */
export function simulatedEngine({
  cpuMilliseconds,
  slices = new CpuSlices(),
}: {
  cpuMilliseconds: number;
  slices?: CpuSlices;
}): Engine {
  return {
    name: "simulated",

    async process(
      { id, sourceUrl = `upload:${id}` }: Pick<Video, "id" | "sourceUrl">,
      { signal, progress }: EngineContext,
    ) {
      if (CORRUPT.test(sourceUrl)) throw new EngineError("UNREADABLE_SOURCE", "The source could not be read as video.");
      const stages: { stage: string; cpuMilliseconds: number; digest: string }[] = [];
      let share = 0;
      for (const { stage, share: own } of STAGES) {
        let digest = `${id}:${sourceUrl}:${stage}`;
        for (let part = 0; part < PARTS; part += 1) {
          progress({ stage, percent: Math.round(100 * (share + (own * part) / PARTS)) });
          digest = await slices.burn((cpuMilliseconds * own) / PARTS, digest, signal);
        }
        share += own;
        stages.push({ stage, cpuMilliseconds: Math.round(cpuMilliseconds * own), digest });
      }
      return { engine: "simulated", stages };
    },
  };
}
