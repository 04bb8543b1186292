// lmi batch against the local system.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { systemClock } from "../../../app/shared/clock.ts";
import { createVideoRepository } from "../../../app/videos/repository.ts";
import { videoClient } from "../../support/http/videoClient.ts";
import { lmi, lmiJson } from "../../support/lmi/lmiCommand.ts";
import { discard, eventually, type LocalRun, startLocal, temporaryFolder } from "../../support/local/system.ts";

let folder: string;
let run: LocalRun;
let at: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = temporaryFolder();
  run = await startLocal(folder, ["--launch-seconds", "1", "--tick-once"]);
  at = { AWS_ENDPOINT_URL: run.awsUrl };
});

afterAll(() => discard(run, folder));

const queued = (id: string) => {
  const here = {
    endpoint: run.awsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "operator", secretAccessKey: "operator" },
  };
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(here));
  return createVideoRepository(documents, { tableName: "dev-video-videos", clock: systemClock }).queue(id, "window");
};

it("starts a run of so many videos, shows how it ended, and leaves the rest waiting", async () => {
  const videos = videoClient(run.apiUrl);
  const ids = [(await videos.create("first")).id, (await videos.create("second")).id];
  // As when the window that they waited for was taken out of the configuration; the API takes none for it then.
  for (const id of ids) await queued(id);
  expect(await lmiJson(["batch", "status"], at)).toEqual({ runs: [] });

  const rehearsed = await lmiJson(["batch", "start", "--max-videos", "1", "--dry-run"], at);
  expect(rehearsed.calls).toMatchObject([{ service: "SFN", operation: "StartExecution" }]);
  expect(await lmiJson(["batch", "status"], at)).toEqual({ runs: [] });

  const { name } = await lmiJson(["batch", "start", "--max-videos", "1", "--for", "10m"], at);
  await eventually("the run to end", 40, async () => {
    const { runs } = await lmiJson(["batch", "status", "--count", "1"], at);
    return runs[0].name === name && runs[0].status === "SUCCEEDED" ? true : undefined;
  });
  const statuses = (await Promise.all(ids.map(videos.get))).map(({ status }) => status);
  // Which of two that were queued within a second comes first is open.
  expect(statuses.toSorted()).toEqual(["completed", "queued"]);
});

it("stops the runs that go on, and says when there is none", async () => {
  const { name } = await lmiJson(["batch", "start"], at);

  expect(await lmiJson(["batch", "stop"], at)).toEqual({ stopped: [name] });

  const { runs } = await lmiJson(["batch", "status", "--count", "1"], at);
  expect(runs).toMatchObject([{ name, status: "ABORTED" }]);
  expect(await lmi(["batch", "stop"], at)).toMatchObject({ code: 0, stdout: "no run goes on\n", stderr: "" });
});

it("names a run that it was to stop and that is not there", async () => {
  const { code, stderr } = await lmi(["batch", "stop", "nightly"], at);
  expect([code, stderr]).toEqual([2, "run nightly: not found; lmi batch status lists the latest\n"]);
});

it("refuses a number of videos that is none, in one line", async () => {
  const { code, stderr } = await lmi(["batch", "start", "--max-videos", "0"], at);
  expect([code, stderr]).toEqual([2, "--max-videos: must be a whole number from 1 to 10000000, got 0\n"]);
});
