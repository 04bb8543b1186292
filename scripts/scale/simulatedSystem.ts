// The whole video service in virtual time: the code that is deployed, the definition that is deployed, and the local run's Lambda
// and DynamoDB in this process. Hours of load in seconds.
import { setImmediate as turn } from "node:timers/promises";
import { declarationKey } from "../../app/capacity/capacityKeys.ts";
import { createCapacityRequests } from "../../app/capacity/capacityRequests.ts";
import { createCapacityTable } from "../../app/capacity/capacityTable.ts";
import type { Declaration } from "../../app/capacity/declaration.ts";
import { createLambdaScaling } from "../../app/capacity/lambdaScaling.ts";
import type { ClaimSettings } from "../../app/dispatcher/claims.ts";
import { createDispatcher } from "../../app/dispatcher/dispatcher.ts";
import { createScaler } from "../../app/scaler/scaler.ts";
import type { Clock } from "../../app/shared/clock.ts";
import type { Log } from "../../app/shared/logger.ts";
import { createAttempts } from "../../app/videos/attempts.ts";
import { createQueuedVideos } from "../../app/videos/queue.ts";
import { createVideoRepository } from "../../app/videos/repository.ts";
import { createRuns } from "../../app/videos/runs.ts";
import type { RanOn } from "../../app/videos/video.ts";
import { runDefinition } from "../../stacks/service/workflow/runDefinition.ts";
import { type Mishaps, NO_MISHAPS } from "./mishaps.ts";
import { controlPlane, managedFunction, ordinaryFunction } from "./simulatedLambda.ts";
import { newRecord, processorHandler } from "./simulatedProcessor.ts";
import { MACHINE_ARN, simulateRuns } from "./simulatedRuns.ts";
import { openSimulatedTables, type SimulatedTables } from "./simulatedTables.ts";
import { CAPACITY_TABLE, TABLES, VIDEOS_TABLE } from "./tables.ts";
import { startVirtualTime, type VirtualTime } from "./virtualTime.ts";

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

/** Videos that come at once, `after` seconds. */
export interface Arrival {
  readonly after: number;
  readonly videos: number;
}

/** How a video was served. */
export interface Served {
  /** Seconds from `process` to the beginning of work. */
  readonly waited: number;
  readonly ranOn: RanOn;
  readonly status: string;
}

export interface Simulated {
  readonly served: readonly Served[];
  /** Seconds from the first `process` to 0/0. */
  readonly seconds: number;
  /** Videos on which two engines worked at once. */
  readonly twice: readonly string[];
  readonly executions: readonly { readonly name: string; readonly at: number }[];
  readonly transitions: number;
  readonly endedRuns: ReadonlyMap<string, number>;
  readonly controlPlane: {
    readonly byOperation: ReadonlyMap<string, number>;
    readonly bySecond: ReadonlyMap<number, number>;
  };
  readonly invocations: ReadonlyMap<string, number>;
  /** Bytes, by table. */
  readonly largestItems: Readonly<Record<string, number>>;
  readonly tables: {
    readonly calls: number;
    readonly written: ReadonlyMap<string, number>;
    readonly read: ReadonlyMap<string, number>;
  };
}

const STARTS_AT = Date.UTC(2026, 0, 5, 8);
const TICK_SECONDS = 60;

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

const name = (what: string) => `simulated-${what}`;
const arn = (what: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name(what)}`;

/**
 * Plays the arrivals until every video has ended and capacity is back at 0/0.
 * @param mishaps what goes wrong meanwhile
 * @throws Error after `withinSeconds`
 */
export async function simulateService(
  service: SimulatedService,
  arrivals: readonly Arrival[],
  withinSeconds: number,
  mishaps = NO_MISHAPS,
): Promise<Simulated> {
  let track = <T>(work: Promise<T>) => work;
  // Before time is replaced: creating tables waits for real.
  const tables = await openSimulatedTables(TABLES, (work) => track(work));
  const time = startVirtualTime(STARTS_AT);
  track = time.track;
  try {
    return await play({ service, arrivals, withinSeconds, mishaps }, time, tables);
  } finally {
    time.end();
    await tables.close();
  }
}

interface Play {
  readonly service: SimulatedService;
  readonly arrivals: readonly Arrival[];
  readonly withinSeconds: number;
  readonly mishaps: Mishaps;
}

async function play(
  { service, arrivals, withinSeconds, mishaps }: Play,
  time: VirtualTime,
  tables: SimulatedTables,
): Promise<Simulated> {
  const { lease, perEnvironment, timeoutSeconds, settleSeconds, overflow } = service;
  const clock: Clock = {
    now: () => new Date(),
    nowSeconds: () => Math.floor(Date.now() / 1000),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
  const monotonic = () => Date.now();
  const { client: documents } = tables;
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
      clock,
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
  const queue = createQueuedVideos(documents, { tableName: VIDEOS_TABLE, clock });
  const dispatcher = counted(
    "dispatcher",
    createDispatcher({ queue, runs: starting, capacity, clock, settings, log: silent }),
  );

  async function invoke(functionArn: string, payload: string) {
    const [what = ""] = /[a-z]+$/.exec(functionArn) ?? [];
    const event: unknown = JSON.parse(payload);
    try {
      if (what === "processor" || what === "overflow") {
        invocations.set(what, (invocations.get(what) ?? 0) + 1);
        const target = what === "processor" ? managed : ordinary;
        const { payload: answer, functionError } = await target.invoke(payload, crypto.randomUUID());
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
  const { PutCommand } = await import("@aws-sdk/lib-dynamodb");
  await documents.send(
    new PutCommand({
      TableName: CAPACITY_TABLE,
      Item: { ...declarationKey(declaration.functionName), ...declaration },
    }),
  );

  const videos = createVideoRepository(documents, { tableName: VIDEOS_TABLE, clock });
  const asked = new Map<string, number>();
  let arriving = arrivals.length;
  for (const { after: seconds, videos: count } of arrivals) {
    setTimeout(() => {
      arriving -= 1;
      for (let index = 0; index < count; index += 1) void ask(`v-${seconds}-${index}`);
    }, seconds * 1000);
  }

  async function ask(id: string): Promise<void> {
    asked.set(id, Date.now());
    await videos.create({ id, title: id, description: "", sourceUrl: `s3://bucket/${id}` });
    await videos.queue(id);
    await starting.ensure();
  }

  let ticking = true;
  const tick = () => {
    if (!ticking) return;
    void scaler({ action: "reconcile" }).catch(() => {});
    void dispatcher({ action: "sweep" }).catch(() => {});
    setTimeout(tick, TICK_SECONDS * 1000);
  };
  tick();

  // Completed ones leave the queues; what waits, or is worked on, does not.
  const isEnded = () => record.began.size === asked.size && [...record.working.values()].every((count) => count === 0);
  const isOver = () => arriving === 0 && isEnded() && runs.running() === 0 && managed.state === "Deactivated";
  await time.run(isOver, withinSeconds);
  const seconds = (Date.now() - STARTS_AT) / 1000;
  ticking = false;
  await turn();

  const served: Served[] = [];
  for (const [id, at] of asked) {
    const { at: begin, ranOn } = record.began.get(id) ?? { at: Number.NaN, ranOn: "managed" as const };
    const { status } = await videos.get(id);
    served.push({ waited: (begin - at) / 1000, ranOn, status });
  }
  return {
    served,
    seconds,
    executions: runs.use.started,
    transitions: runs.use.transitions,
    endedRuns: runs.use.ended,
    controlPlane: control,
    invocations,
    tables: tables.use,
    largestItems: {
      [VIDEOS_TABLE]: await tables.largestItem(VIDEOS_TABLE),
      [CAPACITY_TABLE]: await tables.largestItem(CAPACITY_TABLE),
    },
    twice: record.twice,
  };
}

function after(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}
