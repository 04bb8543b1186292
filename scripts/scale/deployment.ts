// The deployed code and the deployed definition on the local run's Lambda and DynamoDB, all of it in this process.
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { declarationKey } from "../../app/capacity/capacityKeys.ts";
import { createCapacityRequests } from "../../app/capacity/capacityRequests.ts";
import { createCapacityTable } from "../../app/capacity/capacityTable.ts";
import type { Declaration } from "../../app/capacity/declaration.ts";
import { createLambdaScaling } from "../../app/capacity/lambdaScaling.ts";
import type { ClaimSettings } from "../../app/dispatcher/claims.ts";
import { createDispatcher } from "../../app/dispatcher/dispatcher.ts";
import type { Objects } from "../../app/media/objects.ts";
import { createScaler } from "../../app/scaler/scaler.ts";
import type { Clock } from "../../app/shared/clock.ts";
import type { Log } from "../../app/shared/logger.ts";
import { createAttempts } from "../../app/videos/attempts.ts";
import { createAwaitedVideos } from "../../app/videos/awaited.ts";
import { createDeletedVideos } from "../../app/videos/deleted.ts";
import { createLeftovers } from "../../app/videos/leftovers.ts";
import { createQueuedVideos } from "../../app/videos/queue.ts";
import { createVideoRepository } from "../../app/videos/repository.ts";
import { createRuns } from "../../app/videos/runs.ts";
import { runDefinition } from "../../stacks/service/workflow/runDefinition.ts";
import type { Mishaps } from "./mishaps.ts";
import { controlPlane, managedFunction, ordinaryFunction } from "./simulatedLambda.ts";
import { newRecord, processorHandler } from "./simulatedProcessor.ts";
import { MACHINE_ARN, simulateRuns } from "./simulatedRuns.ts";
import type { SimulatedTables } from "./simulatedTables.ts";
import { CAPACITY_TABLE, VIDEOS_TABLE } from "./tables.ts";

export interface SimulatedService {
  readonly lease: { readonly min: number; readonly max: number };
  /** Invocations at once per execution environment. */
  readonly perEnvironment: number;
  /** How long one video takes, and may take. */
  readonly videoSeconds: number;
  readonly timeoutSeconds: number;
  readonly settleSeconds: number;
  readonly graceSeconds: number;
  readonly launchSeconds: number;
  readonly overflow?: { readonly maxConcurrency: number; readonly upTo: number };
}

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** Nothing is uploaded here. */
const NO_OBJECTS: Objects = {
  source: async () => undefined,
  deleteSource: async () => {},
  abortUploads: async () => {},
  deleteUnlisted: async () => {},
  deleteAll: async () => {},
};

const name = (what: string) => `simulated-${what}`;
const arn = (what: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name(what)}`;

export type Deployment = Awaited<ReturnType<typeof deploy>>;

/** The service with its capacity declared, before anything runs. */
export async function deploy(service: SimulatedService, { client: documents }: SimulatedTables, mishaps: Mishaps) {
  const { lease, perEnvironment, timeoutSeconds, settleSeconds, overflow } = service;
  const clock: Clock = {
    now: () => new Date(),
    nowSeconds: () => Math.floor(Date.now() / 1000),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
  const monotonic = () => Date.now();
  const record = newRecord();
  const invocations = new Map<string, number>();
  const counted = <T>(what: string, work: (event: unknown) => Promise<T>) => {
    return (event: unknown) => {
      invocations.set(what, (invocations.get(what) ?? 0) + 1);
      return work(event);
    };
  };

  const simulated = {
    processing: {
      attempts: createAttempts(documents, { tableName: VIDEOS_TABLE, clock, monotonic }),
      clock,
      log: silent,
      timers: { now: monotonic, after },
    },
    videoSeconds: service.videoSeconds,
    record,
    mishaps,
  };

  const managed = managedFunction(
    name("processor"),
    {
      timeoutSeconds,
      maxConcurrency: perEnvironment,
      vCpus: 2,
      maxVCpus: lease.max * 2,
      launchSeconds: service.launchSeconds,
    },
    processorHandler(simulated, "managed"),
  );
  const ordinary = ordinaryFunction(
    name("overflow"),
    timeoutSeconds,
    overflow?.maxConcurrency ?? 1,
    processorHandler(simulated, "overflow"),
  );
  const { client: lambda, use: control } = controlPlane(managed);

  const capacity = createCapacityTable(documents, { tableName: CAPACITY_TABLE, clock });
  const scaler = counted(
    "scaler",
    createScaler(
      createCapacityRequests({ table: capacity, scaling: createLambdaScaling(lambda), clock, log: silent, monotonic }),
    ),
  );
  const runs = simulateRuns(
    runDefinition({
      invoke: "arn:aws:states:::lambda:invoke",
      scalerArn: arn("scaler"),
      dispatcherArn: arn("dispatcher"),
      processorArn: arn("processor"),
      processorName: name("processor"),
      overflowArn: overflow && arn("overflow"),
      videoSeconds: timeoutSeconds,
      settleSeconds,
    }),
    invoke,
    mishaps,
    ({ executionArn, status, error, cause }) => {
      const detail = { executionArn, status, error, cause };
      void scaler({ action: "release", functionName: name("processor"), owner: executionArn });
      void dispatcher({ source: "aws.states", detail });
    },
  );
  const starting = createRuns(runs.client, { stateMachineArn: MACHINE_ARN, clock });
  const settings: ClaimSettings = {
    processorName: name("processor"),
    lease,
    videoSeconds: timeoutSeconds,
    perEnvironment,
    settleSeconds,
    ...(overflow && { overflow }),
  };
  const videos = createVideoRepository(documents, { tableName: VIDEOS_TABLE, clock });
  const queue = createQueuedVideos(documents, { tableName: VIDEOS_TABLE, clock });
  const over = { tableName: VIDEOS_TABLE, clock };
  const media = {
    objects: NO_OBJECTS,
    awaited: createAwaitedVideos(documents, over),
    deleted: createDeletedVideos(documents, over),
    leftovers: createLeftovers(documents, over),
    unlisted: { list: async () => 0 }, // no video is older than the index
  };
  const dispatcher = counted(
    "dispatcher",
    createDispatcher({ queue, ...media, runs: starting, capacity, clock, settings, log: silent }),
  );

  async function invoke(functionArn: string, payload: string) {
    const [what = ""] = /[a-z]+$/.exec(functionArn) ?? [];
    const event: unknown = JSON.parse(payload);
    try {
      if (what === "processor" || what === "overflow") {
        invocations.set(what, (invocations.get(what) ?? 0) + 1);
        const target = what === "processor" ? managed : ordinary;
        const { payload: answer, functionError } = await target.invoke({
          payload,
          requestId: crypto.randomUUID(),
          traceHeader: "",
        });
        return { statusCode: 200, payload: answer, ...(functionError && { functionError }) };
      }
      const fate = mishaps.call();
      if (fate === "is lost") throw Object.assign(new Error(fate), { name: "Lambda.Unknown" });
      const answer = await (what === "scaler" ? scaler : dispatcher)(event);
      if (fate === "answer is lost") throw Object.assign(new Error(fate), { name: "Lambda.Unknown" });
      return { statusCode: 200, payload: JSON.stringify(answer) };
    } catch (error) {
      const { name: errorType, message } = error as Error;
      if ("statusCode" in (error as object)) {
        const { statusCode, code } = error as Error & { statusCode: number; code: string };
        return { statusCode, payload: message, errorType: code };
      }
      return {
        statusCode: 200,
        functionError: "Unhandled",
        payload: JSON.stringify({ errorType, errorMessage: message }),
      };
    }
  }

  const declaration: Declaration = {
    functionName: name("processor"),
    baseline: { min: 0, max: 0 },
    windows: [],
    limit: lease.max,
    graceSeconds: service.graceSeconds,
  };
  await documents.send(
    new PutCommand({
      TableName: CAPACITY_TABLE,
      Item: { ...declarationKey(declaration.functionName), ...declaration },
    }),
  );

  return {
    managed,
    runs,
    record,
    invocations,
    controlPlane: control,
    /** Queues a new video, as the api does. */
    async ask(id: string): Promise<void> {
      await videos.create({ id, title: id, description: "", sourceUrl: `s3://bucket/${id}` });
      await videos.queue(id);
      await starting.ensure();
    },
    status: async (id: string) => (await videos.get(id)).status,
    tick(): void {
      void scaler({ action: "reconcile" }).catch(() => {});
      void dispatcher({ action: "sweep" }).catch(() => {});
    },
  };
}

function after(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}
