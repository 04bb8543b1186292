import { describe, expect, it } from "@jest/globals";
import { lmi, lmiJson } from "../../support/lmi/lmiCommand.ts";

const compare = (...args: string[]) => ["cost", "compare", ...args];

describe("lmi cost compare, asked in videos", () => {
  it("counts each as an FFmpeg job of one vCPU, from a queue", async () => {
    const { workload } = await lmiJson(compare("--videos-per-month", "10k", "--video-minutes", "5"));

    expect(workload).toMatchObject({
      requestsPerMonth: 10_000,
      durationMs: 260_000,
      memoryMb: 1_769,
      invocationMemoryMb: 450,
      cpuShare: 1,
      arrival: "queue",
    });
  });

  it("lets other options go over it, and the CPU time be one's own", async () => {
    const { workload } = await lmiJson(
      compare(
        ...["--videos-per-month", "10k", "--video-minutes", "5", "--cpu-seconds-per-minute", "31"],
        ...["--memory-mb", "3538", "--arrival", "requests"],
      ),
    );

    expect(workload).toMatchObject({ durationMs: 155_000, memoryMb: 3_538, cpuShare: 1, arrival: "requests" });
  });

  it.each([
    [["--videos-per-month", "5"], "--video-minutes: must be given with --videos-per-month"],
    [["--video-minutes", "5"], "--videos-per-month: must be given with --video-minutes"],
    [["--cpu-seconds-per-minute", "5"], "--cpu-seconds-per-minute: only with --videos-per-month, got 5"],
    [
      ["--videos-per-month", "5", "--video-minutes", "17.4"],
      "--video-minutes: must be at most 17.3, which one invocation of 900 s carries at 52 CPU s a minute, got 17.4",
    ],
  ])("refuses %j", async (args, line) => {
    const { code, stdout, stderr } = await lmi(compare(...args));

    expect({ code, stdout, stderr: stderr.trim() }).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(line),
    });
  });
});
