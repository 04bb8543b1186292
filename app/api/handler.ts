// The api function: the Hono app behind API Gateway's payload format 2.0. Many invocations run in here at once; nothing
// of a request is kept outside its own call.
import { handle } from "hono/aws-lambda";
import { z } from "zod";
import { createCapacityTable } from "../capacity/capacityTable.ts";
import { createDocumentClient, createStepFunctionsClient } from "../shared/awsClients.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { createLogger } from "../shared/logger.ts";
import { createVideoRepository } from "../videos/repository.ts";
import { createRuns } from "../videos/runs.ts";
import { createApp } from "./app.ts";
import { createProcessingWindows } from "./processingWindows.ts";

const environment = readEnvironment(
  z.object({
    VIDEOS_TABLE: z.string().min(1),
    CAPACITY_TABLE: z.string().min(1),
    STATE_MACHINE_ARN: z.string().min(1),
    PROCESSOR_NAME: z.string().min(1),
    PROCESSOR_TIMEOUT_SECONDS: z.coerce.number().int().min(1),
    RETENTION_DAYS: z.coerce.number().int().min(1).optional(),
    /** Set by the local run, never by a stack: accepts file:// sources. */
    LMI_LOCAL: z.literal("true").optional(),
  }),
);

const documents = createDocumentClient();

const app = createApp({
  videos: createVideoRepository(documents, {
    tableName: environment.VIDEOS_TABLE,
    clock,
    retentionDays: environment.RETENTION_DAYS,
  }),
  runs: createRuns(createStepFunctionsClient(), { stateMachineArn: environment.STATE_MACHINE_ARN, clock }),
  windows: createProcessingWindows(createCapacityTable(documents, { tableName: environment.CAPACITY_TABLE, clock }), {
    processorName: environment.PROCESSOR_NAME,
    videoSeconds: environment.PROCESSOR_TIMEOUT_SECONDS,
    clock,
  }),
  log: createLogger("api"),
  allowFiles: environment.LMI_LOCAL === "true",
});

export const handler = handle(app);
