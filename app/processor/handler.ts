// The processor function: one invocation per attempt, many at once in each worker. The same bundle runs on managed instances
// and, as overflow, on ordinary Lambda.
import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { Context } from "aws-lambda";
import { z } from "zod";
import { createRelay } from "../media/relay.ts";
import { createS3 } from "../media/s3.ts";
import { createWork } from "../media/work.ts";
import { createDocumentClient } from "../shared/awsClients.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { withIds } from "../shared/invocation.ts";
import { createLogger } from "../shared/logger.ts";
import { emit } from "../shared/metrics.ts";
import { createAttempts } from "../videos/attempts.ts";
import { configuredEngine } from "./engines/configured.ts";
import { renditionsSchema } from "./engines/ffmpeg/outputs.ts";
import { END_SECONDS, processorEvent } from "./processorEvent.ts";
import { processVideo } from "./processVideo.ts";

const environment = readEnvironment(
  z.object({
    VIDEOS_TABLE: z.string().min(1),
    MEDIA_BUCKET: z.string().min(1),
    ENGINE: z.enum(["simulated", "ffmpeg"]),
    SIMULATED_CPU_MILLISECONDS: z.coerce.number().int().min(0).optional(),
    FFMPEG_MAX_DURATION_SECONDS: z.coerce.number().int().min(1).optional(),
    FFMPEG_THREADS: z.coerce.number().int().min(1).optional(),
    FFMPEG_RENDITIONS: z
      .string()
      .transform((heights) => heights.split(",").map(Number))
      .pipe(renditionsSchema)
      .optional(),
    FFMPEG_TARGET_LUFS: z.coerce.number().optional(),
    FFMPEG_AUDIO_KILOBITS_PER_SECOND: z.coerce.number().int().optional(),
    RAN_ON: z.enum(["managed", "overflow"]),
    RETENTION_DAYS: z.coerce.number().int().min(1).optional(),
    /** Set by the local run, never by a stack. */
    AWS_ENDPOINT_URL: z.url().optional(),
  }),
);

/** In this worker. */
let jobsInFlight = 0;
const documents = createDocumentClient();
const work = createWork(
  createS3({
    bucket: environment.MEDIA_BUCKET,
    endpoint: environment.AWS_ENDPOINT_URL,
    region: documents.config.region,
    credentials: documents.config.credentials,
    clock,
  }),
  createRelay(),
);
const log = createLogger("processor");
const processing = {
  attempts: createAttempts(documents, {
    tableName: environment.VIDEOS_TABLE,
    clock,
    retentionDays: environment.RETENTION_DAYS,
  }),
  engine: configuredEngine(environment, work, log),
  work,
  clock,
  log,
  ranOn: environment.RAN_ON,
};

/** What the file system of `/tmp` holds: all workers of an execution environment share it. */
async function tmpBytes(): Promise<number> {
  const { blocks, bfree, bsize } = await statfs(tmpdir());
  return (blocks - bfree) * bsize;
}

export const handler = withIds(async (event: unknown, context: Context) => {
  const asked = processorEvent.parse(event);
  let EngineSeconds: number | undefined;
  jobsInFlight += 1;
  const JobsInFlight = jobsInFlight;
  try {
    const processed = await processVideo({ ...processing, worked: (seconds) => (EngineSeconds = seconds) }, asked, {
      claimedBy: context.awsRequestId,
      remainingMilliseconds: () => context.getRemainingTimeInMillis() - END_SECONDS * 1000,
    });
    emit("attempts", { Attempts: 1 }, { outcome: processed.outcome });
    return processed;
  } finally {
    jobsInFlight -= 1;
    if (EngineSeconds !== undefined) emit("work", { EngineSeconds, TmpBytes: await tmpBytes(), JobsInFlight });
  }
});
