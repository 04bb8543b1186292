import { describe, expect, it } from "@jest/globals";
import type { Effect } from "../../../local/faults/effects.ts";
import { Faults } from "../../../local/faults/faults.ts";
import { type Fault, KINDS } from "../../../local/faults/kinds.ts";
import { describeFault, readFault } from "../../../local/faults/readFault.ts";
import { seeded } from "../../../local/faults/seeded.ts";
import { ManualClock } from "../../support/lambda/simulation.ts";

function setUp(
  effect: (fault: Fault, ended: string[]) => Effect = ({ kind }, ended) => ({ end: () => ended.push(kind) }),
) {
  const clock = new ManualClock();
  const said: string[] = [];
  const begun: Fault[] = [];
  const ended: string[] = [];
  const faults = new Faults({
    clock,
    say: (_, what) => said.push(what),
    begin: (fault) => {
      begun.push(fault);
      return effect(fault, ended);
    },
  });
  return { clock, said, begun, ended, faults };
}

describe("a fault that is asked for", () => {
  it("stays until it is cleared, and each beginning and end is one line", () => {
    const { faults, said, ended } = setUp();

    faults.add({ kind: "silent", service: "dynamodb" });
    faults.add({ kind: "throttle", service: "lambda", rate: "0.5" });
    expect(faults.list().map(({ id, fault }) => [id, fault])).toEqual([
      [1, "silent --service dynamodb"],
      [2, "throttle --service lambda --rate 0.5"],
    ]);
    faults.clear(1);
    expect(ended).toEqual(["silent"]);
    faults.clear();

    expect(faults.list()).toEqual([]);
    expect(faults.clear()).toEqual([]);
    expect(said).toEqual([
      "#1 begins: silent --service dynamodb",
      "#2 begins: throttle --service lambda --rate 0.5",
      "#1 ends: silent --service dynamodb (cleared)",
      "#2 ends: throttle --service lambda --rate 0.5 (cleared)",
    ]);
  });

  it("ends by itself when its time has passed, once", async () => {
    const { faults, said, ended, clock } = setUp();
    const { until } = faults.add({ kind: "disk-full", forSeconds: 60 });
    expect(until).toBe(new Date(clock.now() + 60_000).toISOString());

    await clock.advance(59);
    expect(ended).toEqual([]);
    await clock.advance(1);
    expect(ended).toEqual(["disk-full"]);
    expect(said).toEqual(["#1 begins: disk-full, for 60 s", "#1 ends: disk-full (60 s have passed)"]);

    faults.add({ kind: "disk-full", forSeconds: 60 });
    faults.clear();
    await clock.advance(60);
    expect(ended).toEqual(["disk-full", "disk-full"]);
  });

  it("is in no list if it is over at once, and says what came of it", () => {
    const { faults, said } = setUp(() => ({ result: "killed environment 4" }));

    expect(faults.add({ kind: "kill-environment", function: "video" })).toMatchObject({
      result: "killed environment 4",
    });

    expect(faults.list()).toEqual([]);
    expect(said).toEqual(["kill-environment --function video (killed environment 4)"]);
  });

  it("is not in force if it could not begin", () => {
    const { faults, said } = setUp(() => {
      throw new Error("no such function");
    });

    expect(() => faults.add({ kind: "clock-skew", function: "video", seconds: 5 })).toThrow("no such function");
    expect([faults.list(), said]).toEqual([[], []]);
  });

  it("that sets what another has set is refused, as long as that one stands", () => {
    const { faults } = setUp();
    const skew = (name: string) => faults.add({ kind: "clock-skew", function: name, seconds: 5 });
    skew("video");
    skew("other");

    expect(() => skew("video")).toThrow("clock-skew: must be cleared before it is set anew, got one that stands (#1)");
    faults.add({ kind: "disk-full" });
    expect(() => faults.add({ kind: "disk-full" })).toThrow("(#3)");
    faults.clear(1);
    expect(skew("video").id).toBe(4);
  });
});

describe("what is wrong with a fault is said in a line", () => {
  it.each([
    [{ kind: "flood" }, "kind: must be one of silent, error, throttle,"],
    [{ kind: "constructor" }, "kind: must be one of silent,"],
    [{}, "kind: must be one of silent, error, throttle, kill-environment,"],
    [{ kind: "silent" }, "silent: --service is missing; it is one of dynamodb, lambda, states, sts, logs, sqs, s3"],
    [
      { kind: "silent", service: "sns" },
      "silent: --service must be one of dynamodb, lambda, states, sts, logs, sqs, s3, cloudwatch, got sns",
    ],
    [{ kind: "silent", service: "sts", rate: 1 }, "silent: its options are --service, --operation, got --rate"],
    [{ kind: "disk-full", full: "yes" }, "disk-full: its options are none, got --full"],
    [{ kind: "throttle", service: "sts", rate: 1.5 }, "throttle: --rate must be a number from 0 to 1, got 1.5"],
    [{ kind: "throttle", service: "sts", rate: "half" }, "throttle: --rate must be a number from 0 to 1, got half"],
    [
      { kind: "vcpu-cap", capacityProvider: "a", maxVcpus: -1 },
      "vcpu-cap: --max-vcpus must be a whole number from 0 to 15000",
    ],
    [
      { kind: "kill-environment", function: "a b" },
      "kill-environment: --function must be a name of letters, digits and",
    ],
    [
      { kind: "kill-environment", function: "a", count: 0 },
      "kill-environment: --count must be a whole number from 1 to 1000",
    ],
    [
      { kind: "publish-failed", function: "a", code: "Bad" },
      "--code must be one of CapacityProviderScalingLimitExceeded,",
    ],
    [{ kind: "clock-skew", function: "a", seconds: 1e9 }, "clock-skew: --seconds must be a whole number from"],
    [{ kind: "error", service: "sts", code: "Not Good" }, "error: --code must be a name as AWS's API has it"],
    [
      { kind: "kill-environment", function: "a", forSeconds: 5 },
      "kill-environment: is over at once, so it has no --for",
    ],
    [{ kind: "disk-full", forSeconds: 0 }, "--for: must be more than 0 and at most 86400 seconds, got 0"],
    [{ kind: "disk-full", forSeconds: "soon" }, "--for: must be more than 0 and at most 86400 seconds, got soon"],
  ])("%j", (given, message) => {
    const { faults, begun } = setUp();
    expect(() => faults.add(given)).toThrow(message);
    expect(begun).toEqual([]);
  });

  it("also of the id that is to be cleared", () => {
    const { faults } = setUp();
    expect(() => faults.clear(1)).toThrow("fault: must be one of none, got 1");
  });
});

describe("a fault's values", () => {
  it("are what was given, typed, and the defaults", () => {
    expect(readFault("error", { service: "states", code: "InternalServerError", rate: "0.25" })).toEqual({
      kind: "error",
      values: { service: "states", code: "InternalServerError", status: 500, rate: 0.25, seed: 1 },
    });
    expect(readFault("clock-skew", { function: "video", seconds: "-90" }).values).toEqual({
      function: "video",
      seconds: -90,
    });
  });

  it("are shown as they would be typed", () => {
    const fault = readFault("vcpu-cap", { capacityProvider: "video", maxVcpus: 4 });
    expect(describeFault(fault)).toBe("vcpu-cap --capacity-provider video --max-vcpus 4");
  });

  it("of every kind have a default that is allowed", () => {
    const options = Object.values(KINDS).flatMap(({ options }) => Object.values(options));
    const withDefault = options.filter(({ fallback }) => fallback !== undefined);
    expect(withDefault.length).toBeGreaterThan(5);
    expect(withDefault.filter(({ read, fallback }) => read(String(fallback)) !== fallback)).toEqual([]);
  });
});

describe("seeded chance", () => {
  const take = (seed: number, count: number) => {
    const next = seeded(seed);
    return Array.from({ length: count }, next);
  };

  it("is the same for the same seed, and another for another", () => {
    expect(take(7, 100)).toEqual(take(7, 100));
    expect(take(7, 100)).not.toEqual(take(8, 100));
  });

  it.each([0, 1, 2, 12345, 999_999_999])("hits a rate as often as it says, from the seed %i on", (seed) => {
    const numbers = take(seed, 20_000);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    for (const rate of [0.05, 0.3, 0.9]) {
      const hits = numbers.filter((number) => number < rate).length / numbers.length;
      expect(Math.abs(hits - rate)).toBeLessThan(0.015);
    }
  });
});
