// The environment variables of each function: all on one page, beside what its handler.ts reads.
import type { RanOn } from "../../app/videos/video.ts";
import { threadsOf } from "../config/rules/engine.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import type { Names } from "../shared/names.ts";

/** What the variables are made of. */
export interface VariableSources {
  readonly config: EnvironmentConfig;
  readonly names: Names;
  readonly videosTable: string;
  readonly capacityTable: string;
  readonly mediaBucket: string;
  readonly workflowArn: string;
}

type Variables = Record<string, string>;

const retention = ({ config: { data } }: VariableSources): Variables =>
  data.retentionDays === undefined ? {} : { RETENTION_DAYS: String(data.retentionDays) };

/** Where videos, capacity and runs are, and how long one video may take. */
const running = (sources: VariableSources): Variables => ({
  VIDEOS_TABLE: sources.videosTable,
  CAPACITY_TABLE: sources.capacityTable,
  MEDIA_BUCKET: sources.mediaBucket,
  STATE_MACHINE_ARN: sources.workflowArn,
  PROCESSOR_NAME: sources.names.processor,
  PROCESSOR_TIMEOUT_SECONDS: String(sources.config.functions.processor.timeoutSeconds),
  ...retention(sources),
});

export function apiVariables(sources: VariableSources): Variables {
  const { buckets, hosts } = sources.config.sources;
  return { ...running(sources), SOURCE_BUCKETS: buckets.join(","), SOURCE_HOSTS: hosts.join(",") };
}

export function processorVariables(sources: VariableSources, ranOn: RanOn): Variables {
  const { engine } = sources.config.functions.processor;
  return {
    VIDEOS_TABLE: sources.videosTable,
    MEDIA_BUCKET: sources.mediaBucket,
    ENGINE: engine.type,
    ...(engine.type === "simulated"
      ? { SIMULATED_CPU_MILLISECONDS: String(engine.cpuMilliseconds) }
      : {
          FFMPEG_MAX_DURATION_SECONDS: String(engine.maxDurationSeconds),
          FFMPEG_THREADS: String(ranOn === "overflow" ? 1 : threadsOf(sources.config.functions.processor)),
          FFMPEG_RENDITIONS: engine.renditions.join(","),
          FFMPEG_TARGET_LUFS: String(engine.audio.targetLufs),
          FFMPEG_AUDIO_KILOBITS_PER_SECOND: String(engine.audio.kilobitsPerSecond),
        }),
    RAN_ON: ranOn,
    ...retention(sources),
  };
}

export const scalerVariables = ({ capacityTable }: VariableSources): Variables => ({ CAPACITY_TABLE: capacityTable });

export function dispatcherVariables(sources: VariableSources): Variables {
  const { maxConcurrency, lease, overflow } = sources.config.functions.processor;
  return {
    ...running(sources),
    PROCESSOR_MAX_CONCURRENCY: String(maxConcurrency),
    LEASE_MIN: String(lease.min),
    LEASE_MAX: String(lease.max),
    SETTLE_SECONDS: String(sources.config.workflow.settleSeconds),
    ...(overflow && {
      OVERFLOW_MAX_CONCURRENCY: String(overflow.maxConcurrency),
      OVERFLOW_UP_TO: String(overflow.upTo),
    }),
  };
}
