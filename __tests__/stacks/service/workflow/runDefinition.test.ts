import { afterAll, describe, expect, it } from "@jest/globals";
import validate from "asl-validator";
import { CALL_SECONDS, longestRunSeconds, ROOM_SECONDS } from "../../../../app/dispatcher/claims.ts";
import { CLAIM_SECONDS } from "../../../../app/videos/attempts.ts";
import { overflowMark, type RunInput } from "../../../../app/videos/runs.ts";
import { defineEnvironment } from "../../../../stacks/config/environment.ts";
import { ENVIRONMENTS, environmentNamed } from "../../../../stacks/config/environments.ts";
import { whileBusy, whileWorkedOn } from "../../../../stacks/service/workflow/retries.ts";
import { removeTemporaryFolders, synthesise } from "../../../support/template.ts";
import {
  type Cast,
  claimed,
  copyOf,
  definitionIn,
  EXECUTION,
  failure,
  reachable,
  runWorkflow,
  stateIn,
  statesOf,
  tasksOf,
} from "../../../support/workflowRun.ts";

const overflow = defineEnvironment({
  ...environmentNamed("dev"),
  name: "over",
  processor: { ...environmentNamed("dev").processor, overflow: { memoryMib: 2_048, maxConcurrency: 4, upTo: 10 } },
});
const synthesised = synthesise([...ENVIRONMENTS, overflow]);
afterAll(removeTemporaryFolders);
const machineOf = (environment: string) => definitionIn(synthesised.stack(`${environment}-service`));

const INPUT: RunInput = {
  asked: { queue: "now", claimUntil: 1_800_000_000 },
  startAt: "2026-01-05T08:00:00.000Z",
  claimed: { videos: [], left: 100, first: true },
  nonce: "n",
};
const video = (videoId: string, run = EXECUTION) => ({ videoId, attempt: 1, run });

/** One chunk, then nothing. */
const once = (...ids: string[]) => ({
  Claim: (_payload: unknown, call: number) => claimed(call === 1 ? ids.map((id) => video(id)) : []),
});

const run = (cast: Partial<Cast> = {}, environment = "dev") =>
  runWorkflow(machineOf(environment), { input: INPUT, cast });

describe.each(["dev", "prod", "over"])("the definition of %s", (environment) => {
  const machine = machineOf(environment);
  const { processor, workflow } = environment === "over" ? overflow : environmentNamed(environment);

  it("is valid Amazon States Language", () => {
    // A copy: the validator writes into what it is given.
    const { isValid, errorsText } = validate(copyOf(machine));
    expect({ isValid, errors: errorsText("\n") }).toEqual({ isValid: true, errors: "" });
  });

  it("has no state that nothing leads to, and no name twice", () => {
    const names = statesOf(machine).map(([name]) => name);

    expect([...reachable(machine)].toSorted()).toEqual(names.toSorted());
    expect(new Set(names).size).toBe(names.length);
  });

  it("bounds and retries every task, and bounds itself", () => {
    const { settleSeconds } = workflow;
    expect(machine.TimeoutSeconds).toBe(longestRunSeconds({ videoSeconds: processor.timeoutSeconds, settleSeconds }));
    for (const [name, { TimeoutSeconds: bound, Retry: retry }] of tasksOf(machine)) {
      const isProcessing = name.startsWith("Process");
      expect([name, bound]).toEqual([name, isProcessing ? processor.timeoutSeconds + CALL_SECONDS : CALL_SECONDS]);
      expect([name, (retry ?? []).length > 0]).toEqual([name, true]);
    }
  });

  it("lets no failed item fail a chunk", () => {
    const maps = statesOf(machine).filter(([, { Type }]) => Type === "Map");

    expect(maps.map(([, state]) => state.ToleratedFailurePercentage)).toEqual(maps.map(() => 100));
    expect(maps.map(([, state]) => state.ItemProcessor?.ProcessorConfig)).toEqual(
      maps.map(() => ({ Mode: "DISTRIBUTED", ExecutionType: "STANDARD" })),
    );
  });
});

describe("a run", () => {
  it("that finds nothing looks once more, and ends without touching capacity", async () => {
    const { outcome, calls, entered } = await run({ Claim: (_payload, call) => claimed([], call === 1 ? 2 : 0) });

    expect(outcome).toBe("SUCCEEDED");
    expect(calls.map(({ state }) => state)).toEqual(["Claim", "Claim"]);
    expect(entered).toContain("LookAgain");
  });

  it("claims, then acquires what the claim says, waits, processes, and releases when nothing is left", async () => {
    const { outcome, calls, callsOf } = await run(once("a", "b"));

    expect(outcome).toBe("SUCCEEDED");
    const order = ["Claim", "Acquire", "CheckCapacity", "Process", "Process", "Claim", "Release"];
    expect(calls.map(({ state }) => state)).toEqual(order);
    const key = { functionName: "dev-video-processor", owner: EXECUTION };
    expect(callsOf("Acquire")[0]?.payload).toEqual({
      action: "acquire",
      ...key,
      config: { min: 1, max: 4 },
      seconds: 3_000,
      settleSeconds: 900,
    });
    expect(callsOf("CheckCapacity")[0]?.payload).toEqual({
      action: "check",
      ...key,
      settleBy: 1_800_000_900,
      since: 7,
    });
    expect(callsOf("Process").map(({ payload }) => payload)).toEqual([video("a"), video("b")]);
    expect(callsOf("Claim").map(({ payload }) => [payload.first, payload.left])).toEqual([
      [true, 100],
      [false, 100],
    ]);
    expect(callsOf("Release")[0]?.payload).toEqual({ action: "release", ...key });
  });

  it("acquires anew before every chunk, so that its lease lives as long as the chunk may take", async () => {
    const { callsOf } = await run({
      Claim: (_payload, call) => ({ ...claimed(call < 3 ? [video(`v${call}`)] : []), leaseSeconds: call * 1_000 }),
    });

    expect(callsOf("Acquire").map(({ payload }) => payload.seconds)).toEqual([1_000, 2_000]);
    expect(callsOf("Release")).toHaveLength(1);
  });

  it("waits for as long as capacity is not there", async () => {
    const { callsOf, entered } = await run({
      ...once("a"),
      CheckCapacity: (_payload, call) => ({ settled: call === 4, retryAfterSeconds: 2, seen: "state Pending" }),
    });

    expect(callsOf("CheckCapacity")).toHaveLength(4);
    expect(entered.filter((state) => state === "WaitLonger")).toHaveLength(3);
  });

  it("releases and fails with the scaler's error when capacity does not come, asked once", async () => {
    const { outcome, callsOf } = await run({
      ...once("a"),
      CheckCapacity: () => failure("CapacityUnavailable", "not settled in time"),
    });

    expect(outcome).toEqual({ error: "CapacityUnavailable", cause: "not settled in time" });
    expect([callsOf("CheckCapacity").length, callsOf("Process").length, callsOf("Release").length]).toEqual([1, 0, 1]);
  });

  it("fails as it went even when the release fails", async () => {
    const { outcome } = await run({
      ...once("a"),
      Acquire: () => failure("LeaseEnded"),
      Release: () => failure("Down"),
    });

    expect(outcome).toMatchObject({ error: "LeaseEnded" });
  });

  it("asks again when a call of it fails", async () => {
    const { outcome, callsOf } = await run({
      Claim: (_payload, call) => (call < 3 ? failure("Lambda.Unknown") : claimed([])),
    });

    expect([outcome, callsOf("Claim").length]).toEqual(["SUCCEEDED", 3]);
  });
});

describe("one video of a chunk", () => {
  const withError = (error: string, calls = Number.POSITIVE_INFINITY) => ({
    ...once("a", "b"),
    Process: (payload: { videoId: string }, call: number) =>
      payload.videoId === "a" && call <= calls
        ? failure(error)
        : { videoId: payload.videoId, attempt: 1, outcome: "completed" as const },
  });

  it.each(["Lambda.TooManyRequestsException", "Lambda.ResourceNotReadyException", "Runtime.Unavailable"])(
    "is left for the next claim, and never counted, when all slots are taken: %s",
    async (error) => {
      const { outcome, callsOf } = await run(withError(error));

      expect([outcome, callsOf("Missed").length]).toEqual(["SUCCEEDED", 0]);
    },
  );

  it.each(["VideoInProgress", "ClaimExpired"])("is left when another invocation has it: %s", async (error) => {
    const { outcome, callsOf } = await run(withError(error));

    expect([outcome, callsOf("Missed").length]).toEqual(["SUCCEEDED", 0]);
  });

  it.each(["Lambda.Unknown", "Runtime.ExitError", "States.Timeout", "SomethingElse"])(
    "is missed when it cannot be run: %s; the others go on",
    async (error) => {
      const { outcome, callsOf } = await run(withError(error));

      expect(outcome).toBe("SUCCEEDED");
      expect(callsOf("Missed").map(({ payload }) => payload)).toEqual([
        { action: "missed", videoId: "a", attempt: 1, error: expect.objectContaining({ Error: error }) },
      ]);
    },
  );

  it("fails nothing when even that cannot be said", async () => {
    const { outcome } = await run({ ...withError("SomethingElse"), Missed: () => failure("Down") });

    expect(outcome).toBe("SUCCEEDED");
  });

  it("is retried for as long as another invocation's longest attempt and its claim may last, without chance", () => {
    for (const seconds of [60, 900]) {
      const { IntervalSeconds, MaxAttempts, BackoffRate, ...rest } = whileWorkedOn(seconds);
      expect(IntervalSeconds * MaxAttempts).toBeGreaterThanOrEqual(seconds + 2 * CLAIM_SECONDS);
      expect([BackoffRate, rest]).toEqual([1, { ErrorEquals: ["VideoInProgress", "ClaimExpired"] }]);
    }
  });

  it("asks for a slot within the time that its lease counts on", () => {
    const { IntervalSeconds: first, MaxAttempts: attempts, MaxDelaySeconds: longest } = whileBusy();
    const pauses = Array.from({ length: attempts }, (_, index) => Math.min(longest, first * 2 ** index));
    const sum = pauses.reduce((total, pause) => total + pause, 0);

    expect(sum).toBeLessThanOrEqual(ROOM_SECONDS);
    expect(sum + longest).toBeGreaterThan(ROOM_SECONDS);
  });
});

describe("a run with overflow", () => {
  const mark = overflowMark(EXECUTION);

  it("works on ordinary Lambda beside the wait for managed instances, and goes on until nothing is left there", async () => {
    const { outcome, callsOf } = await run(
      {
        ...once("big"),
        ClaimOverflow: (_payload, call) => claimed(call < 4 ? [video(`o${call}`, mark)] : []),
      },
      "over",
    );

    expect(outcome).toBe("SUCCEEDED");
    expect(callsOf("ProcessOnOverflow").map(({ payload, functionName }) => [payload, functionName])).toEqual(
      [1, 2, 3].map((call) => [video(`o${call}`, mark), "over-video-overflow"]),
    );
    expect(callsOf("Process").map(({ functionName }) => functionName)).toEqual(["over-video-processor"]);
    expect(callsOf("ClaimOverflow")[0]?.payload).toMatchObject({ on: "overflow", run: EXECUTION });
  });

  it("touches no capacity while little work is there", async () => {
    const { outcome, callsOf } = await run(
      { ClaimOverflow: (_payload, call) => claimed(call === 1 ? [video("o", mark)] : []) },
      "over",
    );

    expect([outcome, callsOf("Acquire").length, callsOf("ProcessOnOverflow").length]).toEqual(["SUCCEEDED", 0, 1]);
  });

  it("fails with managed capacity's error, after ordinary Lambda has done its part", async () => {
    const { outcome, callsOf } = await run(
      {
        ...once("big"),
        CheckCapacity: () => failure("CapacityUnavailable", "not settled in time"),
        ClaimOverflow: (_payload, call) => claimed(call < 3 ? [video(`o${call}`, mark)] : []),
      },
      "over",
    );

    expect(outcome).toEqual({ error: "CapacityUnavailable", cause: "not settled in time" });
    expect([callsOf("ProcessOnOverflow").length, callsOf("Release").length]).toEqual([2, 1]);
  });

  it("goes on managed instances when ordinary Lambda cannot be asked", async () => {
    const { outcome, callsOf } = await run({ ...once("big"), ClaimOverflow: () => failure("Down") }, "over");

    expect([outcome, callsOf("Process").length]).toEqual(["SUCCEEDED", 1]);
  });
});

it("a chunk of 500 videos stays under what a state may hold", () => {
  const arn = `arn:aws:states:ap-southeast-1:123456789012:execution:production1-video-processing:${"n".repeat(80)}`;
  const videos = Array.from({ length: 500 }, () => ({ videoId: "0".repeat(26), attempt: 99, run: arn, endBy: 2e9 }));

  expect(stateIn(machineOf("dev"), "ProcessChunk").ResultPath).toBeNull();
  expect(JSON.stringify({ ...INPUT, claimed: { ...claimed([]), videos } }).length).toBeLessThan(256 * 1024);
});
