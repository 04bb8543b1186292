import { describe, expect, it } from "@jest/globals";
import { CpuSlices } from "../../../../app/processor/engines/cpuSlices.ts";
import { simulatedEngine } from "../../../../app/processor/engines/simulated.ts";
import type { Progress } from "../../../../app/videos/video.ts";

const source = (sourceUrl: string) => ({ id: "v", attempt: 1, sourceUrl });
const never = new AbortController().signal;

function rig(cpuMilliseconds = 200) {
  let now = 0;
  const slices = new CpuSlices({
    now: () => {
      now += 2;
      return now;
    },
    nextTurn: (task) => queueMicrotask(task),
  });
  const reports: Progress[] = [];
  const engine = simulatedEngine({ cpuMilliseconds, slices });
  const process = (sourceUrl: string, signal = never, progress = (each: Progress) => void reports.push(each)) =>
    engine.process(source(sourceUrl), { signal, progress });
  return { process, reports };
}

describe("the simulated engine", () => {
  it("goes through a real one's stages, each with its share of the CPU time and a digest", async () => {
    const { process } = rig(200);

    const { engine, stages } = await process("s3://media/v.mp4");

    expect(engine).toBe("simulated");
    expect(stages.map(({ stage, cpuMilliseconds }) => [stage, cpuMilliseconds])).toEqual([
      ["thumbnail", 20],
      ["transcode", 110],
      ["analysis", 50],
      ["subtitles", 20],
    ]);
    for (const { digest } of stages) expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(stages.map(({ digest }) => digest)).size).toBe(4);
  });

  it("makes other digests of another source", async () => {
    const [first, second] = [await rig().process("s3://media/a.mp4"), await rig().process("s3://media/b.mp4")];

    expect(first.stages[0]?.digest).not.toBe(second.stages[0]?.digest);
  });

  it("reports progress that never goes back, from 0 to less than 100, through all stages", async () => {
    const { process, reports } = rig();

    await process("s3://media/v.mp4");

    const percents = reports.map(({ percent }) => percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(percents[0]).toBe(0);
    expect(percents.at(-1)).toBe(98);
    expect([...new Set(reports.map(({ stage }) => stage))]).toEqual([
      "thumbnail",
      "transcode",
      "analysis",
      "subtitles",
    ]);
  });

  it.each(["s3://media/corrupt", "s3://media/corrupt.mp4", "https://media.test/my-CORRUPT.MOV"])(
    "cannot read %s, and says so in words for the client",
    async (sourceUrl) => {
      const { process, reports } = rig();

      await expect(process(sourceUrl)).rejects.toMatchObject({
        name: "EngineError",
        code: "UNREADABLE_SOURCE",
        message: "The source could not be read as video.",
      });
      expect(reports).toEqual([]);
    },
  );

  it.each(["s3://media/corruption.mp4", "s3://media/corrupt/v.mp4", "s3://corrupt/v"])("can read %s", async (url) => {
    expect(await rig().process(url)).toMatchObject({ engine: "simulated" });
  });

  it("stops in the middle with the abort's reason", async () => {
    const { process } = rig();
    const stop = new AbortController();
    const seen: string[] = [];

    const stopped = process("s3://media/v.mp4", stop.signal, ({ stage }) => {
      seen.push(stage);
      if (stage === "transcode") stop.abort(new Error("out of time"));
    });

    await expect(stopped).rejects.toThrow("out of time");
    expect(seen.at(-1)).toBe("transcode");
  });
});
