import { afterAll, describe, expect, it } from "@jest/globals";
import { overflowMark } from "../../../../app/videos/runs.ts";
import { removeTemporaryFolders } from "../../../support/stacks/template.ts";
import { EXECUTION } from "../../../support/workflow/interpret.ts";
import { type Cast, claimed, failure, runWorkflow } from "../../../support/workflow/run.ts";
import { INPUT, synthesiseMachines, video } from "../../../support/workflow/setting.ts";

const machineOf = synthesiseMachines();
afterAll(removeTemporaryFolders);

/** The tasks that claim, process and report on each place. */
const PLACES = [
  {
    place: "managed instances",
    environment: "dev",
    states: { claim: "Claim", process: "Process", missed: "Missed", left: "Left" },
    mark: EXECUTION,
  },
  {
    place: "ordinary Lambda",
    environment: "over",
    states: {
      claim: "ClaimOverflow",
      process: "ProcessOnOverflow",
      missed: "MissedOnOverflow",
      left: "LeftOnOverflow",
    },
    mark: overflowMark(EXECUTION),
  },
] as const;

describe.each(PLACES)("one video of a chunk, on $place,", ({ environment, states, mark }) => {
  const a = video("a", mark);
  const b = video("b", mark);
  /** A chunk of two, of which the first fails in its first calls. */
  async function run(error: string, { calls = Number.POSITIVE_INFINITY, cast = {} as Partial<Cast> } = {}) {
    let failures = 0;
    const result = await runWorkflow(machineOf(environment), {
      input: INPUT,
      cast: {
        [states.claim]: (_payload: unknown, call: number) => claimed(call === 1 ? [a, b] : []),
        [states.process]: ({ videoId, attempt }: typeof a) => {
          if (videoId !== a.videoId || failures === calls) return { videoId, attempt, outcome: "completed" };
          failures += 1;
          return failure(error);
        },
        ...cast,
      },
    });
    const of = (id: string) => result.callsOf(states.process).filter(({ payload }) => payload.videoId === id);
    return { ...result, ofA: of("a"), ofB: of("b"), missed: result.callsOf(states.missed) };
  }

  // 160 s for a video, and twice its claim of 20 s, in steps of 15 s: 14, and one for the rounding.
  it.each<[string, number]>([
    ["Lambda.TooManyRequestsException", 1 + 43],
    ["Lambda.ResourceNotReadyException", 1 + 43],
    ["Runtime.Unavailable", 1 + 43],
    ["VideoInProgress", 1 + 15],
    ["ClaimExpired", 1 + 15],
  ])("that meets %s is tried %i times, then left for the next claim, and never counted", async (error, times) => {
    const { outcome, ofA, ofB, missed, entered } = await run(error);

    expect([outcome, missed]).toEqual(["SUCCEEDED", []]);
    expect(ofA.map(({ payload }) => payload)).toEqual(Array.from({ length: times }, () => a));
    expect(ofB).toHaveLength(1);
    expect(entered.filter((state) => state === states.left)).toHaveLength(1);
  });

  it.each<[string, number]>([
    ["Lambda.ServiceException", 1 + 6],
    ["Lambda.AWSLambdaException", 1 + 6],
    ["Lambda.SdkClientException", 1 + 6],
    ["Lambda.ClientExecutionTimeoutException", 1 + 6],
    ["Lambda.Unknown", 1 + 3],
    ["Runtime.ExitError", 1 + 3],
    ["Sandbox.Timedout", 1 + 3],
    ["States.Timeout", 1 + 3],
    ["TypeError", 1 + 4],
  ])("that meets %s is tried %i times, then missed; the other one goes on", async (error, times) => {
    const { outcome, ofA, ofB, missed } = await run(error);

    expect(outcome).toBe("SUCCEEDED");
    expect([ofA.length, ofB.length]).toEqual([times, 1]);
    const seen = { Error: error, Cause: `${error} happened` };
    expect(missed.map(({ payload }) => payload)).toEqual([{ action: "missed", videoId: "a", attempt: 1, error: seen }]);
  });

  it.each(["Lambda.TooManyRequestsException", "VideoInProgress", "Runtime.ExitError", "TypeError"])(
    "is processed after %s has passed, and nothing is missed",
    async (error) => {
      const { outcome, ofA, missed, entered } = await run(error, { calls: 2 });

      expect([outcome, ofA.length, missed]).toEqual(["SUCCEEDED", 3, []]);
      expect(entered).not.toContain(states.left);
    },
  );

  it("is left when even its miss cannot be told, and fails nothing", async () => {
    const { outcome, missed, entered } = await run("TypeError", { cast: { [states.missed]: () => failure("Down") } });

    expect([outcome, missed.length]).toEqual(["SUCCEEDED", 1 + 8]);
    expect(entered).toContain(states.left);
  });

  it("may end as failed: that is recorded, and nothing is missed", async () => {
    const { outcome, missed } = await run("none", {
      cast: { [states.process]: ({ videoId }: typeof a) => ({ videoId, attempt: 1, outcome: "failed" }) },
    });

    expect([outcome, missed]).toEqual(["SUCCEEDED", []]);
  });
});
