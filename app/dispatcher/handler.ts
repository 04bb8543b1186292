// The dispatcher function: on ordinary Lambda, so that videos reach their end whatever capacity there is.
import { z } from "zod";
import { createDocumentClient, createStepFunctionsClient } from "../shared/awsClients.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { createLogger } from "../shared/logger.ts";
import { createVideoRepository } from "../videos/repository.ts";
import { createWorkflowRuns } from "../videos/workflowRuns.ts";
import { createDispatcher } from "./dispatcher.ts";

const environment = readEnvironment(
  z.object({
    VIDEOS_TABLE: z.string().min(1),
    STATE_MACHINE_ARN: z.string().min(1),
    RETENTION_DAYS: z.coerce.number().int().min(1).optional(),
  }),
);

const dispatcher = createDispatcher({
  videos: createVideoRepository(createDocumentClient(), {
    tableName: environment.VIDEOS_TABLE,
    clock,
    retentionDays: environment.RETENTION_DAYS,
  }),
  runs: createWorkflowRuns(createStepFunctionsClient(), environment.STATE_MACHINE_ARN),
  log: createLogger("dispatcher"),
});

export const handler = (event: unknown) => dispatcher(event);
