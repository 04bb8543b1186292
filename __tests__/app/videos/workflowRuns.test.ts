import { describe, expect, it } from "@jest/globals";
import { createWorkflowRuns } from "../../../app/videos/workflowRuns.ts";
import { executionArn, FakeStepFunctions, STATE_MACHINE_ARN, sfnError } from "../../support/appStepFunctions.ts";

const attempt = { videoId: "v", attempt: 2 };

function rig() {
  const stepFunctions = new FakeStepFunctions();
  return { stepFunctions, runs: createWorkflowRuns(stepFunctions.client, STATE_MACHINE_ARN) };
}

describe("an attempt's run", () => {
  it("is started under the attempt's name, with the attempt as its input", async () => {
    const { stepFunctions, runs } = rig();

    await runs.start(attempt);

    expect([...stepFunctions.started]).toEqual([["v-2", { videos: [{ videoId: "v", attempt: 2 }] }]]);
  });

  it("is started once, however often that is asked for", async () => {
    const { stepFunctions, runs } = rig();

    await Promise.all([runs.start(attempt), runs.start(attempt)]);
    await runs.start(attempt);

    expect(stepFunctions.started.size).toBe(1);
  });

  it("is another one for the next attempt", async () => {
    const { stepFunctions, runs } = rig();

    await runs.start(attempt);
    await runs.start({ ...attempt, attempt: 3 });

    expect([...stepFunctions.started.keys()]).toEqual(["v-2", "v-3"]);
  });

  it.each([
    ["RUNNING", "running"],
    ["PENDING_REDRIVE", "running"],
    ["SUCCEEDED", "ended"],
    ["FAILED", "ended"],
    ["TIMED_OUT", "ended"],
    ["ABORTED", "ended"],
  ] as const)("that is %s counts as %s", async (status, counts) => {
    const { stepFunctions, runs } = rig();
    stepFunctions.statuses.set(executionArn("v-2"), status);

    expect(await runs.status(attempt)).toBe(counts);
  });

  it("that was never started counts as none", async () => {
    const { runs } = rig();

    expect(await runs.status(attempt)).toBe("none");
  });

  it.each(["start", "status"] as const)("passes on why Step Functions refused: %s", async (call) => {
    const { stepFunctions, runs } = rig();
    stepFunctions.down = sfnError("ThrottlingException", "Rate exceeded");

    await expect(runs[call](attempt)).rejects.toThrow("Rate exceeded");
  });
});
