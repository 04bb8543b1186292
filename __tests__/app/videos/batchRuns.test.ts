import { describe, expect, it } from "@jest/globals";
import { MAX_LEASE_SECONDS } from "../../../app/capacity/lease.ts";
import { type BatchInput, batchInput, createBatchRuns, UNBOUNDED } from "../../../app/videos/batchRuns.ts";
import { BATCH_TIMEOUT_SECONDS } from "../../../stacks/service/workflow/batchDefinition.ts";
import { executionArn, FakeStepFunctions, STATE_MACHINE_ARN, sfnError } from "../../support/appStepFunctions.ts";

const UNTIL = 1_767_600_000;
const NOW = UNTIL - 8 * 3_600;
const INPUT = batchInput({ config: { min: 2, max: 10 }, now: NOW, until: UNTIL, perEnvironment: 4 });

/** The longest run: 25 hours. */
const LONGEST = 25 * 3_600;

function rig() {
  const stepFunctions = new FakeStepFunctions();
  return { stepFunctions, batches: createBatchRuns(stepFunctions.client, STATE_MACHINE_ARN) };
}

describe("a batch run's input", () => {
  it("asks for the config until five minutes after the window, and for all videos", () => {
    expect(INPUT).toEqual({
      config: { min: 2, max: 10 },
      until: UNTIL,
      leaseUntil: UNTIL + 300,
      concurrency: 40,
      claimed: { videos: [], left: UNBOUNDED, rounds: 1_000 },
    } satisfies BatchInput);
  });

  it.each([
    [1, 1, 1],
    [10, 4, 40],
    [24, 8, 192],
    [2_500, 4, 10_000],
    [2_501, 4, 10_000],
    [15_000, 64, 10_000],
  ])("lets %i environments of %i invocations process %i videos at once", (max, perEnvironment, concurrency) => {
    const input = batchInput({ config: { min: 1, max }, now: NOW, until: UNTIL, perEnvironment });
    expect(input.concurrency).toBe(concurrency);
  });

  it.each([
    [undefined, UNBOUNDED],
    [0, 0],
    [1, 1],
    [250, 250],
  ])("with at most %p videos may claim %i", (maxVideos, left) => {
    const input = batchInput({ config: { min: 1, max: 1 }, now: NOW, until: UNTIL, perEnvironment: 1, maxVideos });
    expect(input.claimed).toEqual({ videos: [], left, rounds: 1_000 });
  });

  it.each([
    [8 * 3_600, 8 * 3_600],
    [LONGEST - 1, LONGEST - 1],
    [LONGEST, LONGEST],
    [LONGEST + 1, LONGEST],
    [30 * 24 * 3_600, LONGEST],
  ])("for a window that closes in %i s ends in %i s, before lease and time-out do", (closesIn, endsIn) => {
    const config = { min: 1, max: 1 };
    const { until, leaseUntil } = batchInput({ config, now: NOW, until: NOW + closesIn, perEnvironment: 1 });

    expect([until - NOW, leaseUntil - until]).toEqual([endsIn, 300]);
    expect(leaseUntil - NOW).toBeLessThan(BATCH_TIMEOUT_SECONDS);
    expect(leaseUntil - NOW).toBeLessThan(MAX_LEASE_SECONDS);
  });

  it("has no other bound than a hundred times what must fit", () => {
    expect(UNBOUNDED).toBe(100 * 100_000);
  });
});

describe("a batch run", () => {
  it("is started under its name, with its input", async () => {
    const { stepFunctions, batches } = rig();

    await batches.start("nightly-20260105T220000Z", INPUT);

    expect([...stepFunctions.started]).toEqual([["nightly-20260105T220000Z", INPUT]]);
  });

  it("is started once, however often that is asked for, and whatever with", async () => {
    const { stepFunctions, batches } = rig();

    await Promise.all([batches.start("nightly-1", INPUT), batches.start("nightly-1", INPUT)]);
    await batches.start("nightly-1", { ...INPUT, concurrency: 1 });

    expect([...stepFunctions.started]).toEqual([["nightly-1", INPUT]]);
  });

  it("is not started again after its end", async () => {
    const { stepFunctions, batches } = rig();
    await batches.start("nightly-1", INPUT);
    stepFunctions.statuses.set(executionArn("nightly-1"), "FAILED");

    await batches.start("nightly-1", INPUT);

    expect(await batches.status(executionArn("nightly-1"))).toBe("ended");
  });

  it("is known by an ARN that its name says", async () => {
    const { batches } = rig();
    await batches.start("nightly-1", INPUT);

    const statuses = await Promise.all(["nightly-1", "nightly-2"].map((name) => batches.status(batches.arnOf(name))));

    expect(batches.arnOf("nightly-1")).toBe(executionArn("nightly-1"));
    expect(statuses).toEqual(["running", "none"]);
  });

  it("is another one under another name", async () => {
    const { stepFunctions, batches } = rig();

    await batches.start("nightly-1", INPUT);
    await batches.start("nightly-2", INPUT);

    expect([...stepFunctions.started.keys()]).toEqual(["nightly-1", "nightly-2"]);
  });

  it.each([
    ["RUNNING", "running"],
    ["PENDING_REDRIVE", "running"],
    ["SUCCEEDED", "ended"],
    ["FAILED", "ended"],
    ["TIMED_OUT", "ended"],
    ["ABORTED", "ended"],
  ] as const)("that is %s counts as %s", async (status, counts) => {
    const { stepFunctions, batches } = rig();
    stepFunctions.statuses.set(executionArn("nightly-1"), status);

    expect(await batches.status(executionArn("nightly-1"))).toBe(counts);
  });

  it("that is not known counts as none", async () => {
    const { batches } = rig();

    expect(await batches.status(executionArn("nightly-1"))).toBe("none");
  });

  it("passes on why Step Functions refused", async () => {
    const { stepFunctions, batches } = rig();
    stepFunctions.down = sfnError("ThrottlingException", "Rate exceeded");

    await expect(batches.start("nightly-1", INPUT)).rejects.toThrow("Rate exceeded");
    await expect(batches.status(executionArn("nightly-1"))).rejects.toThrow("Rate exceeded");
  });
});
