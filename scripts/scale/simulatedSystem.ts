// The whole video service in virtual time: the code that is deployed, the definition that is deployed, and the local run's Lambda
// and DynamoDB in this process. Hours of load in seconds.
import { setImmediate as turn } from "node:timers/promises";
import { createCapacityRequests } from "../../app/capacity/capacityRequests.ts";
import { declarationKey } from "../../app/capacity/capacityKeys.ts";
import { createCapacityTable } from "../../app/capacity/capacityTable.ts";
import type { Declaration } from "../../app/capacity/declaration.ts";
import { createLambdaScaling } from "../../app/capacity/lambdaScaling.ts";
import type { ClaimSettings } from "../../app/dispatcher/claims.ts";
import { createDispatcher } from "../../app/dispatcher/dispatcher.ts";
import type { Engine } from "../../app/processor/engines/engine.ts";
import { END_SECONDS, processorEvent } from "../../app/processor/processorEvent.ts";
import { processVideo } from "../../app/processor/processVideo.ts";
import { createScaler } from "../../app/scaler/scaler.ts";
import type { Clock } from "../../app/shared/clock.ts";
import type { Log } from "../../app/shared/logger.ts";
import { createAttempts } from "../../app/videos/attempts.ts";
import { createQueuedVideos } from "../../app/videos/queue.ts";
import { createVideoRepository } from "../../app/videos/repository.ts";
import { createRuns } from "../../app/videos/runs.ts";
import type { RanOn } from "../../app/videos/video.ts";
import { runDefinition } from "../../stacks/service/workflow/runDefinition.ts";
