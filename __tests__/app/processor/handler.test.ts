import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Context } from "aws-lambda";
import { useDynamo } from "../../support/app/dynamo.ts";
import { printedLines, setEnvironment } from "../../support/app/functions.ts";
import { RUN, type TestVideos, testVideos } from "../../support/app/videos.ts";

const dynamo = useDynamo();
const context = { awsRequestId: "request-1", getRemainingTimeInMillis: () => 60_000 } as Context;
const printed = printedLines();
let handler: (event: unknown, context: Context) => Promise<unknown>;
let rigged: TestVideos;

beforeAll(async () => {
  rigged = await testVideos(dynamo);
  setEnvironment({
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    VIDEOS_TABLE: rigged.tableName,
    MEDIA_BUCKET: "media",
    ENGINE: "simulated",
    SIMULATED_CPU_MILLISECONDS: "10",
    RAN_ON: "overflow",
    POWERTOOLS_LOG_LEVEL: "INFO",
    POWERTOOLS_SERVICE_NAME: "dev-video-overflow",
    RETENTION_DAYS: "7",
  });
  ({ handler } = await import("../../../app/processor/handler.ts"));
});

describe("the processor function", () => {
  it("processes the attempt that it is called with, and counts its outcome", async () => {
    await rigged.video("v", "claimed");

    const answer = await handler({ videoId: "v", attempt: 1, run: RUN }, context);

    expect(answer).toEqual({ videoId: "v", attempt: 1, outcome: "completed" });
    expect(await rigged.videos.get("v")).toMatchObject({
      status: "completed",
      ranOn: "overflow",
      result: { engine: "simulated" },
    });
    expect(printed).toContainEqual(expect.objectContaining({ message: "attempt ended", outcome: "completed" }));
    expect(printed).toContainEqual(
      expect.objectContaining({
        service: "dev-video-overflow",
        outcome: "completed",
        Attempts: 1,
        _aws: expect.anything(),
      }),
    );
  });

  it("says how long the engine worked, what is in /tmp and how many attempts its worker has", async () => {
    await Promise.all(["a", "b"].map((id) => rigged.video(id, "claimed")));
    printed.length = 0;

    await Promise.all(["a", "b"].map((videoId) => handler({ videoId, attempt: 1, run: RUN }, context)));

    const lines = printed.filter((line) => "EngineSeconds" in line);
    expect(lines.map(({ JobsInFlight }) => JobsInFlight).toSorted()).toEqual([1, 2]);
    for (const line of lines) {
      expect(line).toMatchObject({
        service: "dev-video-overflow",
        TmpBytes: expect.any(Number),
        _aws: expect.anything(),
      });
      expect(line.EngineSeconds).toBeGreaterThan(0);
    }
  });

  it.each([
    [{}, /"videoId"/],
    [{ videoId: "", attempt: 1 }, /"videoId"/],
    [{ videoId: "v" }, /"attempt"/],
    [{ videoId: "v", attempt: 0 }, /"attempt"/],
    [{ videoId: "v", attempt: 1 }, /"run"/],
  ])("refuses %j by name", async (event, name) => {
    await expect(handler(event, context)).rejects.toThrow(name);
  });
});
