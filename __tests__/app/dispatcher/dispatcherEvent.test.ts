import { describe, expect, it } from "@jest/globals";
import { dispatcherEvent, executionEnded } from "../../../app/dispatcher/dispatcherEvent.ts";

const fail = { action: "fail", videos: [{ videoId: "v", attempt: 1 }], error: { Error: "States.Timeout" } };
const claim = {
  action: "claim",
  run: "arn:aws:states:…:batch:nightly",
  until: 1_767_600_000,
  concurrency: 1,
  left: 0,
  rounds: 0,
};

describe("what the dispatcher is called with", () => {
  it.each([
    { action: "sweep" },
    claim,
    { ...claim, concurrency: 10_000, left: 10_000_000, rounds: 1_000 },
    fail,
    { ...fail, error: { Error: "Error", Cause: "{}" } },
  ])("is taken as it is: %j", (event) => {
    expect(dispatcherEvent.parse(event)).toEqual(event);
  });

  it.each<[unknown, string, string]>([
    [{}, "action", "Invalid discriminator value. Expected 'sweep' | 'fail' | 'claim'"],
    [{ action: "start" }, "action", "Invalid discriminator value. Expected 'sweep' | 'fail' | 'claim'"],
    [{ action: "sweep", videos: [] }, "", 'Unrecognized key: "videos"'],
    [{ ...fail, videos: [] }, "videos", "Too small: expected array to have >=1 items"],
    [{ ...fail, videos: [{ videoId: "v" }] }, "videos.0.attempt", "Invalid input: expected number, received undefined"],
    [
      { ...fail, videos: [{ videoId: "v", attempt: 1.5 }] },
      "videos.0.attempt",
      "Invalid input: expected int, received number",
    ],
    [{ ...fail, error: {} }, "error.Error", "Invalid input: expected string, received undefined"],
    [{ action: "fail", videos: fail.videos }, "error", "Invalid input: expected object, received undefined"],
    [{ ...claim, run: "" }, "run", "Too small: expected string to have >=1 characters"],
    [{ ...claim, until: 1.5 }, "until", "Invalid input: expected int, received number"],
    [{ ...claim, until: undefined }, "until", "Invalid input: expected number, received undefined"],
    [{ ...claim, concurrency: 0 }, "concurrency", "Too small: expected number to be >=1"],
    [{ ...claim, left: -1 }, "left", "Too small: expected number to be >=0"],
    [{ ...claim, rounds: -1 }, "rounds", "Too small: expected number to be >=0"],
    [{ ...claim, rounds: 0.5 }, "rounds", "Invalid input: expected int, received number"],
    [{ ...claim, rounds: undefined }, "rounds", "Invalid input: expected number, received undefined"],
    [{ ...claim, videos: [] }, "", 'Unrecognized key: "videos"'],
    [undefined, "", "Invalid input: expected object, received undefined"],
  ])("is refused by name when it is wrong: %j", (event, path, message) => {
    const { error } = dispatcherEvent.safeParse(event);

    expect(error?.issues.map((issue) => [issue.path.join("."), issue.message])).toEqual([[path, message]]);
  });
});

describe("EventBridge's notice of an end", () => {
  const detail = { executionArn: "arn:aws:states:eu-west-1:123456789012:execution:videos:v-1", status: "FAILED" };
  const notice = (changes: object, source = "aws.states") => ({ source, detail: { ...detail, ...changes } });

  it.each([
    [notice({}), true],
    [notice({ status: "TIMED_OUT" }), true],
    [notice({ status: "ABORTED", input: null, error: null, cause: null }), true],
    [notice({ status: "SUCCEEDED" }), false],
    [notice({ status: "RUNNING" }), false],
    [notice({}, "aws.lambda"), false],
    [{ action: "sweep" }, false],
  ])("is told from other events: %#", (event, told) => {
    expect(executionEnded.safeParse(event).success).toBe(told);
  });
});
