// The rights that only FFmpeg's work needs: with all of them sources are read and outputs kept, and without one it is missed.
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { ulid } from "ulid";
import { sourceKey } from "../../app/media/keys.ts";
import { buildArchives, pathsOf } from "../../scripts/build/bundles.ts";
import { FFMPEG, H264, PICTURE, useClips } from "../app/processor/engines/ffmpeg/clips.ts";
import { videoClient } from "../support/http/videoClient.ts";
import { administrator, environmentWith } from "../support/local/permissionStories.ts";
import { type Run, removables, runWithout } from "../support/local/permissions.ts";
import { eventually } from "../support/local/system.ts";
import { removeTemporaryFolders, synthesise } from "../support/stacks/template.ts";

const ENVIRONMENT = environmentWith({
  "functions.processor.maxConcurrency": 2,
  "functions.processor.engine": { type: "ffmpeg", layer: "build", maxDurationSeconds: 60, renditions: [720, 144] },
  sources: { buckets: ["elsewhere"] },
});
const RUN = "arn:aws:states:us-east-1:000000000000:execution:dev-video-processing:seeded";
const FUNCTIONS = ["processor", "overflow"];

const clips = useClips();
const { folder } = synthesise([ENVIRONMENT], pathsOf(await buildArchives()));
const ofMedia = (await removables(folder, ENVIRONMENT.name)).filter(
  ({ holder, statement }) =>
    FUNCTIONS.some((what) => holder.endsWith(`-${what}`)) && /^(Sources|Outputs|OtherSources)$/.test(statement),
);

let run: Run | undefined;
afterAll(removeTemporaryFolders);
afterEach(async () => {
  await run?.stop();
  run = undefined;
});

/** A video that was uploaded and one whose source is in another bucket, in the hands of a function: what it said, and what they are then. */
async function processed(here: Run, what: string): Promise<string[]> {
  const { seeds, invoke } = administrator(here);
  const [uploaded, elsewhere] = [ulid(), ulid()];
  await seeds.claimed(uploaded, RUN); // first: a source that no video owns is deleted
  await seeds.put(sourceKey(uploaded), readFileSync(clips.path("short.mp4")), "video/mp4");
  await seeds.claimed(elsewhere, RUN, "s3://elsewhere/short.mp4");
  const told: string[] = [];
  for (const videoId of [uploaded, elsewhere]) {
    const answer = await invoke(what, { videoId, attempt: 1, run: RUN });
    const { status, failure, outputs = [] } = await videoClient(here.apiUrl).get(videoId);
    const made = outputs.map(({ name }) => name).filter((name) => name.endsWith(".mp4"));
    told.push([status, failure?.code, JSON.parse(answer).errorMessage, ...made].filter(Boolean).join(" "));
  }
  return told;
}

/** With the sizes that are configured. */
const COMPLETED = /^completed video\.mp4 video-144p\.mp4$/;

/** What each function tells of the two: with everything, the bucket that is configured here is not there. */
const TOLD: Readonly<Record<string, readonly [RegExp, RegExp]>> = {
  "": [COMPLETED, /^failed SOURCE_UNREADABLE$/],
  Sources: [/^processing ffmpeg: the source could not be fetched$/, /^failed SOURCE_UNREADABLE$/],
  Outputs: [/^processing media files: S3 PUT outputs\/.*: 403 AccessDenied$/, /^failed SOURCE_UNREADABLE$/],
  OtherSources: [COMPLETED, /^processing ffmpeg: the source could not be fetched$/],
};

(FFMPEG ? describe : describe.skip)("the processor, on managed instances and on ordinary Lambda", () => {
  beforeAll(() => clips.make("short.mp4", ...PICTURE, "-t", "1", ...H264));

  it("has a statement for each way to media", () => {
    expect(ofMedia).toHaveLength(6);
  });

  it.each(Object.keys(TOLD))("misses what is gone: %s", async (gone) => {
    const removed = ofMedia.filter(({ statement }) => statement === gone);
    run = await runWithout(removed, folder, ENVIRONMENT.name);
    const { denials, output } = run;

    for (const what of FUNCTIONS) {
      const told = await processed(run, what);
      expect(told).toEqual(TOLD[gone]?.map((words) => expect.stringMatching(words)));
    }

    for (const { holder } of removed)
      await eventually(gone, 20, () => denials().find((line) => line.includes(`role ${holder} lacks: `)), output);
    if (removed.length === 0) expect(denials()).toEqual([]);
  });
});
