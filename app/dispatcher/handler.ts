// The dispatcher function: on ordinary Lambda, so that videos reach their end whatever capacity there is.
import * as z from "zod";
import { createCapacityTable } from "../capacity/capacityTable.ts";
import { createObjects } from "../media/objects.ts";
import { createS3 } from "../media/s3.ts";
import { createDocumentClient, createStepFunctionsClient } from "../shared/awsClients.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { withIds } from "../shared/invocation.ts";
import { createLogger } from "../shared/logger.ts";
import { emit } from "../shared/metrics.ts";
import { createAwaitedVideos } from "../videos/awaited.ts";
import { createDeletedVideos } from "../videos/deleted.ts";
import { createLeftovers } from "../videos/leftovers.ts";
import { createQueuedVideos } from "../videos/queue.ts";
import { createRuns } from "../videos/runs.ts";
import { createUnlistedVideos } from "../videos/unlisted.ts";
import { createDispatcher } from "./dispatcher.ts";
import { accidentMetrics, queueMetrics } from "./metrics.ts";

const whole = (min: number) => z.coerce.number().int().min(min);

const environment = readEnvironment(
  z.object({
    VIDEOS_TABLE: z.string().min(1),
    CAPACITY_TABLE: z.string().min(1),
    MEDIA_BUCKET: z.string().min(1),
    STATE_MACHINE_ARN: z.string().min(1),
    PROCESSOR_NAME: z.string().min(1),
    PROCESSOR_TIMEOUT_SECONDS: whole(1),
    PROCESSOR_MAX_CONCURRENCY: whole(1),
    LEASE_MIN: whole(1),
    LEASE_MAX: whole(1),
    SETTLE_SECONDS: whole(1),
    /** Both or neither. */
    OVERFLOW_MAX_CONCURRENCY: whole(1).optional(),
    OVERFLOW_UP_TO: whole(0).optional(),
    RETENTION_DAYS: whole(1).optional(),
    /** Set by the local run, never by a stack. */
    AWS_ENDPOINT_URL: z.url().optional(),
  }),
);

const documents = createDocumentClient();
const videos = { tableName: environment.VIDEOS_TABLE, clock, retentionDays: environment.RETENTION_DAYS };
const s3 = createS3({
  bucket: environment.MEDIA_BUCKET,
  endpoint: environment.AWS_ENDPOINT_URL,
  region: documents.config.region,
  credentials: documents.config.credentials,
  clock,
});
const { OVERFLOW_MAX_CONCURRENCY: maxConcurrency, OVERFLOW_UP_TO: upTo } = environment;

const dispatcher = createDispatcher({
  queue: createQueuedVideos(documents, videos),
  objects: createObjects(s3),
  awaited: createAwaitedVideos(documents, videos),
  deleted: createDeletedVideos(documents, videos),
  leftovers: createLeftovers(documents, videos),
  unlisted: createUnlistedVideos(documents, videos),
  runs: createRuns(createStepFunctionsClient(), { stateMachineArn: environment.STATE_MACHINE_ARN, clock }),
  capacity: createCapacityTable(documents, { tableName: environment.CAPACITY_TABLE, clock }),
  clock,
  settings: {
    processorName: environment.PROCESSOR_NAME,
    lease: { min: environment.LEASE_MIN, max: environment.LEASE_MAX },
    videoSeconds: environment.PROCESSOR_TIMEOUT_SECONDS,
    perEnvironment: environment.PROCESSOR_MAX_CONCURRENCY,
    settleSeconds: environment.SETTLE_SECONDS,
    ...(maxConcurrency !== undefined && upTo !== undefined && { overflow: { maxConcurrency, upTo } }),
  },
  log: createLogger("dispatcher"),
  told(answer) {
    emit("queue", queueMetrics({ ...answer }));
    emit("accidents", accidentMetrics({ ...answer }));
  },
});

export const handler = withIds((event: unknown) => dispatcher(event));
