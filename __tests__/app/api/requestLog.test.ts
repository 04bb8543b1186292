import { describe, expect, it } from "@jest/globals";
import { processVideo } from "../../../app/processor/processVideo.ts";
import { createAttempts } from "../../../app/videos/attempts.ts";
import type { Video } from "../../../app/videos/video.ts";
import { testApi } from "../../support/app/api.ts";
import { useDynamo } from "../../support/app/dynamo.ts";

const dynamo = useDynamo();
const JSON_TYPE = { "content-type": "application/json" };

/** What the function hands on of an event. */
const ofGateway = { requestContext: { requestId: "gateway-1" }, lambdaContext: { awsRequestId: "invocation-1" } };

describe("the log", () => {
  it("leads from the access log's request id to the worker", async () => {
    const { app, log, tableName, clock } = await testApi(dynamo);
    const body = JSON.stringify({ title: "Title", sourceUrl: "s3://media/v.mp4", process: "now" });

    const created = await app.request("/videos", { method: "POST", headers: JSON_TYPE, body }, ofGateway);
    const { id } = (await created.json()) as Video;
    await processVideo(
      {
        attempts: createAttempts(dynamo.client, { tableName, clock }),
        engine: { name: "none", process: async () => ({ engine: "none", stages: [] }) } as never,
        clock,
        log,
        ranOn: "managed",
      },
      { videoId: id, attempt: 1, run: "run-1" },
      { claimedBy: "invocation-2", remainingMilliseconds: () => 60_000 },
    );

    const [request, attempt] = log.entries.map(({ message, details }) => ({ message, ...details }));
    expect(request).toMatchObject({ message: "request", requestId: "gateway-1", invocationId: "invocation-1" });
    expect(request).toMatchObject({ method: "POST", path: "/videos", status: 201, videoId: id });
    expect(attempt).toMatchObject({ message: "attempt ended", videoId: id, run: "run-1", requestId: "invocation-2" });
  });

  it("has no line for /health, and a bounded one for a long path", async () => {
    const { app, log } = await testApi(dynamo);

    await app.request("/health");
    await app.request(`/${"a".repeat(5_000)}`);

    expect(log.entries.map(({ details }) => String(details.path).length)).toEqual([200]);
  });
});
