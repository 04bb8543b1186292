import { describe, expect, it } from "@jest/globals";
import { demandInFlight } from "../../../cost/simulate/demandInFlight.ts";

describe("demand in flight", () => {
  it.each([
    // 600 a minute are 10 a second.
    ["is rate times duration for short invocations", 200, [600, 1_200, 0], [2, 4, 0]],
    ["is the whole minute's arrivals for a duration of a minute", 60_000, [600, 60, 0], [600, 60, 0]],
    // At the end of a minute, those of the one before are in flight as well, and half of those before them.
    ["keeps long invocations in flight while they last", 150_000, [0, 0, 100, 0, 0, 0], [0, 0, 100, 100, 50, 0]],
    ["takes it that it was before as it is in the first minute", 150_000, [100, 100], [250, 250]],
  ])("%s", (_, durationMs, requests, expected) => {
    expect([...demandInFlight(Float64Array.from(requests), durationMs)]).toEqual(expected);
  });
});
