// A run with overflow: two branches that share nothing but their input.
import { afterAll, describe, expect, it } from "@jest/globals";
import { overflowMark } from "../../../../app/videos/runs.ts";
import { removeTemporaryFolders } from "../../../support/stacks/template.ts";
import { EXECUTION } from "../../../support/workflow/interpret.ts";
import { type Cast, claimed, failure, runWorkflow } from "../../../support/workflow/run.ts";
import { INPUT, once, synthesiseMachines, video } from "../../../support/workflow/setting.ts";

const machineOf = synthesiseMachines();
afterAll(removeTemporaryFolders);

const run = (cast: Partial<Cast>) => runWorkflow(machineOf("over"), { input: INPUT, cast });

/** Lets the other branch go on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));
/** A branch that waits for the other one gives up after so many calls. */
const PATIENCE = 1_000;

describe("a run with overflow", () => {
  const mark = overflowMark(EXECUTION);
  /** So many chunks of one video each. */
  const onOverflow = (chunks: number) =>
    ({
      ClaimOverflow: (_payload, call) => claimed(call <= chunks ? [video(`o${call}`, mark)] : []),
    }) satisfies Partial<Cast>;

  it("works on ordinary Lambda chunk after chunk, and on managed instances with what is left for them", async () => {
    const { outcome, callsOf } = await run({ ...once("big"), ...onOverflow(3) });

    expect(outcome).toBe("SUCCEEDED");
    expect(callsOf("ProcessOnOverflow").map(({ payload, functionName }) => [payload, functionName])).toEqual(
      [1, 2, 3].map((call) => [video(`o${call}`, mark), "over-video-overflow"]),
    );
    expect(callsOf("Process").map(({ functionName }) => functionName)).toEqual(["over-video-processor"]);
    expect(callsOf("ClaimOverflow")[0]?.payload).toMatchObject({ on: "overflow", run: EXECUTION });
    expect(callsOf("Claim")[0]?.payload).toMatchObject({ on: "managed", run: EXECUTION });
  });

  it("works there while managed instances are waited for", async () => {
    let [processed, checks] = [0, 0];
    const { outcome, callsOf } = await run({
      ...once("big"),
      ...onOverflow(3),
      ProcessOnOverflow: ({ videoId, attempt }) => {
        processed += 1;
        return { videoId, attempt, outcome: "completed" };
      },
      CheckCapacity: async () => {
        await turn();
        checks += 1;
        if (checks === PATIENCE) failure("CapacityUnavailable", "ordinary Lambda did not go on beside the wait");
        return { settled: processed === 3, retryAfterSeconds: 2, seen: "state Pending" };
      },
    });

    expect([outcome, callsOf("Process").length]).toEqual(["SUCCEEDED", 1]);
  });

  it("touches no capacity while little work is there", async () => {
    const { outcome, callsOf } = await run(onOverflow(1));

    expect([outcome, callsOf("Acquire").length, callsOf("ProcessOnOverflow").length]).toEqual(["SUCCEEDED", 0, 1]);
    expect(callsOf("Release")).toEqual([]);
  });

  it("looks once more in each place that is empty at first", async () => {
    const nothing: Cast["Claim"] = (_payload, call) => claimed([], call === 1 ? 2 : 0);
    const { outcome, entered } = await run({ Claim: nothing, ClaimOverflow: nothing });

    expect(outcome).toBe("SUCCEEDED");
    expect(entered.filter((state) => state.startsWith("LookAgain")).toSorted()).toEqual([
      "LookAgain",
      "LookAgainForOverflow",
    ]);
  });

  it("goes on there after managed capacity has failed, and then fails with its error", async () => {
    let [hasReleased, after] = [false, 0];
    const { outcome, callsOf } = await run({
      ...once("big"),
      CheckCapacity: () => failure("CapacityUnavailable", "not settled in time"),
      Release: ({ owner }) => {
        hasReleased = true;
        return { released: String(owner) };
      },
      ClaimOverflow: async (_payload, call) => {
        await turn();
        if (hasReleased) after += 1;
        return claimed(after < 3 && call < PATIENCE ? [video(`o${call}`, mark)] : []);
      },
    });

    expect(outcome).toEqual({ error: "CapacityUnavailable", cause: "not settled in time" });
    expect([after, callsOf("Process").length, callsOf("Release").length]).toEqual([3, 0, 1]);
    expect(callsOf("ProcessOnOverflow")).toHaveLength(callsOf("ClaimOverflow").length - 1);
  });

  it("goes on on managed instances after ordinary Lambda could not be asked", async () => {
    let asked = 0;
    const { outcome, callsOf } = await run({
      Claim: async (_payload, call) => {
        // Its nine tries are over before managed instances have done all.
        while (call === 2 && asked < 9) await turn();
        return claimed(call <= 3 ? [video(`m${call}`)] : []);
      },
      ClaimOverflow: () => {
        asked += 1;
        return failure("Down");
      },
    });

    expect([outcome, callsOf("ClaimOverflow").length, callsOf("Process").length]).toEqual(["SUCCEEDED", 9, 3]);
    expect(callsOf("Release")).toHaveLength(1);
  });
});
