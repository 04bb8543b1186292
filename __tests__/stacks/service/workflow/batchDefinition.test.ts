import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import validate from "asl-validator";
import { MAX_LEASE_SECONDS } from "../../../../app/capacity/lease.ts";
import { CHUNK } from "../../../../app/dispatcher/batches.ts";
import { dispatcherEvent } from "../../../../app/dispatcher/dispatcherEvent.ts";
import { scalerEvent } from "../../../../app/scaler/scalerEvent.ts";
import { batchInput } from "../../../../app/videos/batchRuns.ts";
import type { Attempt } from "../../../../app/videos/video.ts";
import { checkDefinition } from "../../../../local/stepFunctions/guard.ts";
import { ENVIRONMENTS, environmentNamed } from "../../../../stacks/config/environments.ts";
import { BATCH_TIMEOUT_SECONDS } from "../../../../stacks/service/workflow/batchDefinition.ts";
import { BUSY } from "../../../../stacks/service/workflow/retries.ts";
import { removeTemporaryFolders, synthesise } from "../../../support/template.ts";
import {
  type Call,
  type Cast,
  copyOf,
  definitionIn,
  EXECUTION,
  failure,
  type Machine,
  reachable,
  runWorkflow,
  stateIn,
  statesOf,
  tasksOf,
  type WorkflowRun,
} from "../../../support/workflowRun.ts";

const synthesised = synthesise(ENVIRONMENTS);
afterAll(removeTemporaryFolders);

const batchOf = (environment: string) => definitionIn(synthesised.stack(`${environment}-service`), "batch");

/** Step Functions' quotas: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MAX_EVENTS = 25_000;
const MAX_BYTES = 256 * 1_024;
const MAX_MAP_CONCURRENCY = 10_000;

const VIDEOS = 100_000;

/** An id as long as ours are, and an attempt longer than any. */
const attempt = (index: number): Attempt => ({ videoId: String(index).padStart(26, "0"), attempt: 1_000_000 });
const attempts = (count: number, from = 0) => Array.from({ length: count }, (_, index) => attempt(from + index));

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe.each(["dev", "prod"])("the batch workflow of %s", (environment) => {
  const config = environmentNamed(environment);
  const machine = batchOf(environment);
  const state = (name: string) => stateIn(machine, name);

  it("is valid Amazon States Language", () => {
    const { isValid, errorsText } = validate(copyOf(machine));
    expect({ isValid, errors: errorsText("\n") }).toEqual({ isValid: true, errors: "" });
  });

  it("is JSONPath throughout, and runs on one machine too", () => {
    const text = JSON.stringify(machine);

    for (const word of ["QueryLanguage", "Assign", "Arguments", "waitForTaskToken", "ItemReader", "{%"]) {
      expect([word, text.includes(word)]).toEqual([word, false]);
    }
    expect(() => checkDefinition("batch", copyOf(machine) as never)).not.toThrow();
  });

  it("processes a chunk as executions of their own, as many at once as its input says", () => {
    const maps = statesOf(machine).filter(([, { Type }]) => Type === "Map");

    expect(maps.map(([name]) => name)).toEqual(["ProcessChunk"]);
    expect(state("ProcessChunk").ItemProcessor?.ProcessorConfig).toEqual({
      Mode: "DISTRIBUTED",
      ExecutionType: "STANDARD",
    });
    expect(state("ProcessChunk")).toMatchObject({ MaxConcurrencyPath: "$.concurrency", ResultPath: null });
    expect(state("ProcessChunk")).not.toHaveProperty("MaxConcurrency");
  });

  it("has no state that nothing leads to", () => {
    const names = statesOf(machine).map(([name]) => name);

    expect([...reachable(machine)].toSorted()).toEqual(names.toSorted());
    expect(new Set(names).size).toBe(names.length);
  });

  it("bounds every task, and itself", () => {
    expect(machine.TimeoutSeconds).toBe(BATCH_TIMEOUT_SECONDS);
    for (const [name, { TimeoutSeconds: bound }] of tasksOf(machine)) {
      const isBound = Number.isInteger(bound) && Number(bound) <= config.processor.timeoutSeconds + 60;
      expect([name, isBound]).toEqual([name, true]);
    }
  });

  it("lives no longer than its lease can", () => {
    expect(BATCH_TIMEOUT_SECONDS).toBeLessThan(MAX_LEASE_SECONDS);
  });

  it("leads every error of the batch to Release, and every error of one video to the end of that video", () => {
    const caught = statesOf(machine).flatMap(([name, { Catch: catches = [] }]) =>
      catches.map(({ ErrorEquals: errors, Next: next }) => [name, errors.join(), next]),
    );

    expect(caught).toEqual([
      ["Acquire", "States.ALL", "Release"],
      ["CheckCapacity", "States.ALL", "Release"],
      ["Claim", "States.ALL", "Release"],
      ["ProcessChunk", "States.ALL", "Release"],
      ["Process", BUSY.join(), "LeftToSweep"],
      ["Process", "States.ALL", "MarkFailed"],
      ["MarkFailed", "States.ALL", "LeftToSweep"],
    ]);
  });

  it("catches every error of every task; only of Release nobody is left to catch it", () => {
    const uncaught = tasksOf(machine).filter(([, { Catch }]) => !Catch);
    expect(uncaught.map(([name]) => name)).toEqual(["Release"]);
  });

  it("goes through Release whatever happens after Acquire", () => {
    const { Release: _release, ...others } = machine.States;

    const withoutRelease = reachable({ ...machine, States: others });
    expect([...withoutRelease].filter((name) => ["Outcome", "Failed", "Done"].includes(name))).toEqual([]);
  });

  it("retries every task", () => {
    for (const [name, { Retry }] of tasksOf(machine)) {
      expect([name, Retry?.at(-1)?.ErrorEquals]).toEqual([
        name,
        [name === "Process" ? "States.TaskFailed" : "States.ALL"],
      ]);
    }
  });

  it("waits for capacity as long as a video's own run does", () => {
    expect(state("Acquire").Parameters?.Payload.settleSeconds).toBe(config.workflow.settleSeconds);
  });

  it("processes a video as that video's own run does; only one that finds no room is not given up", () => {
    const own = definitionIn(synthesised.stack(`${environment}-service`), "processing");
    const { ProcessorConfig: _batch, ...inBatch } = state("ProcessChunk").ItemProcessor as Machine;
    const { ProcessorConfig: _own, ...alone } = stateIn(own, "ProcessVideos").ItemProcessor as Machine;

    const { Process: process, ...others } = inBatch.States;
    const given = { ...process, Catch: process?.Catch?.map((caught) => ({ ...caught, Next: "MarkFailed" })) };
    expect({ ...inBatch, States: { ...others, Process: given } }).toEqual(alone);
  });
});

const UNTIL = 1_800_030_000;
const NOW = UNTIL - 8 * 3_600;
const INPUT = batchInput({ config: { min: 2, max: 5 }, now: NOW, until: UNTIL, perEnvironment: 4 });

/** The dispatcher's answers to Claim: these chunks one after the other, then nothing. */
const chunks =
  (...sizes: number[]): Cast["Claim"] =>
  ({ left, rounds }, call) => {
    const from = sizes.slice(0, call - 1).reduce((sum, size) => sum + size, 0);
    const videos = attempts(sizes[call - 1] ?? 0, from);
    return { videos, left: Number(left) - videos.length, rounds: Number(rounds) - 1 };
  };

const payloads = (calls: readonly Call[]) => calls.map(({ payload }) => payload);
const names = (states: readonly string[], ...wanted: string[]) => states.filter((name) => wanted.includes(name));

describe("a batch run", () => {
  const machine = batchOf("dev");
  const run = (cast: Partial<Cast> = {}, input: object = INPUT) => runWorkflow(machine, { input, cast });
  const functionName = "dev-video-processor";
  const statesCalled = ({ calls }: WorkflowRun) => calls.map(({ state }) => state);

  describe("with three chunks", () => {
    let happy: WorkflowRun;
    beforeAll(async () => {
      happy = await run({ Claim: chunks(3, 2, 1) });
    });

    it("acquires, claims and processes chunk after chunk until there is none, releases and succeeds", () => {
      expect(happy.outcome).toBe("SUCCEEDED");
      expect(happy.entered).toEqual([
        ...["Acquire", "WaitForCapacity", "CheckCapacity", "IsSettled"],
        ...["Claim", "IsAnythingClaimed", "ProcessChunk", "Process", "Process", "Process"],
        ...["Claim", "IsAnythingClaimed", "ProcessChunk", "Process", "Process"],
        ...["Claim", "IsAnythingClaimed", "ProcessChunk", "Process"],
        ...["Claim", "IsAnythingClaimed"],
        ...["Release", "Outcome", "Done"],
      ]);
    });

    it("asks the scaler for its input's config until the lease's end, as itself", () => {
      const owner = EXECUTION;
      const { config, leaseUntil } = INPUT;

      expect(payloads(happy.calls.filter((call) => call.functionName === "dev-video-scaler"))).toEqual([
        { action: "acquire", functionName, owner, config, until: leaseUntil, settleSeconds: 900 },
        { action: "check", functionName, owner, settleBy: 1_800_000_900 },
        { action: "release", functionName, owner },
      ]);
      expect(leaseUntil).toBeGreaterThan(UNTIL);
    });

    it("claims as itself, within its window, and hands on how many videos and rounds are left", () => {
      const claim = { action: "claim", run: EXECUTION, until: UNTIL, concurrency: 20 };

      expect(payloads(happy.callsOf("Claim"))).toEqual([
        { ...claim, left: 10_000_000, rounds: 1_000 },
        { ...claim, left: 9_999_997, rounds: 999 },
        { ...claim, left: 9_999_995, rounds: 998 },
        { ...claim, left: 9_999_994, rounds: 997 },
      ]);
    });

    it("gives the processor each attempt once, and nothing else", () => {
      const given = payloads(happy.callsOf("Process"));
      expect(given.toSorted((a, b) => String(a.videoId).localeCompare(String(b.videoId)))).toEqual(attempts(6));
    });

    it("says what scaler and dispatcher take", () => {
      for (const { state, payload } of happy.calls) {
        if (state === "Process") continue;
        const schema = state === "Claim" ? dispatcherEvent : scalerEvent;
        expect(schema.parse(payload)).toEqual(payload);
      }
    });
  });

  it("that is told how many videos at most claims no more than are left", async () => {
    const input = batchInput({ config: { min: 1, max: 1 }, now: NOW, until: UNTIL, perEnvironment: 1, maxVideos: 3 });
    const result = await run({ Claim: chunks(2, 1) }, input);

    expect(payloads(result.callsOf("Claim")).map(({ left }) => left)).toEqual([3, 1, 0]);
    expect(result.callsOf("Process")).toHaveLength(3);
  });

  it("that finds nothing to do releases at once and succeeds", async () => {
    const result = await run();

    expect(result.outcome).toBe("SUCCEEDED");
    expect(statesCalled(result)).toEqual(["Acquire", "CheckCapacity", "Claim", "Release"]);
  });

  it.each([1, 3, 20])("has %i videos at once in work when its input says so", async (concurrency) => {
    let [now, most] = [0, 0];
    const result = await run(
      {
        Claim: chunks(60),
        Process: async (given) => {
          now += 1;
          most = Math.max(most, now);
          await new Promise((resolve) => setImmediate(resolve));
          now -= 1;
          return { ...given, outcome: "completed" };
        },
      },
      { ...INPUT, concurrency },
    );

    expect([result.outcome, most]).toEqual(["SUCCEEDED", concurrency]);
  });

  it("in which a video fails marks that one failed, completes the others and goes on", async () => {
    const result = await run({
      Claim: chunks(3, 1),
      Process: (given) =>
        given.videoId === attempt(1).videoId
          ? failure("Runtime.ExitError")
          : { videoId: given.videoId, attempt: given.attempt, outcome: "completed" },
    });

    expect(result.outcome).toBe("SUCCEEDED");
    expect(payloads(result.callsOf("MarkFailed"))).toEqual([
      {
        action: "fail",
        videos: [attempt(1)],
        error: { Error: "Runtime.ExitError", Cause: "Runtime.ExitError happened" },
      },
    ]);
    expect(result.callsOf("Claim")).toHaveLength(3);
    expect(result.callsOf("Release")).toHaveLength(1);
    const ofLast = result.callsOf("Process").filter(({ payload }) => payload.videoId === attempt(3).videoId);
    expect(ofLast).toHaveLength(1);
  });

  it.each(BUSY)(
    "in which a video finds no room (%s) leaves it as it is, and the next claim takes it again",
    async (name) => {
      let isBusy = true;
      const result = await run({
        // What is still claimed by the run comes first.
        Claim: ({ left, rounds }, call) => {
          const videos = [[attempt(0), attempt(1)], [attempt(0)], []][call - 1] ?? [];
          isBusy = call === 1;
          return { videos, left: Number(left) - videos.length, rounds: Number(rounds) - 1 };
        },
        Process: ({ videoId, attempt: number }) =>
          isBusy && videoId === attempt(0).videoId ? failure(name) : { videoId, attempt: number, outcome: "completed" },
      });

      expect(result.outcome).toBe("SUCCEEDED");
      expect(result.callsOf("MarkFailed")).toEqual([]);
      expect(names(result.entered, "LeftToSweep")).toHaveLength(1);
      const ofFirst = result.callsOf("Process").filter(({ payload }) => payload.videoId === attempt(0).videoId);
      expect(ofFirst).toHaveLength(21 + 1);
    },
  );

  it("that cannot mark a video failed leaves it to the sweep and goes on", async () => {
    const result = await run({
      Claim: chunks(1, 1),
      Process: () => failure("Sandbox.Timedout"),
      MarkFailed: () => failure("Lambda.ServiceException"),
    });

    expect(result.outcome).toBe("SUCCEEDED");
    expect(names(result.entered, "LeftToSweep")).toHaveLength(2);
    expect(result.callsOf("Claim")).toHaveLength(3);
  });

  it("whose acquire fails releases, and fails with the error's name", async () => {
    const result = await run({ Acquire: () => failure("ScalingRefused") });

    expect(result.outcome).toEqual({ error: "ScalingRefused", cause: "ScalingRefused happened" });
    expect(result.callsOf("Acquire")).toHaveLength(9);
    expect([result.callsOf("Claim"), result.callsOf("Release").length]).toEqual([[], 1]);
  });

  it.each(["CapacityUnavailable", "LeaseEnded", "UndeclaredFunction"])(
    "whose acquire can never succeed (%s) releases at once, and fails with the error's name",
    async (name) => {
      const result = await run({ Acquire: () => failure(name) });

      expect(result.outcome).toEqual({ error: name, cause: `${name} happened` });
      expect(statesCalled(result)).toEqual(["Acquire", "Release"]);
    },
  );

  it("that gets no capacity claims nothing, releases, and fails with the error's name", async () => {
    const result = await run({ CheckCapacity: () => failure("CapacityUnavailable") });

    expect(result.outcome).toEqual({ error: "CapacityUnavailable", cause: "CapacityUnavailable happened" });
    expect(statesCalled(result)).toEqual(["Acquire", "CheckCapacity", "Release"]);
  });

  it("that can claim no more releases, and fails with the error's name", async () => {
    const first = chunks(2);
    const result = await run({
      Claim: (payload, call) => (call === 1 ? first(payload, call) : failure("ThrottlingException")),
    });

    expect(result.outcome).toEqual({ error: "ThrottlingException", cause: "ThrottlingException happened" });
    expect(result.callsOf("Claim")).toHaveLength(1 + 9);
    expect([result.callsOf("Process").length, result.callsOf("Release").length]).toEqual([2, 1]);
  });

  it("whose claim got lost asks again for as many", async () => {
    const answers = chunks(2);
    const result = await run({
      Claim: (payload, call) => (call === 1 ? failure("Lambda.Unknown") : answers(payload, call - 1)),
    });

    expect(result.outcome).toBe("SUCCEEDED");
    expect(payloads(result.callsOf("Claim")).map(({ left }) => left)).toEqual([10_000_000, 10_000_000, 9_999_998]);
  });

  it("that cannot release fails, so that the rule which watches for that ends the lease", async () => {
    const result = await run({ Release: () => failure("Lambda.ServiceException") });

    expect(result.outcome).toEqual({ error: "Lambda.ServiceException", cause: "Lambda.ServiceException happened" });
    expect(result.callsOf("Release")).toHaveLength(9);
  });
});

describe("a hundred thousand videos", () => {
  const machine = batchOf("prod");

  /**
   * Events in the history, without retries:
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
   */
  const EVENTS: Record<string, readonly string[]> = {
    Task: ["TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskStateExited"],
    Choice: ["ChoiceStateEntered", "ChoiceStateExited"],
    Wait: ["WaitStateEntered", "WaitStateExited"],
    Map: [
      "MapStateEntered",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunSucceeded",
      "MapStateSucceeded",
      "MapStateExited",
    ],
    Succeed: ["SucceedStateEntered", "SucceedStateExited"],
  };
  const EXECUTION_EVENTS = ["ExecutionStarted", "ExecutionSucceeded"];
  /** Each retry of a task: it failed, and is scheduled and started anew. */
  const EVENTS_PER_RETRY = ["TaskFailed", "TaskScheduled", "TaskStarted"].length;

  /** Events that the visits leave in their own execution's history; with retries, as many as there may be. */
  function eventsOf(visited: readonly string[], { retries = false } = {}): number {
    const each = visited.map((name) => {
      const { Type, Retry: retriers = [] } = stateIn(machine, name);
      const plain = EVENTS[Type];
      if (!plain) throw new Error(`no events known of ${Type}`);
      const most = retries ? Math.max(0, ...retriers.map(({ MaxAttempts: times }) => times)) : 0;
      return plain.length + most * EVENTS_PER_RETRY;
    });
    return each.reduce((sum, events) => sum + events, 0);
  }

  it("leave a history far below its limit, even if every claim is retried as often as it may be", async () => {
    const { entered } = await runWorkflow(machine, { input: INPUT, cast: { Claim: chunks(1, 1) } });
    const { settleSeconds } = environmentNamed("prod").workflow;
    const start = ["Acquire", "WaitForCapacity", "CheckCapacity", "IsSettled"];
    const end = ["Release", "Outcome", "Done"];

    // Once round: the claim is 5 events and 8 retries of 3, the choice 2, the Distributed Map 6.
    const round = entered.slice(entered.indexOf("Claim"), entered.indexOf("Process"));
    expect(round).toEqual(["Claim", "IsAnythingClaimed", "ProcessChunk"]);
    const eventsPerChunk = eventsOf(round, { retries: true });
    expect(eventsPerChunk).toBe(5 + 8 * 3 + 2 + 6);

    // The rest: waiting for capacity with the shortest pause of 2 s all along, both ends, and the claim of nothing.
    const waiting = (settleSeconds / 2) * eventsOf(["WaitLonger", "CheckCapacity", "IsSettled"]);
    const ends = eventsOf([...start, ...end], { retries: true }) + EXECUTION_EVENTS.length;
    const chunksNeeded = VIDEOS / CHUNK;
    const total = ends + waiting + eventsPerChunk * (chunksNeeded + 1);

    expect([chunksNeeded, eventsPerChunk * chunksNeeded]).toEqual([200, 7_400]);
    expect(total).toBeLessThan(MAX_EVENTS * 0.6);

    // A run of many small rounds: as many as it may have, not one of them retried.
    expect(eventsOf(round)).toBe(13);
    expect(ends + waiting + eventsOf(round) * INPUT.claimed.rounds).toBeLessThan(MAX_EVENTS);
  });

  it("keep a run's data small: a chunk at a time, nothing of those before it", async () => {
    const sizes = Array.from({ length: 5 }, () => CHUNK);
    const { inputs, outcome } = await runWorkflow(machine, { input: INPUT, cast: { Claim: chunks(...sizes) } });

    const given = (state: string) => inputs.filter((entry) => entry.state === state).map(({ input }) => bytesOf(input));
    const onItsOwn = bytesOf({ videos: attempts(CHUNK), left: 10_000_000, rounds: 1_000 });
    const ofChunks = given("ProcessChunk");

    expect(outcome).toBe("SUCCEEDED");
    expect(ofChunks).toHaveLength(5);
    // 500 videos of 60 bytes, and less than a kibibyte of the run's own; no more with the fifth chunk than with the first.
    expect(onItsOwn).toBeLessThan(CHUNK * 64);
    expect(Math.max(...ofChunks) - onItsOwn).toBeLessThan(1_024);
    expect(Math.max(...ofChunks)).toBeLessThan(MAX_BYTES / 4);
    expect(Math.max(...given("Process"))).toBeLessThan(100);
    expect(given("Done").every((bytes) => bytes < 1_024)).toBe(true);
  });

  /** The batch, but keeping what its map gathers; retries change nothing about that. */
  function gathering(): Machine {
    const gathered = copyOf(machine) as Machine;
    Object.assign(stateIn(gathered, "ProcessChunk"), { ResultPath: "$.gathered" });
    for (const name of ["Process", "MarkFailed"]) Object.assign(stateIn(gathered, name), { Retry: [] });
    return gathered;
  }

  // A cause may have 32,768 characters.
  const fails = (name: string) => () => failure(name, "c".repeat(32_768));
  it.each<[string, Partial<Cast>, object]>([
    ["are completed", {}, { outcome: "completed" }],
    ["fail", { Process: fails("TypeError") }, { failed: 1 }],
    [
      "fail and cannot be marked failed",
      { Process: fails("TypeError"), MarkFailed: fails("Lambda.Unknown") },
      { left: true },
    ],
    ["find no room", { Process: fails("Lambda.TooManyRequestsException") }, { left: true }],
  ])("leave outputs that a Map can gather, even if all of a chunk %s", async (_what, cast, output) => {
    const { inputs, outcome } = await runWorkflow(gathering(), {
      input: INPUT,
      cast: { Claim: chunks(CHUNK), ...cast },
    });

    const claims = inputs.filter(({ state }) => state === "Claim").map(({ input }) => input as { gathered?: object[] });
    const gathered = claims.at(-1)?.gathered;
    expect([outcome, claims.length]).toEqual(["SUCCEEDED", 2]);
    expect(gathered).toEqual(Array.from({ length: CHUNK }, () => output));
    expect(bytesOf(gathered)).toBeLessThan(MAX_BYTES / 8);
  });

  it("fit even under the longest ids that a path takes", () => {
    const longest = Array.from({ length: CHUNK }, () => ({
      videoId: "v".repeat(64),
      attempt: Number.MAX_SAFE_INTEGER,
    }));

    // 500 of 105 bytes and a comma.
    expect(bytesOf(longest)).toBe(CHUNK * 106 + 1);
    expect(bytesOf(longest)).toBeLessThan(MAX_BYTES / 4);
  });

  it("are never more at once than a Distributed Map takes", () => {
    const { concurrency } = batchInput({ config: { min: 1, max: 15_000 }, now: NOW, until: UNTIL, perEnvironment: 64 });
    expect(concurrency).toBe(MAX_MAP_CONCURRENCY);
  });
});
