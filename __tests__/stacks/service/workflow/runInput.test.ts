import { afterAll, describe, expect, it } from "@jest/globals";
import { createRuns } from "../../../../app/videos/runs.ts";
import { ManualClock } from "../../../support/app/clock.ts";
import { FakeStepFunctions, STATE_MACHINE_ARN } from "../../../support/app/stepFunctions.ts";
import { removeTemporaryFolders } from "../../../support/stacks/template.ts";
import { EXECUTION } from "../../../support/workflow/interpret.ts";
import { type Cast, claimed, runWorkflow } from "../../../support/workflow/run.ts";
import { synthesiseMachines, video } from "../../../support/workflow/setting.ts";

const machineOf = synthesiseMachines();
afterAll(removeTemporaryFolders);

const run = (cast: Partial<Cast>, input: object) => runWorkflow(machineOf("dev"), { input, cast });

describe("what the API, the tick and an operator start a run with", () => {
  const clock = new ManualClock();
  const started = async (start: (runs: ReturnType<typeof createRuns>) => Promise<unknown>) => {
    const stepFunctions = new FakeStepFunctions();
    await start(createRuns(stepFunctions.client, { stateMachineArn: STATE_MACHINE_ARN, clock }));
    return [...stepFunctions.started.values()][0] as object;
  };

  it("is handed on to each claim, with how many are left", async () => {
    const asked = { queue: "window", config: { min: 2, max: 5 }, claimUntil: 1_800_000_000, maxVideos: 3 } as const;
    const input = await started((runs) => runs.start({ name: "nightly-1", ...asked, endBy: asked.claimUntil }));

    const { callsOf } = await run(
      { Claim: ({ left }, call) => ({ ...claimed(call === 1 ? [video("a")] : []), left: Number(left) - 1 }) },
      input,
    );

    const claim = {
      action: "claim",
      on: "managed",
      run: EXECUTION,
      asked: { ...asked, endBy: asked.claimUntil },
      startAt: "2026-01-05T08:00:00.000Z",
    };
    expect(callsOf("Claim").map(({ payload }) => payload)).toEqual([
      { ...claim, left: 3, first: true },
      { ...claim, left: 2, first: false },
    ]);
  });

  it("may leave out all but the queue and its end", async () => {
    const input = await started((runs) => runs.ensure());

    const { outcome, callsOf } = await run({}, input);

    const [claim] = callsOf("Claim");
    expect(outcome).toBe("SUCCEEDED");
    expect(claim?.payload.asked).toEqual({ queue: "now", claimUntil: expect.any(Number) });
  });
});
