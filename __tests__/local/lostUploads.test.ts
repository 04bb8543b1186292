// Uploads of which no event tells: the bus may not call the dispatcher, so that every event of the bucket is lost; and the
// schedule may not, so that the sweeps are those of the tests.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { SingleUpload } from "../../app/media/uploads.ts";
import { LOOK_AFTER_SECONDS, UPLOAD_SECONDS } from "../../app/videos/awaited.ts";
import { buildArchives, pathsOf } from "../../scripts/build/bundles.ts";
import { videoClient } from "../support/http/videoClient.ts";
import { lmiJson } from "../support/lmi/lmiCommand.ts";
import { objectsOf, sweep } from "../support/local/media.ts";
import { ENVIRONMENT } from "../support/local/permissionStories.ts";
import { type Run, removables, runWithout } from "../support/local/permissions.ts";
import { eventually } from "../support/local/system.ts";
import { removeTemporaryFolders, synthesise } from "../support/stacks/template.ts";

const BYTES = new TextEncoder().encode("a video");
/** What is told of an event that is lost. */
const LACKS = "policy of function:dev-video-dispatcher lacks";

let run: Run;
beforeAll(async () => {
  const { folder } = synthesise([ENVIRONMENT], pathsOf(await buildArchives()));
  const all = await removables(folder, ENVIRONMENT.name);
  const lost = all.filter(
    ({ type, holder, statement }) =>
      (type === "aws_lambda_permission" && statement === "SourceUploaded") ||
      (holder === "dev-video-tick" && statement === "0"),
  );
  expect(lost).toHaveLength(2);
  run = await runWithout(lost, folder, ENVIRONMENT.name);
});
afterAll(async () => {
  await run.stop();
  removeTemporaryFolders();
});

/** Declares a video as if that had been so many seconds ago. */
async function declaredBefore(seconds: number, what: object): Promise<{ id: string; upload: SingleUpload }> {
  const variables = { AWS_ENDPOINT_URL: run.awsUrl };
  const fault = ["--function", "dev-video-api", `--seconds=${-seconds}`];
  const { id } = await lmiJson(["local", "fault", "add", "clock-skew", ...fault], variables);
  try {
    const declared = { title: "v", contentType: "video/mp4", bytes: BYTES.length, ...what };
    return (await videoClient(run.apiUrl).call("POST", "/videos", declared)).body;
  } finally {
    await lmiJson(["local", "fault", "clear", String(id)], variables);
  }
}

const put = async ({ url, headers }: SingleUpload) =>
  (await fetch(url, { method: "PUT", headers, body: BYTES })).status;
const statusOf = async (id: string) => (await videoClient(run.apiUrl).get(id)).status;

describe("an upload of which no event tells", () => {
  it.each([{}, { process: "now" }])("is found by the sweep once it is looked for: %j", async (what) => {
    const { id, upload } = await declaredBefore(LOOK_AFTER_SECONDS, what);
    expect(await put(upload)).toBe(200);
    await eventually("the event to be lost", 20, () => run.denials().find((line) => line.includes(LACKS)), run.output);
    expect(await statusOf(id)).toBe("awaiting-upload");

    expect(await sweep(run)).toMatchObject({ uploads: 1 });

    if ("process" in what) expect(await videoClient(run.apiUrl).ended([id], 60)).toMatchObject([{ attempt: 1 }]);
    expect(await statusOf(id)).toBe("process" in what ? "completed" : "uploaded");
  });
});

describe("an upload that does not come", () => {
  it("is waited for until it would be too late", async () => {
    const { id } = await declaredBefore(LOOK_AFTER_SECONDS, {});

    expect(await sweep(run)).toMatchObject({ uploads: 0 });
    expect(await statusOf(id)).toBe("awaiting-upload");
  });

  it("fails the video then, which cannot be processed or uploaded any more", async () => {
    const { id, upload } = await declaredBefore(UPLOAD_SECONDS, { process: "now" });

    expect(await sweep(run)).toMatchObject({ uploads: 1 });

    const expired = { status: "failed", failure: { code: "UPLOAD_EXPIRED" } };
    expect(await videoClient(run.apiUrl).get(id)).toMatchObject(expired);
    expect(await videoClient(run.apiUrl).process(id)).toBe(409);
    expect(await put(upload)).toBe(403);
    expect((await objectsOf(run)).filter((key) => key.includes(id))).toEqual([]);
  });
});
