import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import validate from "asl-validator";
import { dispatcherEvent } from "../../../../app/dispatcher/dispatcherEvent.ts";
import { scalerEvent } from "../../../../app/scaler/scalerEvent.ts";
import { workflowInput } from "../../../../app/videos/workflowRuns.ts";
import { ENVIRONMENTS, environmentNamed } from "../../../../stacks/config/environments.ts";
import { BUSY } from "../../../../stacks/service/workflow/retries.ts";
import { removeTemporaryFolders, synthesise } from "../../../support/template.ts";
import {
  type Call,
  type Cast,
  copyOf,
  definitionIn,
  EXECUTION,
  failure,
  reachable,
  runWorkflow,
  stateIn,
  statesOf,
  type TaskName,
  tasksOf,
  type WorkflowRun,
} from "../../../support/workflowRun.ts";

const synthesised = synthesise(ENVIRONMENTS);
afterAll(removeTemporaryFolders);

const service = (environment: string) => synthesised.stack(`${environment}-service`);

describe.each(["dev", "prod"])("the workflow of %s", (environment) => {
  const config = environmentNamed(environment);
  const machine = definitionIn(service(environment), "processing");
  const state = (name: string) => stateIn(machine, name);

  it("is valid Amazon States Language", () => {
    // A copy: the validator writes into what it is given.
    const { isValid, errorsText } = validate(copyOf(machine));
    expect({ isValid, errors: errorsText("\n") }).toEqual({ isValid: true, errors: "" });
  });

  it("is JSONPath throughout, without anything that runs differently on one machine", () => {
    const text = JSON.stringify(machine);

    for (const word of ["QueryLanguage", "Assign", "Arguments", "DISTRIBUTED", "waitForTaskToken", "{%"]) {
      expect([word, text.includes(word)]).toEqual([word, false]);
    }
  });

  it("maps inline, over as many videos at once as configured", () => {
    const maps = statesOf(machine).filter(([, { Type }]) => Type === "Map");

    expect(maps.map(([name]) => name)).toEqual(["ProcessVideos"]);
    expect(state("ProcessVideos").ItemProcessor?.ProcessorConfig).toEqual({ Mode: "INLINE" });
    expect(state("ProcessVideos").MaxConcurrency).toBe(config.workflow.maxConcurrency);
  });

  it("has no state that nothing leads to", () => {
    const names = statesOf(machine).map(([name]) => name);

    expect([...reachable(machine)].toSorted()).toEqual(names.toSorted());
    expect(new Set(names).size).toBe(names.length);
  });

  it("bounds every task, and itself", () => {
    const { timeoutSeconds } = config.workflow;

    expect(machine.TimeoutSeconds).toBe(timeoutSeconds);
    for (const [name, { TimeoutSeconds: bound }] of tasksOf(machine)) {
      expect([name, Number.isInteger(bound) && Number(bound) <= timeoutSeconds]).toEqual([name, true]);
    }
  });

  it("marks a video failed that found no free environment in all retries: no later round takes it", () => {
    expect(state("Process").Catch?.map(({ ErrorEquals: errors, Next: next }) => [errors, next])).toEqual([
      [BUSY, "MarkFailed"],
      [["States.ALL"], "MarkFailed"],
    ]);
  });

  it("gives the processor its whole time, and time to start", () => {
    expect(state("Process").TimeoutSeconds).toBe(config.processor.timeoutSeconds + 60);
  });

  it("asks for a lease that outlives the longest run, of what is configured", () => {
    const { config: asked, seconds, settleSeconds } = state("Acquire").Parameters?.Payload ?? {};

    expect(asked).toEqual(config.processor.lease);
    expect(seconds).toBeGreaterThan(config.workflow.timeoutSeconds);
    expect(settleSeconds).toBe(config.workflow.settleSeconds);
  });

  it("catches every error of every task; only of Release nobody is left to catch it", () => {
    const uncaught = tasksOf(machine)
      .filter(([, { Catch }]) => !Catch?.some(({ ErrorEquals: errors }) => errors.includes("States.ALL")))
      .map(([name]) => name);
    expect(uncaught).toEqual(["Release"]);
  });

  it("goes through Release whatever happens after Acquire", () => {
    const { Release: _release, ...others } = machine.States;

    const withoutRelease = reachable({ ...machine, States: others });
    expect([...withoutRelease].filter((name) => ["Outcome", "Failed", "Done"].includes(name))).toEqual([]);
  });

  it("retries every task, and catches all errors only after those that it knows", () => {
    for (const [name, { Retry }] of tasksOf(machine)) {
      const all = Retry?.findIndex(({ ErrorEquals: errors }) => errors.includes("States.ALL"));
      expect([name, Retry?.length]).toEqual([name, expect.any(Number)]);
      expect([-1, (Retry?.length ?? 0) - 1]).toContain(all);
    }
  });

  it("calls its functions by their unqualified ARN, through lambda:invoke", () => {
    const called = tasksOf(machine).map(([name, { Resource, Parameters }]) => [
      name,
      Resource,
      Parameters?.FunctionName,
    ]);

    const arn = (id: string) => `arn:aws:lambda:us-east-1:123456789012:function:${environment}-video-${id}`;
    const invoke = "arn:aws:states:::lambda:invoke";
    expect(called).toEqual([
      ["Acquire", invoke, arn("scaler")],
      ["CheckCapacity", invoke, arn("scaler")],
      ["Process", invoke, arn("processor")],
      ["MarkFailed", invoke, arn("dispatcher")],
      ["FailVideos", invoke, arn("dispatcher")],
      ["Release", invoke, arn("scaler")],
    ]);
  });
});

describe("a run", () => {
  const machine = definitionIn(service("dev"), "processing");
  const first = { videoId: "01JD0000000000000000000001", attempt: 1 };
  const second = { videoId: "01JD0000000000000000000002", attempt: 3 };
  const videos = [first, second];
  const run = (cast: Partial<Cast> = {}) => runWorkflow(machine, { input: { videos }, cast });

  const functionName = "dev-video-processor";
  const statesCalled = ({ calls }: WorkflowRun) => calls.map(({ state }) => state);
  const payloads = (calls: readonly Call[]) => calls.map(({ payload }) => payload);
  /** What one call sends when the videos given have failed with the error. */
  const failing = (failed: readonly unknown[], error: string) => ({
    action: "fail",
    videos: failed,
    error: { Error: error, Cause: `${error} happened` },
  });
  const forOne =
    (play: Cast["Process"]): Cast["Process"] =>
    (attempt, call) =>
      attempt.videoId === first.videoId ? play(attempt, call) : { ...attempt, outcome: "completed" };

  const notSettled = { settled: false, retryAfterSeconds: 5, seen: "requested 1/4, applied 0/0, state Pending" };
  const settled = { settled: true, retryAfterSeconds: 0, seen: "requested none, applied 1/4, state Active" };

  describe("that finds capacity", () => {
    let happy: WorkflowRun;
    beforeAll(async () => {
      happy = await run();
    });

    it("acquires, waits, processes every video, releases and succeeds", () => {
      expect(happy.outcome).toBe("SUCCEEDED");
      expect(happy.entered).toEqual([
        "Acquire",
        "WaitForCapacity",
        "CheckCapacity",
        "IsSettled",
        "ProcessVideos",
        "Process",
        "Process",
        "Release",
        "Outcome",
        "Done",
      ]);
    });

    it("tells the scaler who asks: the execution, the same at every step", () => {
      const owner = EXECUTION;
      expect(payloads(happy.calls.filter((call) => call.functionName === "dev-video-scaler"))).toEqual([
        { action: "acquire", functionName, owner, config: { min: 1, max: 4 }, seconds: 3_900, settleSeconds: 900 },
        { action: "check", functionName, owner, settleBy: 1_800_000_900 },
        { action: "release", functionName, owner },
      ]);
    });

    it("gives the processor one attempt at a time, and nothing else", () => {
      const { calls } = happy;
      expect(payloads(calls.filter((call) => call.functionName === "dev-video-processor"))).toEqual(videos);
    });

    it("takes what the API and the dispatcher start it with", () => {
      expect(workflowInput.parse({ videos })).toEqual({ videos });
    });

    it("succeeds when the processor says that a video failed, because then it is recorded", async () => {
      const { outcome, callsOf } = await run({ Process: (attempt) => ({ ...attempt, outcome: "failed" }) });

      expect(outcome).toBe("SUCCEEDED");
      expect(callsOf("MarkFailed")).toEqual([]);
    });
  });

  it("checks again until capacity has settled, against the same deadline", async () => {
    const result = await run({ CheckCapacity: (_payload, call) => (call <= 2 ? notSettled : settled) });

    expect(result.outcome).toBe("SUCCEEDED");
    expect(result.entered.slice(0, 10)).toEqual([
      "Acquire",
      "WaitForCapacity",
      "CheckCapacity",
      "IsSettled",
      "WaitLonger",
      "CheckCapacity",
      "IsSettled",
      "WaitLonger",
      "CheckCapacity",
      "IsSettled",
    ]);
    expect(payloads(result.callsOf("CheckCapacity")).map(({ settleBy }) => settleBy)).toEqual([
      1_800_000_900, 1_800_000_900, 1_800_000_900,
    ]);
  });

  it("waits as long as the scaler says", () => {
    expect([machine.States.WaitForCapacity?.SecondsPath, machine.States.WaitLonger?.SecondsPath]).toEqual([
      "$.capacity.retryAfterSeconds",
      "$.checked.retryAfterSeconds",
    ]);
  });

  it("whose acquire fails for good fails its videos, releases, and fails with the error's name", async () => {
    const result = await run({ Acquire: () => failure("ScalingRefused") });

    expect(result.outcome).toEqual({ error: "ScalingRefused", cause: "ScalingRefused happened" });
    expect(result.callsOf("Acquire")).toHaveLength(9);
    expect(payloads(result.callsOf("FailVideos"))).toEqual([failing(videos, "ScalingRefused")]);
    expect(result.callsOf("Release")).toHaveLength(1);
    expect(result.callsOf("Process")).toEqual([]);
  });

  it("whose acquire is throttled at first goes on", async () => {
    const result = await run({
      Acquire: (_payload, call) =>
        call < 3 ? failure("Lambda.TooManyRequestsException") : { settleBy: 1, retryAfterSeconds: 5 },
    });

    expect(result.outcome).toBe("SUCCEEDED");
    expect(result.callsOf("Acquire")).toHaveLength(3);
  });

  it.each(["CapacityUnavailable", "LeaseEnded"])(
    "that gets no capacity (%s) fails its videos at once, releases, and fails with the error's name",
    async (name) => {
      const result = await run({ CheckCapacity: () => failure(name) });

      expect(result.outcome).toEqual({ error: name, cause: `${name} happened` });
      expect(statesCalled(result)).toEqual(["Acquire", "CheckCapacity", "FailVideos", "Release"]);
      expect(payloads(result.callsOf("FailVideos"))).toEqual([failing(videos, name)]);
    },
  );

  it.each<[string, number]>([
    ["Lambda.TooManyRequestsException", 9],
    ["Lambda.ServiceException", 9],
    ["ScalingRefused", 9],
    ["NotConverged", 9],
    ["States.Timeout", 9],
    ["Sandbox.Timedout", 9],
    ["Lambda.Unknown", 9],
    ["ThrottlingException", 9],
    ["CapacityUnavailable", 1],
    ["UndeclaredFunction", 1],
  ])("whose check ends with %s is checked %i times in all", async (name, times) => {
    const result = await run({ CheckCapacity: () => failure(name) });

    expect(result.callsOf("CheckCapacity")).toHaveLength(times);
    expect(result.outcome).toEqual({ error: name, cause: `${name} happened` });
  });

  it.each<[string, number]>([
    ["Lambda.TooManyRequestsException", 21],
    ["Lambda.ResourceNotReadyException", 21],
    ["Lambda.ServiceException", 7],
    ["Lambda.SdkClientException", 7],
    ["VideoInProgress", 41],
    ["Runtime.ExitError", 4],
    ["Lambda.Unknown", 4],
    ["Sandbox.Timedout", 4],
    ["States.Timeout", 4],
    ["TypeError", 5],
  ])("calls the processor again after %s, %i times in all, and then marks that video failed", async (name, times) => {
    const result = await run({ Process: forOne(() => failure(name)) });

    const ofFirst = result.callsOf("Process").filter(({ payload }) => payload.videoId === first.videoId);
    expect(ofFirst).toHaveLength(times);
    expect(payloads(ofFirst)).toEqual(ofFirst.map(() => first));
    expect(payloads(result.callsOf("MarkFailed"))).toEqual([failing([first], name)]);
  });

  it("in which one video fails completes the others, releases once, and succeeds", async () => {
    const result = await run({ Process: forOne(() => failure("Runtime.ExitError")) });

    const ofSecond = result.callsOf("Process").filter(({ payload }) => payload.videoId === second.videoId);
    expect(result.outcome).toBe("SUCCEEDED");
    expect(payloads(ofSecond)).toEqual([second]);
    expect(payloads(result.callsOf("MarkFailed"))).toEqual([failing([first], "Runtime.ExitError")]);
    expect(result.callsOf("FailVideos")).toEqual([]);
    expect(result.callsOf("Release")).toHaveLength(1);
  });

  it.each(["Lambda.TooManyRequestsException", "VideoInProgress", "Runtime.ExitError"])(
    "in which %s passes marks nothing failed",
    async (name) => {
      let failures = 2;
      const result = await run({
        Process: forOne((attempt) => (failures-- > 0 ? failure(name) : { ...attempt, outcome: "completed" })),
      });

      expect(result.outcome).toBe("SUCCEEDED");
      expect(result.callsOf("Process")).toHaveLength(4);
      expect(result.callsOf("MarkFailed")).toEqual([]);
    },
  );

  it("that cannot mark a video failed leaves it to the sweep, and completes the others", async () => {
    const result = await run({
      Process: forOne(() => failure("Sandbox.Timedout")),
      MarkFailed: () => failure("Lambda.ServiceException"),
    });

    expect(result.outcome).toBe("SUCCEEDED");
    expect(result.callsOf("MarkFailed")).toHaveLength(9);
    expect(result.entered).toContain("LeftToSweep");
    expect(result.callsOf("Release")).toHaveLength(1);
  });

  it("that cannot fail its videos still releases, and fails with the first error", async () => {
    const result = await run({
      CheckCapacity: () => failure("CapacityUnavailable"),
      FailVideos: () => failure("Lambda.ServiceException"),
    });

    expect(result.outcome).toEqual({ error: "CapacityUnavailable", cause: "CapacityUnavailable happened" });
    expect(result.callsOf("FailVideos")).toHaveLength(9);
    expect(result.callsOf("Release")).toHaveLength(1);
  });

  it("that cannot release fails, so that the rule which watches for that ends the lease", async () => {
    const result = await run({ Release: () => failure("Lambda.ServiceException") });

    expect(result.outcome).toEqual({ error: "Lambda.ServiceException", cause: "Lambda.ServiceException happened" });
    expect(result.callsOf("Release")).toHaveLength(9);
  });

  it("releases once more when the first time fails, and succeeds", async () => {
    const result = await run({
      Release: ({ owner }, call) => (call === 1 ? failure("Lambda.Unknown") : { released: String(owner) }),
    });

    expect(result.outcome).toBe("SUCCEEDED");
    expect(result.callsOf("Release")).toHaveLength(2);
  });
});

describe("what the workflow sends", () => {
  const video = { videoId: "01JD0000000000000000000001", attempt: 2 };
  let byState: Map<TaskName, Call["payload"]>;

  /** One run that goes everywhere: its video fails, and another one's capacity does not come. */
  beforeAll(async () => {
    const machine = definitionIn(service("prod"), "processing");
    const runs = await Promise.all([
      runWorkflow(machine, { input: { videos: [video] }, cast: { Process: () => failure("TypeError") } }),
      runWorkflow(machine, {
        input: { videos: [video] },
        cast: { CheckCapacity: () => failure("CapacityUnavailable") },
      }),
    ]);
    byState = new Map(runs.flatMap(({ calls }) => calls).map(({ state, payload }) => [state, payload]));
  });

  it.each<TaskName>(["Acquire", "CheckCapacity", "Release"])("in %s is what the scaler takes", (state) => {
    const payload = byState.get(state);
    expect(scalerEvent.parse(payload)).toEqual(payload);
  });

  it.each<TaskName>(["MarkFailed", "FailVideos"])("in %s is what the dispatcher takes", (state) => {
    const payload = byState.get(state);

    expect(dispatcherEvent.parse(payload)).toEqual(payload);
    expect(payload).toHaveProperty("videos", [video]);
  });

  it("in Process is what the processor takes", () => {
    expect(byState.get("Process")).toEqual(video);
  });
});
