import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "@jest/globals";
import { within } from "../../../scripts/console/costView.ts";
import { desiredLevels, spansOf } from "../../../scripts/console/levels.ts";
import { stepsOf } from "../../../scripts/console/runSteps.ts";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const at = (minutes: number) => NOW + minutes * 60_000;
const iso = (minutes: number) => new Date(at(minutes)).toISOString();
const ZERO = { min: 0, max: 0 };

const demand = {
  declaration: {
    functionName: "processor",
    baseline: ZERO,
    limit: 16,
    graceSeconds: 60,
    windows: [{ name: "soon", start: iso(30), end: iso(60), min: 2, max: 8, warmUpMinutes: 10 }],
  },
  leases: [{ owner: "arn:run:now-1", config: { min: 1, max: 4 }, acquiredAt: iso(-5), liveUntil: at(10) / 1000 }],
};

describe("the timeline", () => {
  it("has what was put, and what will be desired as leases and windows begin and end", () => {
    const changes = [
      { at: iso(-5), by: "scaler", from: ZERO, to: { min: 1, max: 4 }, reasons: [] },
      { at: iso(-12), by: "scaler", from: { min: 3, max: 16 }, to: ZERO, reasons: [] },
    ];
    const told = desiredLevels(demand, changes, NOW).map((level) => [
      level.at === 0 ? "before" : (level.at - NOW) / 60_000,
      `${level.min}/${level.max}`,
    ]);

    expect(told).toEqual([
      ["before", "3/16"],
      [-12, "0/0"],
      [-5, "1/4"],
      [10, "0/0"],
      [20, "2/8"],
      [60, "0/0"],
    ]);
  });

  it("has what asks, in the order of its beginning", () => {
    expect(spansOf(demand, NOW).map(({ kind, label, from }) => [kind, label, (from - NOW) / 60_000])).toEqual([
      ["lease", "now-1", -5],
      ["window", "soon", 20],
    ]);
  });
});

it("the cost counts only the last hour, and up to now", () => {
  const counts = [
    { at: at(-120), environments: 4 },
    { at: at(-30), environments: 0 },
    { at: at(-15), environments: 2 },
  ];

  expect(within(counts, NOW)).toEqual([
    { environments: 4, hours: 0.5 },
    { environments: 0, hours: 0.25 },
    { environments: 2, hours: 0.25 },
  ]);
});

it("a run's steps are one for each time that a state was entered, with its failed attempts and its end", () => {
  const event = (id: number, previousEventId: number, type: HistoryEventType, more: object = {}) => ({
    id,
    previousEventId,
    type,
    timestamp: new Date(at(id)),
    ...more,
  });
  const steps = stepsOf([
    event(1, 0, "ExecutionStarted"),
    event(2, 1, "TaskStateEntered", { stateEnteredEventDetails: { name: "Claim", input: "{}" } }),
    event(3, 2, "TaskScheduled"),
    event(4, 3, "TaskFailed", { taskFailedEventDetails: { error: "Busy", cause: "later" } }),
    event(5, 4, "TaskScheduled"),
    event(6, 5, "TaskSucceeded"),
    event(7, 6, "TaskStateExited", { stateExitedEventDetails: { name: "Claim", output: "[]" } }),
    event(8, 7, "WaitStateEntered", { stateEnteredEventDetails: { name: "Later", input: "[]" } }),
  ]);

  expect(steps).toEqual([
    {
      state: "Claim",
      type: "Task",
      enteredAt: at(2),
      leftAt: at(7),
      input: "{}",
      output: "[]",
      failures: [{ at: at(4), error: "Busy: later", againAt: at(5) }],
    },
    { state: "Later", type: "Wait", enteredAt: at(8), input: "[]", failures: [] },
  ]);
});

it.each([
  ["of a task counts its attempts, not the end of the run", "TaskFailed", ["Broken: no", "Broken: no"]],
  ["of a Fail state is that of the run", undefined, ["Broken: no"]],
])("the failure %s", (_what, failed, errors) => {
  const details = { error: "Broken", cause: "no" };
  const attempts = failed ? [2, 3].map((id) => ({ id, type: failed, taskFailedEventDetails: details })) : [];
  const events = [
    { id: 1, type: "TaskStateEntered", stateEnteredEventDetails: { name: "Work" } },
    ...attempts,
    { id: attempts.length + 2, type: "ExecutionFailed", executionFailedEventDetails: details },
  ].map((event) => ({ ...event, previousEventId: event.id - 1, timestamp: new Date(NOW) }));

  expect(stepsOf(events as HistoryEvent[])[0]?.failures.map(({ error }) => error)).toEqual(errors);
});
