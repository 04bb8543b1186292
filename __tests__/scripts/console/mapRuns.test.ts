import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  type HistoryEventType,
  ListExecutionsCommand,
  ListMapRunsCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { describe, expect, it } from "@jest/globals";
import { MapRunsView } from "../../../scripts/console/mapRunsView.ts";
import { stepsOf } from "../../../scripts/console/runSteps.ts";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:prod-video-processing";
const MAP_RUN = `${MACHINE.replace(":stateMachine:", ":mapRun:")}/Process:1`;
const RUN = `${MACHINE.replace(":stateMachine:", ":execution:")}:now-1`;
const ITEM = `${MACHINE.replace(":stateMachine:", ":execution:")}/Process:a`;
const at = (seconds: number) => new Date(NOW + seconds * 1_000);

const none = { pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, resultsWritten: 0 };
const described = {
  mapRunArn: MAP_RUN,
  executionArn: RUN,
  status: "RUNNING",
  startDate: at(0),
  maxConcurrency: 8,
  toleratedFailurePercentage: 100,
  toleratedFailureCount: 0,
  itemCounts: { ...none, running: 1, failed: 1, total: 2 },
  executionCounts: { ...none, running: 1, failed: 1, total: 2 },
  redriveCount: 1,
};
const listed = {
  executions: [
    { executionArn: `${ITEM}2`, name: "a2", status: "RUNNING", startDate: at(5), redriveCount: 0, itemCount: 1 },
    {
      executionArn: `${ITEM}1`,
      name: "a1",
      status: "FAILED",
      startDate: at(1),
      stopDate: at(4),
      redriveCount: 1,
      itemCount: 1,
    },
  ],
  nextToken: "more",
};
const items: Record<string, object> = {
  [`${ITEM}1`]: { status: "FAILED", input: '{"videoId":"1"}', error: "SourceMissing", cause: "gone" },
  [`${ITEM}2`]: { status: "RUNNING", input: '{"videoId":"2"}' },
};

/** Answers as AWS did, and counts what it was asked. */
function recorded(answers: { list?: object[] } = {}) {
  const asked: object[] = [];
  const pages = [...(answers.list ?? [])];
  const send = async (command: { input: object }) => {
    asked.push(command);
    if (command instanceof DescribeMapRunCommand) return described;
    if (command instanceof ListExecutionsCommand) return listed;
    if (command instanceof ListMapRunsCommand) return pages.shift() ?? { mapRuns: [] };
    if (command instanceof DescribeExecutionCommand) return items[command.input.executionArn ?? ""];
    throw new Error(`${command.constructor.name}: must not be asked`);
  };
  let now = NOW;
  const view = new MapRunsView({ send } as unknown as SFNClient, MACHINE, () => now);
  return {
    view,
    asked,
    later: (seconds: number) => {
      now += seconds * 1_000;
    },
    count: (type: new (...given: never[]) => object) => asked.filter((command) => command instanceof type).length,
  };
}

const query = (more: object = {}) => new URLSearchParams({ arn: MAP_RUN, ...more });

describe("a map run that is opened", () => {
  it("has its items with status, input, error and times, and how many stand how", async () => {
    const { view } = recorded();

    expect(await view.detail(query())).toEqual({
      arn: MAP_RUN,
      status: "RUNNING",
      counts: { running: 1, failed: 1, total: 2 },
      concurrency: 8,
      tolerated: { percentage: 100, count: 0 },
      redrives: 1,
      items: [
        { arn: `${ITEM}2`, status: "RUNNING", startedAt: NOW + 5_000, redrives: 0, input: '{"videoId":"2"}' },
        {
          arn: `${ITEM}1`,
          status: "FAILED",
          startedAt: NOW + 1_000,
          endedAt: NOW + 4_000,
          redrives: 1,
          input: '{"videoId":"1"}',
          error: "SourceMissing",
          cause: "gone",
        },
      ],
      next: "more",
    });
  });

  it("asks for items of one status, and for the next part", async () => {
    const { view, asked } = recorded();
    await view.detail(query({ status: "FAILED", next: "more" }));

    expect(asked.find((command) => command instanceof ListExecutionsCommand)?.input).toEqual({
      mapRunArn: MAP_RUN,
      maxResults: 25,
      statusFilter: "FAILED",
      nextToken: "more",
    });
  });

  it("describes an item once for each way that it stands", async () => {
    const { view, count } = recorded();
    await view.detail(query());
    await view.detail(query());

    expect(count(DescribeExecutionCommand)).toBe(2);
    expect(count(DescribeMapRunCommand)).toBe(2);
  });

  it.each([
    [
      { arn: "arn:aws:states:us-east-1:123456789012:mapRun:other/Process:1" },
      /^arn: must be that of a map run \(.*…\), got arn:/,
    ],
    [{ arn: "" }, /got nothing$/],
    [{ status: "GOOD" }, "status: must be RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE, got GOOD"],
  ])("is refused in a line for %j, and nothing is asked", async (more, message) => {
    const { view, asked } = recorded();

    await expect(view.detail(query(more))).rejects.toThrow(message);
    expect(asked).toEqual([]);
  });
});

describe("the map runs of a run", () => {
  const event = (id: number, type: HistoryEventType, more: object = {}) => ({
    id,
    previousEventId: id - 1,
    type,
    timestamp: at(id),
    ...more,
  });
  const steps = stepsOf([
    event(1, "MapStateEntered", { stateEnteredEventDetails: { name: "Process", input: "{}" } }),
    event(2, "MapStateStarted"),
    event(3, "MapRunStarted", { mapRunStartedEventDetails: { mapRunArn: MAP_RUN } }),
    event(4, "MapRunFailed", { mapRunFailedEventDetails: { error: "States.ExceedToleratedFailureThreshold" } }),
    event(5, "ExecutionRedriven"),
    {
      ...event(6, "MapStateEntered", { stateEnteredEventDetails: { name: "Process", input: "{}" } }),
      previousEventId: 5,
    },
    event(7, "MapRunRedriven", { mapRunRedrivenEventDetails: { mapRunArn: MAP_RUN, redriveCount: 1 } }),
    event(8, "MapRunSucceeded"),
    event(9, "MapStateExited", { stateExitedEventDetails: { name: "Process", output: "[]" } }),
  ]);

  it("are those of its history, which costs no call; one that was redriven is one", async () => {
    const { view, asked } = recorded();
    expect(steps.map(({ mapRun, failures }) => [mapRun, failures.map(({ error }) => error)])).toEqual([
      [MAP_RUN, ["States.ExceedToleratedFailureThreshold"]],
      [MAP_RUN, []],
    ]);

    expect(await view.ofRun(RUN, steps, { isWhole: true })).toEqual([
      { arn: MAP_RUN, state: "Process", startedAt: NOW + 1_000, endedAt: NOW + 9_000 },
    ]);
    expect(asked).toEqual([]);
  });

  it("that are redriven in a state that is not entered anew are those of that state", () => {
    const [step, ...more] = stepsOf([
      event(1, "MapStateEntered", { stateEnteredEventDetails: { name: "Process", input: "{}" } }),
      event(2, "MapRunStarted", { mapRunStartedEventDetails: { mapRunArn: MAP_RUN } }),
      event(3, "MapRunFailed", { mapRunFailedEventDetails: { error: "Odd" } }),
      { ...event(4, "ExecutionFailed"), previousEventId: 0 },
      event(5, "ExecutionRedriven"),
      event(6, "MapRunRedriven", { mapRunRedrivenEventDetails: { mapRunArn: MAP_RUN, redriveCount: 1 } }),
      event(7, "MapStateExited", { stateExitedEventDetails: { name: "Process", output: "[]" } }),
    ]);

    expect(step).toMatchObject({
      mapRun: MAP_RUN,
      failures: [{ error: "Odd", againAt: NOW + 6_000 }],
      output: "[]",
      leftAt: NOW + 7_000,
    });
    expect(more).toEqual([]);
  });

  it("are asked for, page by page, where the history does not reach back to the start, and not again for a minute", async () => {
    const older = (name: string) => ({ mapRunArn: `${MAP_RUN}${name}`, startDate: at(-9), stopDate: at(-8) });
    const list = [
      { mapRuns: [{ mapRunArn: MAP_RUN, startDate: at(1) }, older("a")], nextToken: "next" },
      { mapRuns: [older("b")] },
    ];
    const { view, later, count } = recorded({ list });
    const found = await view.ofRun(RUN, steps, { isWhole: false });
    later(59);
    await view.ofRun(RUN, steps, { isWhole: false });

    expect(found.map(({ arn }) => arn)).toEqual([MAP_RUN, `${MAP_RUN}a`, `${MAP_RUN}b`]);
    expect(found[0]?.state).toBe("Process");
    expect(count(ListMapRunsCommand)).toBe(2);
    later(2);
    await view.ofRun(RUN, steps, { isWhole: false });
    expect(count(ListMapRunsCommand)).toBe(3);
  });
});
