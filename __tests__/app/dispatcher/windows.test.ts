import { describe, expect, it } from "@jest/globals";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import { startWindowRuns, windowRunName } from "../../../app/dispatcher/windows.ts";
import { ManualClock } from "../../support/app/clock.ts";
import { testDispatcher } from "../../support/app/dispatcher.ts";
import { FakeStepFunctions, sfnError } from "../../support/app/stepFunctions.ts";

const open: BatchWindow = {
  name: "nightly",
  days: ["daily"],
  from: "07:00",
  to: "09:00",
  timeZone: "UTC",
  except: [],
  min: 2,
  max: 3,
  warmUpMinutes: 0,
};

/** Open windows at 08:00, with what waits and what is held. */
function rig(windows: readonly BatchWindow[], { isLeft = true, held = 0 } = {}) {
  const clock = new ManualClock();
  const stepFunctions = new FakeStepFunctions();
  const looks: string[] = [];
  const queue = {
    isLeft: async (which: string) => looks.push(which) > 0 && isLeft,
    inFlight: async () => ({ managed: held, overflow: 0 }),
  };
  const parts = { ...testDispatcher({ clock, stepFunctions, windows }), queue };
  return { clock, stepFunctions, looks, start: () => startWindowRuns(parts) };
}

describe("an open window for which videos wait", () => {
  it("has a run with what the window declares, until it closes", async () => {
    const { start, stepFunctions } = rig([open]);

    const names = await start();

    const endBy = Date.UTC(2026, 0, 5, 9) / 1000;
    expect(names).toEqual([...stepFunctions.started.keys()]);
    expect([...stepFunctions.started.values()]).toEqual([
      expect.objectContaining({ asked: { queue: "window", config: { min: 2, max: 3 }, claimUntil: endBy, endBy } }),
    ]);
  });

  it("may have another run each minute, named after its opening", async () => {
    const { start, clock } = rig([open]);

    const first = await start();
    expect(await start()).toEqual([]);
    clock.advance(60);
    const second = await start();

    const minute = Date.UTC(2026, 0, 5, 8) / 60_000;
    expect([first, second]).toEqual([
      [`nightly-20260105T070000Z-${minute}`],
      [`nightly-20260105T070000Z-${minute + 1}`],
    ]);
  });

  it.each<[string, number, number]>([
    ["has a run while a slot is free", 11, 1],
    ["has none while runs hold as much as there are slots", 12, 0],
  ])("%s", async (_what, held, runs) => {
    const { start } = rig([open], { held });

    expect(await start()).toHaveLength(runs);
  });

  it("asks for no more than is declared to fit", async () => {
    const { start, stepFunctions } = rig([{ ...open, min: 90, max: 1_000 }]);

    await start();

    expect([...stepFunctions.started.values()]).toMatchObject([{ asked: { config: { min: 90, max: 100 } } }]);
  });

  it("has its own run beside that of another window", async () => {
    const { start } = rig([open, { ...open, name: "early", from: "06:00" }]);

    expect(await start()).toEqual([expect.stringMatching(/^nightly-/), expect.stringMatching(/^early-20260105T06/)]);
  });

  it("is open with its warm-up, and its run is named after its start", async () => {
    const { start } = rig([{ ...open, from: "08:05", warmUpMinutes: 10 }]);

    expect(await start()).toEqual([expect.stringMatching(/^nightly-20260105T080500Z-\d+$/)]);
  });

  it("fails with Step Functions, so that the schedule tries again", async () => {
    const { start, stepFunctions } = rig([open]);
    stepFunctions.down = sfnError("ThrottlingException");

    await expect(start()).rejects.toMatchObject({ name: "ThrottlingException" });
  });
});

describe("no run", () => {
  it.each<[string, BatchWindow[], { isLeft?: boolean }, string[]]>([
    ["without windows", [], {}, []],
    ["while all are closed", [{ ...open, from: "10:00", to: "11:00" }], {}, []],
    ["when a video could not end in it any more", [{ ...open, to: "08:09" }], {}, []],
    ["while nothing waits", [open], { isLeft: false }, ["window"]],
  ])("is started %s", async (_what, windows, given, looked) => {
    const { start, looks } = rig(windows, given);

    expect(await start()).toEqual([]);

    expect(looks).toEqual(looked);
  });

  it("is started for the last minutes, but for the last time that fits", async () => {
    const { start } = rig([{ ...open, to: "08:10" }]);

    expect(await start()).toHaveLength(1);
  });
});

it("a run's name fits Step Functions' 80 characters of letters, digits, - and _", () => {
  const name = windowRunName(
    { window: { ...open, name: "n".repeat(40) }, starts: Date.UTC(2026, 0, 5, 7) },
    4_000_000_000,
  );

  expect(name).toMatch(/^[\w-]{1,80}$/);
});
