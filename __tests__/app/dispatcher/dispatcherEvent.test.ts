import { describe, expect, it } from "@jest/globals";
import { dispatcherEvent, executionEnded } from "../../../app/dispatcher/dispatcherEvent.ts";
import { RUN } from "../../support/app/videos.ts";

const claim = {
  action: "claim",
  run: RUN,
  on: "managed",
  asked: { queue: "now", claimUntil: 1_767_600_000 },
  startAt: "2026-01-05T08:00:00.000Z",
  left: 0,
  first: true,
};
const asked = { queue: "window", config: { min: 1, max: 2 }, claimUntil: 1, endBy: 2, maxVideos: 1 };
const missed = { action: "missed", videoId: "v", attempt: 1, error: { Error: "States.Timeout" } };

describe("what the dispatcher is called with", () => {
  it.each([
    { action: "sweep" },
    claim,
    { ...claim, on: "overflow", first: false, left: 10_000_000, asked },
    missed,
    { ...missed, error: { Error: "Error", Cause: "{}" } },
  ])("is taken as it is: %j", (event) => {
    expect(dispatcherEvent.parse(event)).toEqual(event);
  });

  it.each<[unknown, string, string]>([
    [{}, "action", "Invalid discriminator value. Expected 'sweep' | 'claim' | 'missed'"],
    [{ action: "start" }, "action", "Invalid discriminator value. Expected 'sweep' | 'claim' | 'missed'"],
    [undefined, "", "Invalid input: expected object, received undefined"],
    [{ action: "sweep", videos: [] }, "", 'Unrecognized key: "videos"'],
    [{ ...claim, videos: [] }, "", 'Unrecognized key: "videos"'],
    [{ ...claim, run: "" }, "run", "Too small: expected string to have >=1 characters"],
    [{ ...claim, on: "spot" }, "on", 'Invalid option: expected one of "managed"|"overflow"'],
    [{ ...claim, startAt: "08:00" }, "startAt", "Invalid ISO datetime"],
    [{ ...claim, left: -1 }, "left", "Too small: expected number to be >=0"],
    [{ ...claim, left: 0.5 }, "left", "Invalid input: expected int, received number"],
    [{ ...claim, first: undefined }, "first", "Invalid input: expected boolean, received undefined"],
    [
      { ...claim, asked: { ...asked, queue: "later" } },
      "asked.queue",
      'Invalid option: expected one of "now"|"window"',
    ],
    [
      { ...claim, asked: { ...asked, claimUntil: 1.5 } },
      "asked.claimUntil",
      "Invalid input: expected int, received number",
    ],
    [{ ...claim, asked: { ...asked, maxVideos: 0 } }, "asked.maxVideos", "Too small: expected number to be >=1"],
    [
      { ...claim, asked: { ...asked, config: { min: 2, max: 1 } } },
      "asked.config",
      "min must not be above max, got 2/1",
    ],
    [{ ...claim, asked: { ...asked, nonce: "a" } }, "asked", 'Unrecognized key: "nonce"'],
    [{ ...missed, videoId: "" }, "videoId", "Too small: expected string to have >=1 characters"],
    [{ ...missed, attempt: 0 }, "attempt", "Too small: expected number to be >=1"],
    [{ ...missed, error: {} }, "error.Error", "Invalid input: expected string, received undefined"],
  ])("is refused by name when it is wrong: %j", (event, path, message) => {
    const { error } = dispatcherEvent.safeParse(event);

    expect(error?.issues.map((issue) => [issue.path.join("."), issue.message])).toEqual([[path, message]]);
  });
});

describe("EventBridge's notice of an end", () => {
  const detail = { executionArn: RUN, status: "FAILED" };
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
