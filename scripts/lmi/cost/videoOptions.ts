// A workload said in videos: what FFmpeg takes for them, as docs/media.md measured it.
import type { Command } from "commander";
import type { WorkloadInput } from "../../../cost/workload/workload.ts";
import { UsageError } from "../../cliError.ts";
import { amount } from "./amount.ts";

export interface VideoOptions {
  readonly videosPerMonth?: number;
  readonly videoMinutes?: number;
  readonly cpuSecondsPerMinute?: number;
}

/** Of noisy 1080p30 in all steps: npm run bench:engine. */
const CPU_SECONDS_PER_MINUTE = 52;

/** Memory of a vCPU on ordinary Lambda, and of one FFmpeg process with the largest pictures, in MB. */
const [MEMORY_MB, PROCESS_MB] = [1_769, 450];

const MAX_SECONDS = 900;

export const withVideos = (command: Command): Command =>
  command
    .option("--videos-per-month <n>", "instead of requests: each is an FFmpeg job", amount("--videos-per-month"))
    .option("--video-minutes <n>", "their mean length", amount("--video-minutes", [0.001, 1_000]))
    .option(
      "--cpu-seconds-per-minute <n>",
      `that FFmpeg takes (default: ${CPU_SECONDS_PER_MINUTE}, noisy 1080p30)`,
      amount("--cpu-seconds-per-minute", [0.1, 10_000]),
    );

/**
 * The workload that videos are, one vCPU each, for other options to go over; nothing when none are asked about.
 * @throws UsageError when one of the two is missing, or one invocation does not carry a video
 */
export function videoWorkload(options: VideoOptions): Partial<WorkloadInput> {
  const { videosPerMonth, videoMinutes, cpuSecondsPerMinute } = options;
  if (videosPerMonth === undefined && videoMinutes === undefined) {
    if (cpuSecondsPerMinute === undefined) return {};
    throw new UsageError(`--cpu-seconds-per-minute: only with --videos-per-month, got ${cpuSecondsPerMinute}`);
  }
  if (videoMinutes === undefined) throw new UsageError("--video-minutes: must be given with --videos-per-month");
  if (videosPerMonth === undefined) throw new UsageError("--videos-per-month: must be given with --video-minutes");
  const perMinute = cpuSecondsPerMinute ?? CPU_SECONDS_PER_MINUTE;
  const seconds = videoMinutes * perMinute;
  if (seconds > MAX_SECONDS) {
    const most = Math.floor((10 * MAX_SECONDS) / perMinute) / 10;
    throw new UsageError(
      `--video-minutes: must be at most ${most}, which one invocation of ${MAX_SECONDS} s carries at ${perMinute} CPU s a minute, got ${videoMinutes}`,
    );
  }
  return {
    requestsPerMonth: videosPerMonth,
    durationMs: Math.max(1, seconds * 1000),
    memoryMb: MEMORY_MB,
    invocationMemoryMb: PROCESS_MB,
    cpuShare: 1,
    arrival: "queue",
  };
}
