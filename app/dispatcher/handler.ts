// The dispatcher function: on ordinary Lambda, so that videos reach their end whatever capacity there is.
import { z } from "zod";
import { createCapacityTable } from "../capacity/capacityTable.ts";
import { createDocumentClient, createStepFunctionsClient } from "../shared/awsClients.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { createLogger } from "../shared/logger.ts";
import { createBatchRuns } from "../videos/batchRuns.ts";
import { createVideoRepository } from "../videos/repository.ts";
import { createWaitingVideos } from "../videos/waitingVideos.ts";
import { createWorkflowRuns } from "../videos/workflowRuns.ts";
import { createDispatcher } from "./dispatcher.ts";

const environment = readEnvironment(
  z.object({
    VIDEOS_TABLE: z.string().min(1),
    CAPACITY_TABLE: z.string().min(1),
    STATE_MACHINE_ARN: z.string().min(1),
    BATCH_STATE_MACHINE_ARN: z.string().min(1),
    PROCESSOR_NAME: z.string().min(1),
    PROCESSOR_TIMEOUT_SECONDS: z.coerce.number().int().min(1),
    PROCESSOR_MAX_CONCURRENCY: z.coerce.number().int().min(1),
    RETENTION_DAYS: z.coerce.number().int().min(1).optional(),
  }),
);

const documents = createDocumentClient();
const stepFunctions = createStepFunctionsClient();

const dispatcher = createDispatcher({
  videos: createVideoRepository(documents, {
    tableName: environment.VIDEOS_TABLE,
    clock,
    retentionDays: environment.RETENTION_DAYS,
  }),
  waiting: createWaitingVideos(documents, { tableName: environment.VIDEOS_TABLE, clock }),
  runs: createWorkflowRuns(stepFunctions, environment.STATE_MACHINE_ARN),
  batches: createBatchRuns(stepFunctions, environment.BATCH_STATE_MACHINE_ARN),
  demands: createCapacityTable(documents, { tableName: environment.CAPACITY_TABLE, clock }),
  clock,
  settings: {
    processorName: environment.PROCESSOR_NAME,
    videoSeconds: environment.PROCESSOR_TIMEOUT_SECONDS,
    perEnvironment: environment.PROCESSOR_MAX_CONCURRENCY,
  },
  log: createLogger("dispatcher"),
});

export const handler = (event: unknown) => dispatcher(event);
