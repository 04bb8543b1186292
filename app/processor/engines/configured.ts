// The engine that the function's environment variables ask for.
import type { Log } from "../../shared/logger.ts";
import type { Engine } from "./engine.ts";
import { findFfmpeg } from "./ffmpeg/binary.ts";
import { fileBytesOf } from "./ffmpeg/cost.ts";
import { ffmpegEngine, type MediaFiles } from "./ffmpeg/engine.ts";
import { DEFAULT_OUTPUTS } from "./ffmpeg/outputs.ts";
import { simulatedEngine } from "./simulated.ts";

export interface EngineVariables {
  readonly ENGINE: "simulated" | "ffmpeg";
  readonly SIMULATED_CPU_MILLISECONDS?: number | undefined;
  readonly FFMPEG_MAX_DURATION_SECONDS?: number | undefined;
  readonly FFMPEG_THREADS?: number | undefined;
  readonly FFMPEG_RENDITIONS?: readonly number[] | undefined;
  readonly FFMPEG_TARGET_LUFS?: number | undefined;
  readonly FFMPEG_AUDIO_KILOBITS_PER_SECOND?: number | undefined;
}

/**
 * @param files where sources and outputs are; only FFmpeg needs them
 * @throws Error when FFmpeg is asked for and not there
 */
export function configuredEngine(variables: EngineVariables, files: MediaFiles | undefined, log: Log): Engine {
  if (variables.ENGINE === "simulated") {
    return simulatedEngine({ cpuMilliseconds: variables.SIMULATED_CPU_MILLISECONDS ?? 0 });
  }
  const { FFMPEG_MAX_DURATION_SECONDS: maxDurationSeconds = 1_200, FFMPEG_THREADS: threads = 1 } = variables;
  const { renditions, audio } = DEFAULT_OUTPUTS;
  const {
    FFMPEG_RENDITIONS = renditions,
    FFMPEG_TARGET_LUFS: targetLufs = audio.targetLufs,
    FFMPEG_AUDIO_KILOBITS_PER_SECOND: kilobitsPerSecond = audio.kilobitsPerSecond,
  } = variables;
  const binary = findFfmpeg();
  if (!binary) throw new Error("ENGINE: ffmpeg is not there; FFMPEG_PATH or a layer with bin/ffmpeg brings it");
  if (!files) throw new Error("ENGINE: ffmpeg needs a media bucket");
  log.info("engine", { engine: "ffmpeg", ...binary });
  const outputs = { renditions: FFMPEG_RENDITIONS, audio: { targetLufs, kilobitsPerSecond } };
  const limits = { maxDurationSeconds, fileBytes: fileBytesOf(outputs, maxDurationSeconds) };
  return ffmpegEngine({ ffmpeg: binary.path, files, threads, limits, outputs });
}
