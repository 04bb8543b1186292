// Many invocations share one worker on Lambda Managed Instances: nothing of one may show in another.
import { describe, expect, it } from "@jest/globals";
import { createApp } from "../../app/api/app.ts";
import { createCapacityRequests } from "../../app/capacity/capacityRequests.ts";
import { createLambdaScaling } from "../../app/capacity/lambdaScaling.ts";
import { createDispatcher } from "../../app/dispatcher/dispatcher.ts";
import { CpuSlices } from "../../app/processor/engines/cpuSlices.ts";
import { EngineError } from "../../app/processor/engines/engine.ts";
import { simulatedEngine } from "../../app/processor/engines/simulated.ts";
import { processVideo } from "../../app/processor/processVideo.ts";
import { createScaler } from "../../app/scaler/scaler.ts";
import { createIdempotencyKeys } from "../../app/videos/idempotencyKeys.ts";
import { createRuns } from "../../app/videos/runs.ts";
import { memoryCapacityTable } from "../support/app/capacityTable.ts";
import { ManualClock } from "../support/app/clock.ts";
import { testDispatcher } from "../support/app/dispatcher.ts";
import { useDynamo } from "../support/app/dynamo.ts";
import { FakeMedia } from "../support/app/fakeMedia.ts";
import { leaks, stepping } from "../support/app/interleaving.ts";
import { FakeLambda } from "../support/app/lambda.ts";
import { recordingLog } from "../support/app/log.ts";
import { FakeStepFunctions, STATE_MACHINE_ARN, sfnError } from "../support/app/stepFunctions.ts";
import { RUN, testVideos } from "../support/app/videos.ts";

const dynamo = useDynamo();

/** What a handler with a variable of its module does: kept here as a module would keep it. */
let current: string | undefined;

describe("two interleaved invocations", () => {
  it("of a handler that keeps its event in a module's variable are caught mixing their results", async () => {
    const found = await leaks(async (step) => {
      const log = recordingLog();
      const invoke = async (marker: string) => {
        log.info("invoked", { marker });
        current = marker;
        await step();
        return { marker: current };
      };
      return { invoke, logged: () => log.entries };
    });

    expect(found).toEqual(['the result of alpha shows bravo: {"marker":"bravo"}']);
  });

  it("of a handler that appends keys to a shared logger are caught mixing their logs", async () => {
    const found = await leaks(async (step) => {
      const log = recordingLog();
      const keys: Record<string, string> = {};
      const invoke = async (marker: string) => {
        keys[`video-${marker}`] = marker;
        await step();
        log.info("done", { ...keys });
        return { marker };
      };
      return { invoke, logged: () => log.entries };
    });

    expect(found).toEqual(
      Array.from({ length: 2 }, () => expect.stringMatching(/^one line of log shows both: .*alpha.*bravo/)),
    );
  });

  it("of the same handler without the variable are found clean", async () => {
    const found = await leaks(async (step) => {
      const log = recordingLog();
      const invoke = async (marker: string) => {
        await step();
        log.info("done", { marker });
        return { marker };
      };
      return { invoke, logged: () => log.entries };
    });

    expect(found).toEqual([]);
  });

  it("of the API keep to themselves", async () => {
    const found = await leaks(async (step) => {
      const { videos, video, clock, tableName } = await testVideos(dynamo);
      for (const id of ["alpha", "bravo"]) await video(id);
      const keys = stepping(createIdempotencyKeys(dynamo.client, { tableName, clock }), step);
      const stepFunctions = new FakeStepFunctions();
      stepFunctions.down = sfnError("ThrottlingException");
      const log = recordingLog();
      const runs = stepping(createRuns(stepFunctions.client, { stateMachineArn: STATE_MACHINE_ARN, clock }), step);
      const windows = { assertOneCanTakeIt: async () => {} };
      const uploads = new FakeMedia(clock).forApi;
      const sources = { buckets: ["media"], hosts: [] };
      const resolve = async () => [];
      const app = createApp({ videos: stepping(videos, step), keys, runs, windows, log, sources, resolve, uploads });
      const send = async (method: string, path: string, body?: object) => {
        const headers = { "content-type": "application/json" };
        const response = await app.request(path, { method, ...(body && { headers, body: JSON.stringify(body) }) });
        return { headers: [...response.headers], body: await response.text() };
      };
      const invoke = async (marker: string) => [
        await send("POST", "/videos", { title: marker, sourceUrl: `s3://media/${marker}` }),
        await send("PATCH", `/videos/${marker}`, { title: `New title of ${marker}` }),
        await send("POST", `/videos/${marker}/process`),
        await send("DELETE", `/videos/${marker}`),
        await send("POST", "/videos", { [marker]: marker }),
        await send("GET", `/videos/${marker}`),
      ];
      return { invoke, logged: () => log.entries };
    });

    expect(found).toEqual([]);
  });

  it.each(["completes", "fails"])("of the processor keep to themselves: the engine %s", async (how) => {
    const found = await leaks(async (step) => {
      const { videos, attempts, video, clock } = await testVideos(dynamo);
      const log = recordingLog();
      for (const id of ["alpha", "bravo"]) await video(id, "claimed");
      const slices = new CpuSlices();
      const simulated = simulatedEngine({ cpuMilliseconds: 20, slices });
      const engine: typeof simulated = {
        name: "fake",
        process: async (source, context) => {
          if (how === "fails") throw new EngineError("UNREADABLE_SOURCE", `${source.id} could not be read.`);
          return simulated.process(source, context);
        },
      };
      const invoke = async (marker: string) => {
        const event = { videoId: marker, attempt: 1, run: RUN };
        const invocation = { claimedBy: `request-${marker}`, remainingMilliseconds: () => 60_000 };
        const parts = { attempts: stepping(attempts, step), engine, clock, log, ranOn: "managed" as const };
        const processed = await processVideo(parts, event, invocation);
        return [processed, await videos.get(marker)];
      };
      return { invoke, logged: () => log.entries };
    });

    expect(found).toEqual([]);
  });

  it("of the scaler keep to themselves", async () => {
    const found = await leaks(async (step) => {
      const clock = new ManualClock();
      const lambda = new FakeLambda();
      const log = recordingLog();
      const declarations = ["alpha", "bravo"].map((functionName) => {
        lambda.hasSettled(functionName, { min: 0, max: 0 });
        return { functionName, baseline: { min: 0, max: 0 }, windows: [], limit: 20, graceSeconds: 0 };
      });
      const capacity = createCapacityRequests({
        table: stepping(memoryCapacityTable(declarations, clock), step),
        scaling: stepping(createLambdaScaling(lambda.client), step),
        clock,
        log,
      });
      const scaler = createScaler(capacity);
      const invoke = async (marker: string) => {
        const key = { functionName: marker, owner: `run-${marker}` };
        const wanted = marker === "alpha" ? { min: 1, max: 4 } : { min: 2, max: 8 };
        const acquired = await scaler({ action: "acquire", ...key, config: wanted, seconds: 60, settleSeconds: 30 });
        const check = { action: "check", ...key, since: 0 };
        const checked = await scaler({ ...check, settleBy: clock.nowSeconds() + 30 });
        expect(checked).toMatchObject({
          seen: expect.stringMatching(`^requested ${wanted.min}/${wanted.max}, .*state Pending$`),
        });
        const refused = await scaler({ ...check, settleBy: 0 }).catch((error: Error) => error.message);
        return [acquired, checked, refused, await scaler({ action: "release", ...key })];
      };
      return { invoke, logged: () => log.entries };
    });

    expect(found).toEqual([]);
  });

  it("of the dispatcher keep to themselves", async () => {
    const found = await leaks(async (step) => {
      const { videos, queue, video, clock } = await testVideos(dynamo);
      for (const id of ["alpha", "bravo"]) await video(id, "claimed");
      const log = recordingLog();
      const stepFunctions = new FakeStepFunctions();
      const dispatcher = createDispatcher({
        ...testDispatcher({ clock, stepFunctions, log }),
        queue: stepping(queue, step),
      });
      const invoke = async (marker: string) => {
        const error = { Error: `of ${marker}` };
        const missed = await dispatcher({ action: "missed", videoId: marker, attempt: 1, error });
        return [missed, await videos.get(marker)];
      };
      return { invoke, logged: () => log.entries };
    });

    expect(found).toEqual([]);
  });
});
