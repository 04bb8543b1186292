// The scaler function: decides how much capacity exists. On ordinary Lambda, so that it answers when capacity is zero.
import * as z from "zod";
import { createCapacityRequests } from "../capacity/capacityRequests.ts";
import { createCapacityTable } from "../capacity/capacityTable.ts";
import { createLambdaScaling } from "../capacity/lambdaScaling.ts";
import { createDocumentClient, createLambdaClient } from "../shared/awsClients.ts";
import { systemClock as clock } from "../shared/clock.ts";
import { readEnvironment } from "../shared/environment.ts";
import { withIds } from "../shared/invocation.ts";
import { createLogger } from "../shared/logger.ts";
import { emitTick } from "./metrics.ts";
import { createScaler } from "./scaler.ts";

const environment = readEnvironment(z.object({ CAPACITY_TABLE: z.string().min(1) }));

const scaler = createScaler(
  createCapacityRequests({
    table: createCapacityTable(createDocumentClient(), { tableName: environment.CAPACITY_TABLE, clock }),
    scaling: createLambdaScaling(createLambdaClient()),
    clock,
    log: createLogger("scaler"),
  }),
  (reconciled, failures) => emitTick(reconciled, failures, clock.now().getTime()),
);

export const handler = withIds((event: unknown) => scaler(event));
