import { afterAll, describe, expect, it } from "@jest/globals";
import validate from "asl-validator";
import { CALL_SECONDS, longestRunSeconds } from "../../../../app/dispatcher/claims.ts";
import { checkDefinition } from "../../../../local/stepFunctions/guard.ts";
import { removeTemporaryFolders } from "../../../support/stacks/template.ts";
import { copyOf, EXECUTION } from "../../../support/workflow/interpret.ts";
import {
  type Cast,
  claimed,
  failure,
  type Machine,
  reachable,
  runWorkflow,
  statesOf,
  tasksOf,
} from "../../../support/workflow/run.ts";
import { INPUT, once, SETTINGS, synthesiseMachines, video } from "../../../support/workflow/setting.ts";

const machineOf = synthesiseMachines();
afterAll(removeTemporaryFolders);

const run = (cast: Partial<Cast>) => runWorkflow(machineOf("dev"), { input: INPUT, cast });

/** The machine that has the states of `onManaged`: the whole one, or the first of two branches. */
const onManaged = (machine: Machine): Machine => machine.States.BothPlaces?.Branches?.[0] ?? machine;

describe.each(SETTINGS)("the definition of $name", ({ name: environment, functions, workflow }) => {
  const machine = machineOf(environment);

  it("is valid Amazon States Language", () => {
    // A copy: the validator writes into what it is given.
    const { isValid, errorsText } = validate(copyOf(machine));
    expect({ isValid, errors: errorsText("\n") }).toEqual({ isValid: true, errors: "" });
  });

  it("is JSONPath throughout, and runs on one machine too", () => {
    const text = JSON.stringify(machine);

    for (const word of ["QueryLanguage", "Assign", "Arguments", "waitForTaskToken", "ItemReader", "{%"]) {
      expect([word, text.includes(word)]).toEqual([word, false]);
    }
    expect(() => checkDefinition(environment, copyOf(machine) as never)).not.toThrow();
  });

  it("has no state that nothing leads to, and no name twice", () => {
    const names = statesOf(machine).map(([name]) => name);

    expect([...reachable(machine)].toSorted()).toEqual(names.toSorted());
    expect(new Set(names).size).toBe(names.length);
  });

  it("bounds and retries every task, and bounds itself", () => {
    const { settleSeconds } = workflow;
    expect(machine.TimeoutSeconds).toBe(
      longestRunSeconds({ videoSeconds: functions.processor.timeoutSeconds, settleSeconds }),
    );
    for (const [name, { TimeoutSeconds: bound, Retry: retry }] of tasksOf(machine)) {
      const isProcessing = name.startsWith("Process");
      expect([name, bound]).toEqual([
        name,
        isProcessing ? functions.processor.timeoutSeconds + CALL_SECONDS : CALL_SECONDS,
      ]);
      expect([name, (retry ?? []).length > 0]).toEqual([name, true]);
    }
  });

  it("catches every error of every task, last of all", () => {
    for (const [name, { Catch: catches = [] }] of tasksOf(machine)) {
      expect([name, catches.at(-1)?.ErrorEquals]).toEqual([name, ["States.ALL"]]);
    }
  });

  it("goes through Release whatever happens after it asked for capacity", () => {
    const { StartAt: _start, ...managed } = onManaged(machine);
    const { Release: _release, HasCapacity: choice, ...others } = managed.States;
    // Once capacity was asked for, HasCapacity leads to Release.
    const { Default: _without, ...asked } = choice ?? { Type: "none" };

    const got = reachable({ ...managed, StartAt: "Acquire", States: { ...others, HasCapacity: asked } });
    expect(asked.Choices?.map((choices) => choices.Next)).toEqual(["Release"]);
    expect([...got].filter((state) => ["ManagedDone", "Outcome", "Failed", "Done"].includes(state))).toEqual([]);
  });

  it("acquires only what was claimed", () => {
    const leading = statesOf(machine).filter(([, { Next, Default, Choices = [], Catch = [] }]) =>
      [Next, Default, ...[...Choices, ...Catch].map((each) => each.Next)].includes("Acquire"),
    );
    expect(leading.map(([name]) => name)).toEqual(["IsAnythingClaimed"]);
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
      atLeast: 1,
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

  it.each(["Acquire", "CheckCapacity"] as const)(
    "asks %s nine times in all, releases, and fails with what it saw last",
    async (state) => {
      const { outcome, callsOf } = await run({ ...once("a"), [state]: () => failure("ScalingRefused") });

      expect(outcome).toEqual({ error: "ScalingRefused", cause: "ScalingRefused happened" });
      expect([callsOf(state).length, callsOf("Process").length, callsOf("Release").length]).toEqual([9, 0, 1]);
    },
  );

  it.each(["CapacityUnavailable", "LeaseEnded", "UndeclaredFunction"])(
    "asks once when asking again is of no use: %s",
    async (error) => {
      const { outcome, callsOf } = await run({ ...once("a"), Acquire: () => failure(error) });

      expect(outcome).toMatchObject({ error });
      expect([callsOf("Acquire").length, callsOf("Release").length]).toEqual([1, 1]);
    },
  );

  it("that can claim no more releases what it has, and fails with the error's name", async () => {
    const { outcome, callsOf } = await run({
      Claim: (_payload, call) => (call === 1 ? claimed([video("a")]) : failure("ThrottlingException")),
    });

    expect(outcome).toMatchObject({ error: "ThrottlingException" });
    expect([callsOf("Claim").length, callsOf("Process").length, callsOf("Release").length]).toEqual([10, 1, 1]);
  });

  it("that can claim nothing from the first has nothing to release", async () => {
    const { outcome, calls } = await run({ Claim: () => failure("ThrottlingException") });

    expect(outcome).toMatchObject({ error: "ThrottlingException" });
    expect(calls.map(({ state }) => state)).toEqual(Array.from({ length: 9 }, () => "Claim"));
  });

  it.each([1, 3, 20])("has %i videos at once in work when the claim says so", async (concurrency) => {
    let [now, most] = [0, 0];
    const videos = Array.from({ length: 40 }, (_, index) => video(`v${index}`));
    const { outcome } = await run({
      Claim: (_payload, call) => ({ ...claimed(call === 1 ? videos : []), concurrency }),
      Process: async ({ videoId, attempt }) => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        return { videoId, attempt, outcome: "completed" };
      },
    });

    expect([outcome, most]).toEqual(["SUCCEEDED", concurrency]);
  });
});
