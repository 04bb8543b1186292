import { beforeAll, describe, expect, it } from "@jest/globals";
import { useDynamo } from "../../support/app/dynamo.ts";
import { printedLines, setEnvironment } from "../../support/app/functions.ts";
import { STATE_MACHINE_ARN } from "../../support/app/stepFunctions.ts";
import { type TestVideos, testVideos } from "../../support/app/videos.ts";

const dynamo = useDynamo();
const printed = printedLines();
let handler: (event: unknown, context?: { awsRequestId: string }) => Promise<unknown>;
let rigged: TestVideos;

beforeAll(async () => {
  rigged = await testVideos(dynamo);
  setEnvironment({
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    VIDEOS_TABLE: rigged.tableName,
    MEDIA_BUCKET: "media",
    CAPACITY_TABLE: await dynamo.capacityTable(),
    STATE_MACHINE_ARN,
    PROCESSOR_NAME: "processor",
    PROCESSOR_TIMEOUT_SECONDS: "600",
    PROCESSOR_MAX_CONCURRENCY: "4",
    LEASE_MIN: "1",
    LEASE_MAX: "4",
    SETTLE_SECONDS: "900",
    POWERTOOLS_LOG_LEVEL: "INFO",
  });
  const module = await import("../../../app/dispatcher/handler.ts");
  handler = module.handler as typeof handler;
});

describe("the dispatcher function", () => {
  it("sees to what it is called about", async () => {
    await rigged.video("v", "claimed");
    const error = { Error: "States.Timeout", Cause: "secret words" };

    expect(await handler({ action: "missed", videoId: "v", attempt: 1, error }, { awsRequestId: "r" })).toEqual({
      became: "waits",
    });

    expect((await rigged.videos.get("v")).waitingFor).toMatchObject({ seen: "Processing took longer than it may." });
    const logged = printed.filter(({ level }) => level !== undefined);
    expect(logged).toEqual([
      expect.objectContaining({
        level: "WARN",
        service: "dispatcher",
        requestId: "r",
        videoId: "v",
        error,
        became: "waits",
      }),
    ]);
  });

  it("refuses what it does not know", async () => {
    await expect(handler({ action: "start" })).rejects.toThrow(/Expected 'sweep' \| 'claim' \| 'missed'/);
  });

  it("fails, and says why, where nothing is declared for its function", async () => {
    await expect(handler({ action: "sweep" })).rejects.toThrow(/processor: not declared/);
  });
});
