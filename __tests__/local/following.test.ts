// One request, followed by its ids and its trace from API Gateway to the worker, in the logs of a local run.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "@jest/globals";
import { withEngineOf } from "../../scripts/scale/quickEngine.ts";
import { videoClient } from "../support/http/videoClient.ts";
import { discard, eventually, type LocalRun, startLocal, temporaryFolder } from "../support/local/system.ts";

const folder = temporaryFolder();
let run: LocalRun | undefined;
afterEach(() => discard(run, folder));

/** What the functions have logged so far, parsed. */
function lines(): Record<string, unknown>[] {
  const logs = join(folder, "data", "logs");
  const files = readdirSync(logs, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap(({ parentPath, name }) =>
    readFileSync(join(parentPath, name), "utf8")
      .split("\n")
      .flatMap((line) => {
        const json = /\{.*\}$/.exec(line)?.[0];
        try {
          return json === undefined ? [] : [JSON.parse(json) as Record<string, unknown>];
        } catch {
          return [];
        }
      }),
  );
}

const logged = (fields: Record<string, unknown>) =>
  eventually(
    JSON.stringify(fields),
    30,
    () => lines().find((line) => Object.entries(fields).every(([name, value]) => line[name] === value)),
    () => JSON.stringify(lines().slice(-20)),
  );

/** The repository with a dev that is traced. */
function traced(): string {
  const copy = withEngineOf(200, folder);
  const dev = join(copy, "stacks", "config", "dev.ts");
  const layer = "arn:aws:lambda:us-east-1:123456789012:layer:AWSOpenTelemetryDistroJs:12";
  const text = readFileSync(dev, "utf8");
  writeFileSync(dev, text.replace("  runtime:", `  tracing: { adotLayerArn: "${layer}" },\n  runtime:`));
  return copy;
}

const TRACE = ["6929e1c0", "0123456789abcdef01234567"] as const;

it("a request leads to its video, the video to its run and worker, the run to its lease, in one trace up to the children", async () => {
  run = await startLocal(folder, [], traced());
  const response = await fetch(`${run.apiUrl}/videos`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-amzn-trace-id": `Root=1-${TRACE.join("-")}` },
    body: JSON.stringify({ title: "Title", sourceUrl: "s3://bucket/v.mp4", process: "now" }),
  });
  const { id } = (await response.json()) as { id: string };
  await videoClient(run.apiUrl).ended([id], 80);

  const request = await logged({ service: "api", requestId: response.headers.get("apigw-requestid") });
  const attempt = await logged({ service: "processor", message: "attempt ended", videoId: request.videoId });
  const lease = await logged({ service: "scaler", message: "lease acquired", run: attempt.run });

  expect(request).toMatchObject({ videoId: id, invocationId: expect.any(String), status: 201 });
  expect(attempt).toMatchObject({ requestId: expect.any(String), run: expect.stringContaining(":execution:") });
  expect(lease).toMatchObject({ requestId: expect.any(String), owner: attempt.run });
  expect([request.trace_id, lease.trace_id]).toEqual([TRACE.join(""), TRACE.join("")]);
  // Of a child execution of its own.
  expect(attempt.trace_id).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set([request.invocationId, attempt.requestId, lease.requestId]).size).toBe(3);
});
