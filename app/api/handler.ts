// The api function: the Hono app behind API Gateway's payload format 2.0. Many invocations run in here at once; nothing
// of a request is kept outside its own call.
import * as z from "zod";
import { createCapacityTable } from "../capacity/capacityTable.ts";
import { resolveHost } from "../media/publicHost.ts";
import { createS3 } from "../media/s3.ts";
import { createUploads } from "../media/uploads.ts";
import { createDocumentClient, createStepFunctionsClient } from "../shared/awsClients.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { createLogger } from "../shared/logger.ts";
import { createIdempotencyKeys } from "../videos/idempotencyKeys.ts";
import { createVideoRepository } from "../videos/repository.ts";
import { createRuns } from "../videos/runs.ts";
import { createApp } from "./app.ts";
import { gateway } from "./gateway.ts";
import { createProcessingWindows } from "./processingWindows.ts";

/** Names with commas between them. */
const list = z
  .string()
  .default("")
  .transform((text) => text.split(",").filter((name) => name !== ""));

const environment = readEnvironment(
  z.object({
    VIDEOS_TABLE: z.string().min(1),
    CAPACITY_TABLE: z.string().min(1),
    MEDIA_BUCKET: z.string().min(1),
    /** From where sources may come that are not uploaded. */
    SOURCE_BUCKETS: list,
    SOURCE_HOSTS: list,
    STATE_MACHINE_ARN: z.string().min(1),
    PROCESSOR_NAME: z.string().min(1),
    PROCESSOR_TIMEOUT_SECONDS: z.coerce.number().int().min(1),
    RETENTION_DAYS: z.coerce.number().int().min(1).optional(),
    /** Set by the local run, never by a stack: sources may come from every bucket of the machine. */
    LMI_LOCAL: z.literal("true").optional(),
    AWS_ENDPOINT_URL: z.url().optional(),
  }),
);

const documents = createDocumentClient();

const app = createApp({
  videos: createVideoRepository(documents, {
    tableName: environment.VIDEOS_TABLE,
    clock,
    retentionDays: environment.RETENTION_DAYS,
  }),
  keys: createIdempotencyKeys(documents, { tableName: environment.VIDEOS_TABLE, clock }),
  uploads: createUploads(
    createS3({
      bucket: environment.MEDIA_BUCKET,
      endpoint: environment.AWS_ENDPOINT_URL,
      region: documents.config.region,
      credentials: documents.config.credentials,
      clock,
    }),
  ),
  runs: createRuns(createStepFunctionsClient(), { stateMachineArn: environment.STATE_MACHINE_ARN, clock }),
  windows: createProcessingWindows(createCapacityTable(documents, { tableName: environment.CAPACITY_TABLE, clock }), {
    processorName: environment.PROCESSOR_NAME,
    videoSeconds: environment.PROCESSOR_TIMEOUT_SECONDS,
    clock,
  }),
  log: createLogger("api"),
  sources: {
    buckets: environment.LMI_LOCAL === "true" ? ["*"] : environment.SOURCE_BUCKETS,
    hosts: environment.SOURCE_HOSTS,
  },
  resolve: resolveHost,
});

export const handler = gateway(app.fetch);
