// The processor function: one invocation per attempt, many at once in each worker.
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import { z } from "zod";
import { createDocumentClient } from "../shared/awsClients.ts";
import { systemClock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { createLogger } from "../shared/logger.ts";
import { createVideoRepository } from "../videos/repository.ts";
import { simulatedEngine } from "./engines/simulated.ts";
import { END_SECONDS, processorEvent } from "./processorEvent.ts";
import { processVideo } from "./processVideo.ts";

const environment = readEnvironment(
  z.object({
    VIDEOS_TABLE: z.string().min(1),
    ENGINE: z.literal("simulated"),
    SIMULATED_CPU_MILLISECONDS: z.coerce.number().int().min(0),
    RETENTION_DAYS: z.coerce.number().int().min(1).optional(),
  }),
);

const log = createLogger("processor");
const metrics = new Metrics({ namespace: "Videos", serviceName: "processor" });
const videos = createVideoRepository(createDocumentClient(), {
  tableName: environment.VIDEOS_TABLE,
  clock: systemClock,
  retentionDays: environment.RETENTION_DAYS,
});
const engine = simulatedEngine({ cpuMilliseconds: environment.SIMULATED_CPU_MILLISECONDS });

export const handler = async (event: unknown, context: Context) => {
  const attempt = processorEvent.parse(event);
  const budgetMilliseconds = context.getRemainingTimeInMillis() - END_SECONDS * 1000;
  const processed = await processVideo({ videos, engine, log }, attempt, {
    claimedBy: context.awsRequestId,
    budgetMilliseconds,
  });
  metrics.singleMetric().addDimension("outcome", processed.outcome).addMetric("Attempts", MetricUnit.Count, 1);
  return processed;
};
