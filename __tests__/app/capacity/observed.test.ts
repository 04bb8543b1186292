import { describe, expect, it } from "@jest/globals";
import { isSettled, lastPut, type Observed, describe as phrase } from "../../../app/capacity/observed.ts";

const running = { min: 1, max: 4 };
const zero = { min: 0, max: 0 };

describe("a function", () => {
  it.each<[string, Observed, { min: number; max: number }, boolean]>([
    ["has reached its target", { applied: running, state: "Active" }, running, true],
    ["has reached 0/0", { applied: zero, state: "Deactivated" }, zero, true],
    ["is still asked for it", { requested: running, applied: running, state: "Active" }, running, false],
    ["is asked for something else", { requested: zero, applied: running, state: "Active" }, running, false],
    ["has another min", { applied: { min: 2, max: 4 }, state: "Active" }, running, false],
    ["has another max", { applied: { min: 1, max: 5 }, state: "Active" }, running, false],
    ["names no max", { applied: { min: 1 }, state: "Active" }, running, false],
    ["names no min", { applied: { max: 4 }, state: "Active" }, running, false],
    ["names nothing", { state: "Active" }, running, false],
    ["is being started", { applied: running, state: "Pending" }, running, false],
    ["is deactivated, yet has numbers", { applied: running, state: "Deactivated" }, running, false],
    ["is on its way to 0/0", { applied: zero, state: "Deactivating" }, zero, false],
    ["is active at 0/0", { applied: zero, state: "Active" }, zero, false],
    ["has failed", { applied: running, state: "Failed" }, running, false],
  ])("that %s: settled is decided on requested, both applied fields and state", (_what, observed, target, settled) => {
    expect(isSettled(observed, target)).toBe(settled);
  });

  it.each<[string, Observed, { min: number; max: number } | undefined]>([
    ["what is requested", { requested: running, applied: zero, state: "Pending" }, running],
    ["what is applied when nothing is requested", { applied: zero, state: "Deactivated" }, zero],
    ["unknown when the request names no max", { requested: { min: 3 }, applied: running, state: "Active" }, undefined],
    ["unknown when what is applied names no max", { applied: { min: 3 }, state: "Active" }, undefined],
    ["unknown when Lambda names nothing", { state: "Active" }, undefined],
  ])("was last put: %s", (_what, observed, config) => {
    expect(lastPut(observed)).toEqual(config);
  });

  it.each<[Observed, string]>([
    [{ requested: running, applied: zero, state: "Pending" }, "requested 1/4, applied 0/0, state Pending"],
    [{ applied: { min: 3 }, state: "Active" }, "requested none, applied 3/?, state Active"],
    [{ requested: { max: 4 }, state: "Active" }, "requested ?/4, applied none, state Active"],
    [
      { state: "Failed", stateReason: "CapacityProviderScalingLimitExceeded" },
      "requested none, applied none, state Failed (CapacityProviderScalingLimitExceeded)",
    ],
  ])("is described in one phrase: %#", (observed, text) => {
    expect(phrase(observed)).toBe(text);
  });
});
