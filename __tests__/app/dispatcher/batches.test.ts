import { describe, expect, it } from "@jest/globals";
import type { Declaration } from "../../../app/capacity/declaration.ts";
import { type BatchWindowInput, batchWindows } from "../../../app/capacity/windowSchema.ts";
import {
  type BatchSettings,
  batchName,
  CHUNK,
  type Claiming,
  claimChunk,
  openBatches,
} from "../../../app/dispatcher/batches.ts";
import { batchInput, createBatchRuns } from "../../../app/videos/batchRuns.ts";
import type { Attempt } from "../../../app/videos/video.ts";
import { memoryCapacityTable } from "../../support/appCapacityTable.ts";
import { executionArn, FakeStepFunctions, STATE_MACHINE_ARN, sfnError } from "../../support/appStepFunctions.ts";

const NIGHTLY: BatchWindowInput = {
  name: "nightly",
  days: ["daily"],
  from: "22:00",
  to: "06:00",
  timeZone: "Europe/Dublin",
  min: 2,
  max: 10,
};
const settings: BatchSettings = { processorName: "processor", videoSeconds: 60, perEnvironment: 4 };

/** A clock that is set by hand. */
function clockAt(text: string) {
  let milliseconds = Date.parse(text);
  return {
    now: () => new Date(milliseconds),
    nowSeconds: () => Math.floor(milliseconds / 1000),
    sleep: async () => {},
    set: (at: string) => {
      milliseconds = Date.parse(at);
    },
    advance: (seconds: number) => {
      milliseconds += seconds * 1000;
    },
  };
}

function rig(
  at: string,
  {
    windows = [NIGHTLY],
    limit = 16,
    isAny = true,
  }: { windows?: BatchWindowInput[]; limit?: number; isAny?: boolean } = {},
) {
  const clock = clockAt(at);
  const declaration: Declaration = {
    functionName: "processor",
    baseline: { min: 0, max: 0 },
    windows: batchWindows.parse(windows),
    limit,
  };
  const stepFunctions = new FakeStepFunctions();
  const asked: [string, number][] = [];
  const found = { waiting: 1_000_000 };
  const parts = {
    clock,
    settings,
    demands: memoryCapacityTable([declaration], clock),
    batches: createBatchRuns(stepFunctions.client, STATE_MACHINE_ARN),
    waiting: {
      isAny: async () => isAny,
      claim: async (run: string, most: number): Promise<Attempt[]> => {
        asked.push([run, most]);
        const count = Math.min(most, found.waiting);
        found.waiting -= count;
        return Array.from({ length: count }, (_, index) => ({ videoId: `v${index}`, attempt: 1 }));
      },
    },
  };
  return { parts, clock, stepFunctions, asked, found, open: () => openBatches(parts) };
}

const seconds = (text: string) => Date.parse(text) / 1000;

describe("while videos wait", () => {
  it("an open window starts a run, with its config and until it closes", async () => {
    const { open, stepFunctions } = rig("2026-01-05T22:00:00Z");

    expect(await open()).toEqual(["nightly-20260105T220000Z"]);

    const input = batchInput({
      config: { min: 2, max: 10 },
      now: seconds("2026-01-05T22:00:00Z"),
      until: seconds("2026-01-06T06:00:00Z"),
      perEnvironment: 4,
    });
    expect([...stepFunctions.started]).toEqual([["nightly-20260105T220000Z", input]]);
    expect(input).toMatchObject({ concurrency: 40, until: 1_767_679_200, leaseUntil: 1_767_679_500 });
  });

  it.each([
    ["2026-01-05T21:59:59Z", []],
    ["2026-01-05T22:00:00Z", ["nightly-20260105T220000Z"]],
    ["2026-01-06T05:59:00Z", ["nightly-20260105T220000Z"]],
    ["2026-01-06T05:59:01Z", []], // no video fits any more
    ["2026-01-06T06:00:00Z", []],
  ])("at %s the runs of the window are %j", async (at, runs) => {
    const { open, stepFunctions } = rig(at);

    expect(await open()).toEqual(runs);

    expect([...stepFunctions.started.keys()]).toEqual(runs);
  });

  it("each tick of an opening means the same run, which is started once", async () => {
    const { open, clock, stepFunctions } = rig("2026-01-05T22:00:00Z");

    const named = new Set<string>();
    for (let minute = 0; minute < 8 * 60; minute += 5) {
      for (const name of await open()) named.add(name);
      clock.advance(5 * 60);
    }

    expect([...named]).toEqual(["nightly-20260105T220000Z"]);
    expect(stepFunctions.started.size).toBe(1);
    expect(await open()).toEqual([]);
  });

  /** Every run that was started ends so. */
  function endAll({ statuses }: FakeStepFunctions, status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED") {
    for (const arn of statuses.keys()) statuses.set(arn, status);
  }

  it("a run that has ended is followed by another in the same opening, and in the next one starts anew", async () => {
    const { open, clock, stepFunctions } = rig("2026-01-05T22:00:00Z");
    await open();
    endAll(stepFunctions, "SUCCEEDED");

    clock.advance(3_600);
    expect(await open()).toEqual(["nightly-20260105T220000Z-2"]);
    endAll(stepFunctions, "SUCCEEDED");
    clock.advance(23 * 3_600);
    expect(await open()).toEqual(["nightly-20260106T220000Z"]);

    expect([...stepFunctions.started.keys()]).toEqual([
      "nightly-20260105T220000Z",
      "nightly-20260105T220000Z-2",
      "nightly-20260106T220000Z",
    ]);
  });

  it.each(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] as const)(
    "a run that is %s is followed by one until the same end",
    async (status) => {
      const { open, clock, stepFunctions } = rig("2026-01-05T22:00:00Z");
      await open();
      endAll(stepFunctions, status);
      clock.advance(3_600);

      await open();

      const [first, second] = [...stepFunctions.started.values()];
      expect(second).toEqual(first);
      expect(first).toMatchObject({ until: seconds("2026-01-06T06:00:00Z") });
    },
  );

  it.each(["RUNNING", "PENDING_REDRIVE"] as const)(
    "a run that is %s is left alone, the second one too",
    async (status) => {
      const { open, stepFunctions } = rig("2026-01-05T22:00:00Z");
      const name = "nightly-20260105T220000Z";
      stepFunctions.statuses.set(executionArn(name), status);
      const ofFirst = await open();
      stepFunctions.statuses.set(executionArn(name), "FAILED");
      stepFunctions.statuses.set(executionArn(`${name}-2`), status);

      expect([ofFirst, await open()]).toEqual([[name], [`${name}-2`]]);

      expect(stepFunctions.started.size).toBe(0);
    },
  );

  it("an opening has twenty runs at most", async () => {
    const { open, clock, stepFunctions } = rig("2026-01-05T22:00:00Z");
    const named: string[][] = [];
    for (let tick = 0; tick < 22; tick += 1) {
      named.push(await open());
      endAll(stepFunctions, "FAILED");
      clock.advance(60);
    }

    const name = "nightly-20260105T220000Z";
    const followers = Array.from({ length: 19 }, (_, index) => [`${name}-${index + 2}`]);
    expect(named).toEqual([[name], ...followers, [], []]);
    expect(stepFunctions.started.size).toBe(20);
  });

  it("of two windows that are open at once only the one whose run has ended gets another", async () => {
    const early: BatchWindowInput = { ...NIGHTLY, name: "early", from: "21:00", to: "23:00" };
    const { open, stepFunctions } = rig("2026-01-05T22:30:00Z", { windows: [NIGHTLY, early] });
    await open();
    stepFunctions.statuses.set(executionArn("early-20260105T210000Z"), "SUCCEEDED");

    expect(await open()).toEqual(["nightly-20260105T220000Z", "early-20260105T210000Z-2"]);

    expect(stepFunctions.started.size).toBe(3);
  });

  it("a window that is open for longer than a run may last goes on in another run", async () => {
    const migration: BatchWindowInput = {
      name: "migration",
      start: "2026-12-01T20:00:00Z",
      end: "2026-12-03T20:00:00Z",
      min: 4,
      max: 8,
    };
    const { open, clock, stepFunctions } = rig("2026-12-01T20:00:00Z", { windows: [migration] });
    await open();
    endAll(stepFunctions, "SUCCEEDED");
    clock.advance(25 * 3_600);
    await open();

    const untils = [...stepFunctions.started].map(([name, input]) => [name, (input as { until: number }).until]);
    expect(untils).toEqual([
      ["migration-20261201T200000Z", seconds("2026-12-02T21:00:00Z")],
      ["migration-20261201T200000Z-2", seconds("2026-12-03T20:00:00Z")],
    ]);
  });

  it("a window opens its run with its warm-up, under the name of the opening itself", async () => {
    const { open, clock } = rig("2026-01-05T21:49:59Z", { windows: [{ ...NIGHTLY, warmUpMinutes: 10 }] });

    const before = await open();
    clock.advance(1);
    const warming = await open();
    clock.advance(3_600);

    expect([before, warming, await open()]).toEqual([[], ["nightly-20260105T220000Z"], ["nightly-20260105T220000Z"]]);
  });

  it("two windows that are open at once start a run each, each with its own config and end", async () => {
    const early: BatchWindowInput = { ...NIGHTLY, name: "early", from: "21:00", to: "23:00", min: 1, max: 3 };
    const { open, stepFunctions } = rig("2026-01-05T22:30:00Z", { windows: [NIGHTLY, early] });

    expect(await open()).toEqual(["nightly-20260105T220000Z", "early-20260105T210000Z"]);

    expect(stepFunctions.started.get("early-20260105T210000Z")).toEqual(
      batchInput({
        config: { min: 1, max: 3 },
        now: seconds("2026-01-05T22:30:00Z"),
        until: seconds("2026-01-05T23:00:00Z"),
        perEnvironment: 4,
      }),
    );
    expect(stepFunctions.started.size).toBe(2);
  });

  it("a one-off window starts one run in its life", async () => {
    const migration: BatchWindowInput = {
      name: "migration",
      start: "2026-12-01T21:00:00+01:00",
      end: "2026-12-02T04:00:00Z",
      min: 4,
      max: 8,
    };
    const { open, clock } = rig("2026-12-01T20:00:00Z", { windows: [migration] });

    const first = await open();
    clock.set("2026-12-02T03:59:00Z");

    expect([first, await open()]).toEqual([["migration-20261201T200000Z"], ["migration-20261201T200000Z"]]);
  });

  it.each([
    [16, { min: 2, max: 10 }, 40],
    [10, { min: 2, max: 10 }, 40],
    [5, { min: 2, max: 5 }, 20],
    [1, { min: 1, max: 1 }, 4],
  ])("a run asks for no more than the %i environments that fit", async (limit, config, concurrency) => {
    const { open, stepFunctions } = rig("2026-01-05T22:00:00Z", { limit });

    await open();

    expect([...stepFunctions.started.values()]).toEqual([expect.objectContaining({ config, concurrency })]);
  });

  it("what Step Functions refuses is passed on", async () => {
    const { open, stepFunctions } = rig("2026-01-05T22:00:00Z");
    stepFunctions.down = sfnError("ThrottlingException", "Rate exceeded");

    await expect(open()).rejects.toThrow("Rate exceeded");
  });
});

describe("on the days on which clocks change", () => {
  const overnight: BatchWindowInput = { ...NIGHTLY, from: "01:30", to: "02:30" };

  /** The runs of every fifth minute from an instant on, with when they must end. */
  async function namesFrom(window: BatchWindowInput, from: string, minutes: number) {
    const { open, clock, stepFunctions } = rig(from, { windows: [window] });
    for (let minute = 0; minute < minutes; minute += 5) {
      await open();
      clock.advance(5 * 60);
    }
    return [...stepFunctions.started].map(([name, input]) => [name, (input as { until: number }).until]);
  }

  it("an hour that comes twice is one opening: from its first beginning to its last end", async () => {
    // Dublin, 25 October 2026: 02:00 +01:00 becomes 01:00 +00:00.
    expect(await namesFrom(overnight, "2026-10-24T22:00:00Z", 600)).toEqual([
      ["nightly-20261025T003000Z", seconds("2026-10-25T02:30:00Z")],
    ]);
  });

  it("an hour that is skipped moves the opening to the jump, and does not lose it", async () => {
    // Dublin, 29 March 2026: 01:00 +00:00 becomes 02:00 +01:00.
    expect(await namesFrom(overnight, "2026-03-28T22:00:00Z", 600)).toEqual([
      ["nightly-20260329T010000Z", seconds("2026-03-29T01:30:00Z")],
    ]);
  });

  it("a night across the change is one run", async () => {
    const nights = await Promise.all([
      namesFrom(NIGHTLY, "2026-03-28T12:00:00Z", 24 * 60),
      namesFrom(NIGHTLY, "2026-10-24T12:00:00Z", 24 * 60),
    ]);

    expect(nights).toEqual([
      [["nightly-20260328T220000Z", seconds("2026-03-29T05:00:00Z")]],
      [["nightly-20261024T210000Z", seconds("2026-10-25T06:00:00Z")]],
    ]);
  });
});

describe("nothing is started", () => {
  it.each<[string, NonNullable<Parameters<typeof rig>[1]>, string[]]>([
    ["no window is declared", { windows: [] }, []],
    ["no video waits", { isAny: false }, []],
    ["no video waits after the run's end", { isAny: false }, ["nightly-20260105T220000Z"]],
    ["the opening is excepted", { windows: [{ ...NIGHTLY, except: ["2026-01-05"] }] }, []],
  ])("when %s", async (_why, options, ended) => {
    const { open, stepFunctions } = rig("2026-01-05T23:00:00Z", options);
    for (const name of ended) stepFunctions.statuses.set(executionArn(name), "SUCCEEDED");

    expect(await open()).toEqual([]);

    expect(stepFunctions.started.size).toBe(0);
  });

  it("and the videos are not even asked for while no window is open", async () => {
    const { parts } = rig("2026-01-05T12:00:00Z");
    const waiting = { ...parts.waiting, isAny: () => Promise.reject(new Error("asked")) };

    expect(await openBatches({ ...parts, waiting })).toEqual([]);
  });

  it("but an error is raised when the function is not declared", async () => {
    const { parts } = rig("2026-01-05T23:00:00Z");

    await expect(openBatches({ ...parts, settings: { ...settings, processorName: "other" } })).rejects.toMatchObject({
      name: "UndeclaredFunction",
    });
  });
});

describe("a run's name", () => {
  const opening = (name: string, starts: string) => ({
    window: { ...batchWindows.parse([NIGHTLY])[0], name } as never,
    starts: Date.parse(starts),
  });

  it("is the window's and the instant of its opening", () => {
    expect(batchName(opening("month-end", "2026-02-28T06:30:00.000Z"))).toBe("month-end-20260228T063000Z");
  });

  it("is one that Step Functions takes, however long the window's is", () => {
    // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html: 1 to 80 characters.
    const longest = "n".repeat(40);
    expect(batchWindows.safeParse([{ ...NIGHTLY, name: longest }]).success).toBe(true);
    expect(batchWindows.safeParse([{ ...NIGHTLY, name: `${longest}n` }]).success).toBe(false);

    expect(`${batchName(opening(longest, "2026-02-28T06:30:00.000Z"))}-20`).toMatch(/^[a-zA-Z0-9-]{1,80}$/);
  });

  it("differs between two openings of one window, and two windows of one opening", () => {
    const names = [
      opening("a", "2026-01-05T22:00:00Z"),
      opening("a", "2026-01-06T22:00:00Z"),
      opening("b", "2026-01-05T22:00:00Z"),
    ].map(batchName);
    expect(new Set(names).size).toBe(3);
  });
});

describe("a chunk", () => {
  const UNTIL = "2026-01-06T06:00:00Z";
  const claim = (at: string, request: Partial<Claiming>, waiting = 1_000_000) => {
    const rigged = rig(at);
    rigged.found.waiting = waiting;
    const usual: Claiming = { run: "run-1", until: seconds(UNTIL), concurrency: 40, left: 10_000_000, rounds: 1_000 };
    const chunk = claimChunk(rigged.parts, { ...usual, ...request });
    return chunk.then((given) => ({ ...given, asked: rigged.asked }));
  };

  it("is asked for by the run, and says what is left to claim", async () => {
    const { videos, left, asked } = await claim("2026-01-05T22:00:00Z", { left: 1_000 }, 3);

    expect(asked).toEqual([["run-1", CHUNK]]);
    expect([videos.length, left]).toEqual([3, 997]);
    expect(videos[0]).toEqual({ videoId: "v0", attempt: 1 });
  });

  it.each([
    [{ concurrency: 40, left: 10_000_000 }, CHUNK],
    [{ concurrency: 40, left: CHUNK }, CHUNK],
    [{ concurrency: 40, left: CHUNK - 1 }, CHUNK - 1],
    [{ concurrency: 40, left: 1 }, 1],
    [{ concurrency: 1, left: 10_000_000 }, 480], // eight hours of one minute each
    [{ concurrency: 2, left: 10_000_000 }, CHUNK],
  ])("has as many videos as a chunk, what is left and the time allow: %j", async (request, most) => {
    const { asked } = await claim("2026-01-05T22:00:00Z", request);
    expect(asked).toEqual([["run-1", most]]);
  });

  it.each([
    ["2026-01-06T05:49:59Z", 10 * 40],
    ["2026-01-06T05:50:00Z", 10 * 40],
    ["2026-01-06T05:50:01Z", 9 * 40],
    ["2026-01-06T05:58:00Z", 2 * 40],
    ["2026-01-06T05:58:01Z", 1 * 40],
    ["2026-01-06T05:59:00Z", 1 * 40],
  ])("claimed at %s has what can end before the window does: %i", async (at, most) => {
    const { asked } = await claim(at, { concurrency: 40 });
    expect(asked).toEqual([["run-1", most]]);
  });

  it.each(["2026-01-06T05:59:01Z", "2026-01-06T06:00:00Z", "2026-01-07T06:00:00Z"])(
    "is empty, and nothing is claimed, when not one video can end in time: %s",
    async (at) => {
      expect(await claim(at, { left: 7 })).toEqual({ videos: [], left: 7, rounds: 1_000, asked: [] });
    },
  );

  it("is empty, and nothing is claimed, when the run has claimed all that it may", async () => {
    const none = { videos: [], left: 0, rounds: 1_000, asked: [] };
    expect(await claim("2026-01-05T22:00:00Z", { left: 0 })).toEqual(none);
  });

  it.each([1_000, 2, 1])("costs one of %i rounds, however many videos it has", async (rounds) => {
    for (const waiting of [0, 1, CHUNK]) {
      const { videos, rounds: after } = await claim("2026-01-05T22:00:00Z", { rounds }, waiting);
      expect([videos.length, after]).toEqual([waiting, rounds - 1]);
    }
  });

  it("is empty, and nothing is claimed, when no round is left", async () => {
    const none = { videos: [], left: 7, rounds: 0, asked: [] };
    expect(await claim("2026-01-05T22:00:00Z", { left: 7, rounds: 0 })).toEqual(none);
  });

  it("after chunk adds up to all that wait, and never to more than the run may claim", async () => {
    const { parts, found } = rig("2026-01-05T22:00:00Z");
    found.waiting = 1_700;
    const sizes: number[] = [];
    let [left, rounds] = [1_300, 1_000];
    for (;;) {
      const chunk = await claimChunk(parts, { run: "run-1", until: seconds(UNTIL), concurrency: 40, left, rounds });
      if (chunk.videos.length === 0) break;
      sizes.push(chunk.videos.length);
      ({ left, rounds } = chunk);
    }

    expect([sizes, left, rounds, found.waiting]).toEqual([[500, 500, 300], 0, 997, 400]);
  });
});
