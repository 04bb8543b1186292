// Real work that is killed in the middle of a transcode: every video ends, and nothing is left behind. FFmpeg is stopped as soon
// as it transcodes, so that the kill comes in the middle however fast the machine is.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Video } from "../../app/videos/video.ts";
import { AAC, FFMPEG, H264, TONE, useClips } from "../app/processor/engines/ffmpeg/clips.ts";
import { videoClient } from "../support/http/videoClient.ts";
import { PROCESSOR } from "../support/local/capacity.ts";
import { objectsOf, type Process, processesOn, sweep, transcoderOf, workFoldersIn } from "../support/local/media.ts";
import {
  discard,
  eventually,
  isAlive,
  type LocalRun,
  ROOT,
  startLocal,
  temporaryFolder,
} from "../support/local/system.ts";

const clips = useClips();
const folder = temporaryFolder();
const jobs = join(folder, "jobs");
let run: LocalRun;

const start = () => startLocal(folder, ["--launch-seconds", "0"], ROOT, { TMPDIR: jobs });
const upload = () =>
  videoClient(run.apiUrl).upload("killed", "video/mp4", new Uint8Array(readFileSync(clips.path("long.mp4"))));

/** The video's FFmpeg, stopped in the middle of its transcode. */
async function transcoding(id: string): Promise<Process> {
  const found = await eventually(
    `video ${id} to be transcoded`,
    60,
    () => transcoderOf(id),
    () => run.output(),
  );
  process.kill(found.pid, "SIGSTOP");
  return found;
}

/** Completed, with all that belongs to it and nothing that does not. */
async function expectWhole(id: string): Promise<void> {
  const [video] = (await videoClient(run.apiUrl).ended([id], 150)) as [Video];
  expect(video).toMatchObject({ id, status: "completed", attempt: 1 });
  expect(processesOn([id])).toEqual([]);
  expect(workFoldersIn(jobs)).toEqual([]);
  const outputs = video.outputs?.map(({ name }) => `outputs/${id}/1/${name}`) ?? [];
  expect(outputs).toHaveLength(6);
  expect((await objectsOf(run)).filter((key) => key.includes(id))).toEqual([...outputs.toSorted(), `sources/${id}`]);
}

(FFMPEG ? describe : describe.skip)("in the middle of a transcode", () => {
  beforeAll(async () => {
    mkdirSync(jobs);
    clips.make("long.mp4", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25", ...TONE, "-t", "12", ...H264, ...AAC);
    run = await start();
  });
  afterAll(() => discard(run, folder));

  it("the kill of FFmpeg costs another run of the attempt", async () => {
    const id = await upload();

    process.kill((await transcoding(id)).pid, "SIGKILL");

    await expectWhole(id);
  }, 300_000);

  it("the kill of an execution environment takes its FFmpeg along, and another one begins again", async () => {
    const id = await upload();

    const { pid, parent } = await transcoding(id);
    expect(run.environments(PROCESSOR)).toContain(parent);
    process.kill(parent, "SIGKILL");
    await eventually("FFmpeg to end", 10, () => (isAlive(pid) ? undefined : true));

    await expectWhole(id);
  }, 300_000);

  it("the kill of the whole run takes every FFmpeg along, and the next start goes on", async () => {
    const id = await upload();

    await transcoding(id);
    await run.end("SIGKILL");
    await eventually("all processes to end", 10, () =>
      processesOn([id]).length === 0 && !run.environments().some(isAlive) ? true : undefined,
    );
    run = await start();

    await expectWhole(id);
  }, 300_000);

  it("leaves only what the last attempt made when a video is processed again", async () => {
    const videos = videoClient(run.apiUrl);
    const { body } = await videos.call("GET", "/videos?limit=1");
    const [{ id }] = (body as { videos: [Video] }).videos;
    expect(await videos.process(id)).toBe(202);
    const [video] = (await videos.ended([id], 150)) as [Video];

    await sweep(run);

    expect(video).toMatchObject({ status: "completed", attempt: 2 });
    const left = (await objectsOf(run)).filter((key) => key.startsWith(`outputs/${id}/`));
    expect(left).toEqual(video.outputs?.map(({ name }) => `outputs/${id}/2/${name}`).toSorted());
  }, 300_000);

  it("leaves no object when the videos go", async () => {
    const { body } = await videoClient(run.apiUrl).call("GET", "/videos");
    const { videos } = body as { videos: Video[] };
    for (const { id } of videos) await fetch(`${run.apiUrl}/videos/${id}`, { method: "DELETE" });

    expect(await sweep(run)).toMatchObject({ emptied: videos.length });
    expect(await objectsOf(run)).toEqual([]);
  });
});
