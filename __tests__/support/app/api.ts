// The API over an empty table, spoken to as a client does.
import type { Hono } from "hono";
import { createApp } from "../../../app/api/app.ts";
import { createProcessingWindows } from "../../../app/api/processingWindows.ts";
import type { AllowedSources } from "../../../app/api/videoRequests.ts";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import type { Resolve } from "../../../app/media/publicHost.ts";
import { createIdempotencyKeys, type IdempotencyKeys } from "../../../app/videos/idempotencyKeys.ts";
import type { VideoRepository } from "../../../app/videos/repository.ts";
import { createRuns } from "../../../app/videos/runs.ts";
import { assertDescribed } from "./describedResponses.ts";
import type { TestDynamo } from "./dynamo.ts";
import { FakeMedia } from "./fakeMedia.ts";
import { type RecordingLog, recordingLog } from "./log.ts";
import { FakeStepFunctions, STATE_MACHINE_ARN } from "./stepFunctions.ts";
import { type TestVideos, testVideos } from "./videos.ts";

/** The longest that one video may take. */
export const VIDEO_SECONDS = 600;

export interface TestApi extends TestVideos {
  readonly app: Hono;
  readonly stepFunctions: FakeStepFunctions;
  readonly log: RecordingLog;
  readonly media: FakeMedia;
  readonly keys: IdempotencyKeys;
  /** Sends `body` as JSON, or as it is when it is text; the answer must be as the API's description says. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

export async function testApi(
  dynamo: TestDynamo,
  {
    sources = { buckets: ["media"], hosts: [] },
    resolve = async () => [],
    broken = {},
    windows = [],
    keys: rigKeys = (keys) => keys,
  }: {
    sources?: AllowedSources;
    resolve?: Resolve;
    broken?: Partial<VideoRepository>;
    windows?: readonly BatchWindow[];
    keys?: (keys: IdempotencyKeys) => IdempotencyKeys;
  } = {},
): Promise<TestApi> {
  const rigged = await testVideos(dynamo);
  const stepFunctions = new FakeStepFunctions();
  const log = recordingLog();
  const media = new FakeMedia(rigged.clock);
  const keys = rigKeys(createIdempotencyKeys(dynamo.client, { tableName: rigged.tableName, clock: rigged.clock }));
  const app = createApp({
    uploads: media.forApi,
    videos: { ...rigged.videos, ...broken },
    keys,
    runs: createRuns(stepFunctions.client, { stateMachineArn: STATE_MACHINE_ARN, clock: rigged.clock }),
    windows: createProcessingWindows(
      {
        declaration: async (functionName) => ({
          functionName,
          baseline: { min: 0, max: 0 },
          windows,
          limit: 10,
          graceSeconds: 60,
        }),
      },
      { processorName: "processor", videoSeconds: VIDEO_SECONDS, clock: rigged.clock },
    ),
    log,
    sources,
    resolve,
  });
  const send: TestApi["send"] = async (method, path, body, headers = { "content-type": "application/json" }) => {
    const response = await app.request(path, {
      method,
      ...(body !== undefined && { headers, body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    await assertDescribed(method, path, response);
    return response;
  };
  return { ...rigged, app, stepFunctions, log, media, keys, send };
}

/** The response as it is told in RFC 9457's terms, with its media type. */
export async function problemOf(response: Response) {
  return { contentType: response.headers.get("content-type"), ...((await response.json()) as object) };
}

export const problem = (
  status: number,
  title: string,
  detail: string,
  invalid?: { path: string; message: string }[],
) => ({
  contentType: "application/problem+json",
  type: "about:blank",
  title,
  status,
  detail,
  ...(invalid && { invalid }),
});
