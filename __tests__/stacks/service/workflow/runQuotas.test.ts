// What Step Functions lets an execution have: 256 KiB of data between two states, and 25,000 events.
// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
import { afterAll, describe, expect, it } from "@jest/globals";
import { CHUNK, type ClaimedVideo } from "../../../../app/dispatcher/claims.ts";
import { CLAIMING_SECONDS, overflowMark, type RunInput } from "../../../../app/videos/runs.ts";
import { removeTemporaryFolders } from "../../../support/stacks/template.ts";
import { copyOf } from "../../../support/workflow/interpret.ts";
import { type Cast, claimed, failure, type Machine, runWorkflow, stateIn } from "../../../support/workflow/run.ts";
import { INPUT, SETTINGS, synthesiseMachines } from "../../../support/workflow/setting.ts";

const machineOf = synthesiseMachines();
afterAll(removeTemporaryFolders);

const MAX_BYTES = 256 * 1_024;
const MAX_EVENTS = 25_000;

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe("the data of a run", () => {
  /** The longest name that an execution can have, in the Region and the environment with the longest names. */
  const RUN = `arn:aws:states:ap-southeast-1:123456789012:execution:production12-video-processing:${"n".repeat(80)}`;
  const END = 4_102_444_800;
  const input: RunInput = {
    ...INPUT,
    asked: {
      queue: "window",
      config: { min: 15_000, max: 15_000 },
      claimUntil: END,
      endBy: END,
      maxVideos: 10_000_000,
    },
  };
  const full = Array.from(
    { length: CHUNK },
    (_, index): ClaimedVideo => ({
      videoId: String(index).padStart(64, "v"), // the longest that a path takes
      attempt: Number.MAX_SAFE_INTEGER,
      run: overflowMark(RUN),
      endBy: END,
    }),
  );
  /** A full chunk, then a failure. A cause may have 32,768 characters. */
  const CAUSE = "c".repeat(32_768);
  const thenFails = (_payload: unknown, call: number) => (call === 1 ? claimed(full) : failure("Down", CAUSE));

  const largest = async (cast: Partial<Cast>) => {
    const { inputs } = await runWorkflow(machineOf("over"), { input, cast });
    return inputs.map(({ state, input: given }) => [state, bytesOf(given)] as const);
  };

  it("fits between any two states while both places work on full chunks", async () => {
    const once: Cast["Claim"] = (_payload, call) => claimed(call === 1 ? full : []);
    const sizes = await largest({ Claim: once, ClaimOverflow: once });

    expect(Math.max(...sizes.filter(([state]) => state === "ProcessChunk").map(([, bytes]) => bytes))).toBeGreaterThan(
      MAX_BYTES / 2,
    );
    expect(sizes.filter(([, bytes]) => bytes >= MAX_BYTES)).toEqual([]);
  });

  it("fits where both places end, also when each of them fails with a full chunk", async () => {
    const sizes = await largest({ Claim: thenFails, ClaimOverflow: thenFails });

    expect(sizes.filter(([state]) => state === "Failed")).toHaveLength(1);
    expect(sizes.filter(([, bytes]) => bytes >= MAX_BYTES)).toEqual([]);
  });

  /** The machine, but keeping what its map gathers; retries change nothing about that. */
  function gathering(): Machine {
    const machine = copyOf(machineOf("dev")) as Machine;
    Object.assign(stateIn(machine, "ProcessChunk"), { ResultPath: "$.gathered" });
    for (const name of ["Process", "Missed"]) Object.assign(stateIn(machine, name), { Retry: [] });
    return machine;
  }

  const fails = (name: string) => () => failure(name, CAUSE);
  it.each<[string, Partial<Cast>, object]>([
    ["are completed", {}, { outcome: "completed" }],
    ["are missed", { Process: fails("TypeError") }, { became: "waits" }],
    ["cannot even be missed", { Process: fails("TypeError"), Missed: fails("Down") }, { left: true }],
    ["find no room", { Process: fails("Lambda.TooManyRequestsException") }, { left: true }],
  ])("has room for what a Map gathers, also when all of a chunk %s", async (_what, cast, output) => {
    const { inputs, outcome } = await runWorkflow(gathering(), {
      input,
      cast: { Claim: (_payload, call) => claimed(call === 1 ? full : []), ...cast },
    });

    const claims = inputs
      .filter(({ state }) => state === "Claim")
      .map(({ input: given }) => given as { gathered?: [] });
    const gathered = claims.at(-1)?.gathered;
    expect([outcome, claims.length]).toEqual(["SUCCEEDED", 2]);
    expect(gathered).toEqual(Array.from({ length: CHUNK }, () => output));
    expect(bytesOf(gathered)).toBeLessThan(MAX_BYTES / 8);
  });
});

describe("the history of a run", () => {
  /** Events of a state without retries: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
  const EVENTS: Readonly<Record<string, readonly string[]>> = {
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
  };
  const machine = machineOf("over");
  const eventsOf = (states: readonly string[]) =>
    states.flatMap((name) => EVENTS[stateIn(machine, name).Type] ?? [`no events known of ${name}`]).length;

  /** The scaler's first and shortest pause; a Map takes longer to start its items than that. */
  const PAUSE_SECONDS = 2;
  const times = (seconds: number) => Math.ceil(seconds / PAUSE_SECONDS);

  it("stays below its limit: as many chunks as fit, waits as long as they may be, and overflow beside them", async () => {
    const video = { videoId: "a", attempt: 1, run: "r" };
    const thrice: Cast["Claim"] = (_payload, call) => claimed(call < 4 ? [video] : []);
    const { entered } = await runWorkflow(machine, {
      input: INPUT,
      cast: {
        Claim: thrice,
        ClaimOverflow: thrice,
        CheckCapacity: (_payload, call) => ({ settled: call !== 2, retryAfterSeconds: 2, seen: "state Pending" }),
      },
    });
    const rounds = (first: string, of: (name: string) => boolean) => {
      const own = entered.filter(of);
      const starts = own.flatMap((name, index) => (name === first ? [index] : []));
      return starts.slice(0, 2).map((start, index) => own.slice(start, starts[index + 1]));
    };
    const ofOverflow = ["ClaimOverflow", "IsAnyForOverflow", "ProcessOverflow"];
    const ofManaged = Object.keys(machine.States.BothPlaces?.Branches?.[0]?.States ?? {});
    const [chunk = [], waiting = []] = rounds("Claim", (name) => ofManaged.includes(name));
    const [elsewhere = []] = rounds("ClaimOverflow", (name) => ofOverflow.includes(name));
    const wait = ["WaitLonger", "CheckCapacity", "IsSettled"];

    expect(chunk).toEqual([
      "Claim",
      "IsAnythingClaimed",
      "Acquire",
      "WaitForCapacity",
      "CheckCapacity",
      "IsSettled",
      "ProcessChunk",
    ]);
    expect(waiting).toEqual([...chunk.slice(0, -1), ...wait, "ProcessChunk"]);
    expect(elsewhere).toEqual(ofOverflow);
    expect([eventsOf(chunk), eventsOf(elsewhere), eventsOf(wait)]).toEqual([27, 13, 9]);

    const settleSeconds = Math.max(...SETTINGS.map(({ workflow }) => workflow.settleSeconds));
    const total =
      times(CLAIMING_SECONDS) * (eventsOf(chunk) + eventsOf(elsewhere)) + times(settleSeconds) * eventsOf(wait);
    expect(total).toBeLessThan(MAX_EVENTS);
  });
});
