// The api function: the Hono app behind API Gateway's payload format 2.0. Many invocations run in here at once; nothing
// of a request is kept outside its own call.
import { handle } from "hono/aws-lambda";
import { z } from "zod";
import { createDocumentClient, createStepFunctionsClient } from "../shared/awsClients.ts";
import { systemClock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { createLogger } from "../shared/logger.ts";
import { createVideoRepository } from "../videos/repository.ts";
import { createWorkflowRuns } from "../videos/workflowRuns.ts";
import { createApp } from "./app.ts";

const environment = readEnvironment(
  z.object({
    VIDEOS_TABLE: z.string().min(1),
    STATE_MACHINE_ARN: z.string().min(1),
    /** Set by the local run, never by a stack: accepts file:// sources. */
    LMI_LOCAL: z.literal("true").optional(),
  }),
);

const videos = createVideoRepository(createDocumentClient(), {
  tableName: environment.VIDEOS_TABLE,
  clock: systemClock,
});

const app = createApp({
  videos,
  runs: createWorkflowRuns(createStepFunctionsClient(), environment.STATE_MACHINE_ARN),
  log: createLogger("api"),
  allowFiles: environment.LMI_LOCAL === "true",
});

export const handler = handle(app);
