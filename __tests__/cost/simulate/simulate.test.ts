import { describe, expect, it } from "@jest/globals";
import type { BatchWindow } from "../../../app/capacity/window.ts";
import type { ManagedFunction } from "../../../cost/managedFunction.ts";
import { throttledIn } from "../../../cost/simulate/series.ts";
import { settled, step } from "../../../cost/simulate/step.ts";
import { FUNCTION, minutes, NEEDS, simulated, trafficFrom } from "./simulationInput.ts";

/** 60 a minute of one second each: 1 in flight. */
const IN_FLIGHT = 60;

const managed = (changed: Partial<ManagedFunction>): ManagedFunction => ({ ...FUNCTION, ...changed });
const manual = (targetCpuPercent: number): ManagedFunction =>
  managed({ capacityProvider: { ...FUNCTION.capacityProvider, scaling: { mode: "Manual", targetCpuPercent } } });

/** Calm for ten minutes, then a spike for thirty. */
const spike = (times: number, inFlight: number) =>
  minutes(60, (minute) => inFlight * IN_FLIGHT * (minute >= 10 && minute < 40 ? times : 1));

describe("a simulation in scaling mode Auto", () => {
  // 40 in flight want 8 environments, which take 80.
  it.each([
    ["a spike of twice the load", 2, 0],
    ["a spike of two and a half times", 2.5, 1],
    ["a spike of ten times", 10, 1],
  ])("with %s: throttles or not", (_, times, throttles) => {
    const { totals } = simulated(spike(times, 40), { function: managed({ scalingConfig: { min: 3, max: 300 } }) });
    expect(Math.sign(totals.throttled)).toBe(throttles);
    expect(totals.throttledBy.concurrency).toBe(totals.throttled);
  });

  it("grows out of a tenfold spike in about twelve minutes: half of ten times is missing, a doubling takes five", () => {
    const { series } = simulated(spike(10, 40), { function: managed({ scalingConfig: { min: 3, max: 300 } }) });
    const throttled = [...series.requests.keys()].filter((minute) => throttledIn(series, minute) > 0);
    expect(throttled[0]).toBe(10);
    const last = throttled.at(-1) ?? 0;
    expect(last - 10).toBeGreaterThanOrEqual(11);
    expect(last - 10).toBeLessThanOrEqual(15);
    expect(throttled).toHaveLength(last - 9); // and never again
  });

  it("does not throttle while the load doubles every five minutes, five times over", () => {
    const growing = minutes(60, (minute) => 20 * IN_FLIGHT * 2 ** (Math.min(25, Math.max(0, minute - 10)) / 5));
    const { totals } = simulated(growing, { function: managed({ scalingConfig: { min: 3, max: 300 } }) });
    expect(totals.throttled).toBe(0);
    expect(totals.environments).toMatchObject({ min: 4, max: 128 });
  });
});

describe("a simulation in scaling mode Manual", () => {
  // CPU counts: an environment takes 5 in flight, 20 want 5 environments at 80 percent and 10 at 40.
  const workload = { ...NEEDS, cpuShare: 0.2 };

  it("throttles an instant doubling where the target leaves less room, and not where it leaves enough", () => {
    const tight = simulated(spike(2, 20), { function: manual(80), workload });
    const roomy = simulated(spike(2, 20), { function: manual(40), workload });
    expect(tight.totals.throttledBy.cpu).toBeGreaterThan(0);
    expect(roomy.totals.throttled).toBe(0);
  });

  it("never grows at a target of 100 percent, because it sees no more than full environments", () => {
    const { totals } = simulated(spike(2, 25), { function: manual(100), workload });
    expect(totals.environments).toMatchObject({ min: 5, max: 5 });
    expect(totals.throttledBy.cpu).toBeCloseTo(30 * 25 * IN_FLIGHT, 6);
  });
});

describe("what a simulation costs", () => {
  const idle = simulated(minutes(1_440, () => 0));

  it("is, at the floor of three m7g.large, the documented $205.51 a month", () => {
    const { ec2Usd, feeUsd, requestsUsd, totalUsd } = idle.totals.costPerMonth;
    expect(totalUsd).toBeCloseTo(205.51, 2);
    expect(ec2Usd).toBeCloseTo(3 * 0.0816 * 730, 9);
    expect(feeUsd).toBeCloseTo(0.15 * 3 * 0.0816 * 730, 9);
    expect(requestsUsd).toBe(0);
  });

  it("is for the time that was simulated, and for a month of it", () => {
    expect(idle.totals.cost.totalUsd * (730 / 24)).toBeCloseTo(idle.totals.costPerMonth.totalUsd, 9);
    expect(idle.series.usd[0]).toBeCloseTo((3 * 0.0816 * 1.15) / 60, 12);
  });

  it("counts requests that were served, and not those that were throttled", () => {
    const off = managed({ scalingConfig: { min: 0, max: 0 } });
    const requests = minutes(1_440, () => 1e6 / 1_440);
    expect(simulated(requests).totals.cost.requestsUsd).toBeCloseTo(0.2, 9);
    expect(simulated(requests, { function: off }).totals.cost.totalUsd).toBe(0);
  });

  it("sums over two halves to that of the whole, when the load is steady", () => {
    const steady = minutes(1_440, () => 40 * IN_FLIGHT);
    const whole = simulated(steady).totals.cost.totalUsd;
    expect(2 * simulated(steady.slice(720)).totals.cost.totalUsd).toBeCloseTo(whole, 9);
  });
});

describe("a window", () => {
  const night: BatchWindow = {
    ...{ name: "night", days: ["daily"], from: "13:00", to: "14:00", timeZone: "UTC", except: [] },
    ...{ min: 3, max: 30, warmUpMinutes: 0 },
  };
  const inWindow = managed({ scalingConfig: { min: 0, max: 0 }, windows: [night] });
  const requests = minutes(240, () => IN_FLIGHT);

  it("serves from the third minute on, throttles all outside, and bills until the instances have drained", () => {
    const { series, totals } = simulated(requests, { function: inWindow });
    const served = [...series.served.keys()].filter((minute) => (series.served[minute] ?? 0) > 0);
    expect([served[0], served.at(-1), served.length]).toEqual([62, 119, 58]);
    expect(totals.throttledBy.deactivated).toBe((240 - 58) * IN_FLIGHT);
    const billed = [...series.instances.keys()].filter((minute) => (series.instances[minute] ?? 0) > 0);
    expect([billed[0], billed.at(-1)]).toEqual([60, 124]);
    expect(series.minEnvironments[59]).toBe(0);
    expect(series.maxEnvironments[60]).toBe(30);
  });

  it("serves from its first minute on when it warms up long enough", () => {
    const warm = { ...inWindow, windows: [{ ...night, warmUpMinutes: 2 }] };
    const { series } = simulated(requests, { function: warm });
    expect(series.served[59]).toBe(0);
    expect(series.served[60]).toBe(IN_FLIGHT);
  });
});

describe("the instance type", () => {
  const anyType = managed({ capacityProvider: { maxVCpus: 400, scaling: { mode: "Auto" } } });

  it("is the cheapest for what ran: the smallest at the floor, a larger one for many environments", () => {
    expect(
      simulated(
        minutes(60, () => 0),
        { function: anyType },
      ).instanceType,
    ).toBe("m6g.large");
    // 30 environments: two c6g.4xlarge have 15 each, but three instances at least; five c6g.2xlarge have 7 each.
    expect(
      simulated(
        minutes(60, () => 150 * IN_FLIGHT),
        { function: anyType },
      ).instanceType,
    ).toBe("c6g.2xlarge");
  });

  it("is the cheapest with the time in which instances drain: nine environments for one minute bill six", () => {
    const burst: BatchWindow = {
      ...{ name: "burst", start: "2026-11-22T12:10:00Z", end: "2026-11-22T12:11:00Z" },
      ...{ min: 9, max: 9, warmUpMinutes: 0 },
    };
    const types = ["m7g.large", "m7g.xlarge"];
    const one = managed({
      scalingConfig: { min: 1, max: 1 },
      windows: [burst],
      capacityProvider: { ...FUNCTION.capacityProvider, allowedInstanceTypes: types },
    });
    const { instanceType, series } = simulated(
      minutes(20, () => 0),
      { function: one },
    );
    // Of m7g.large 14 minutes of 1 and 6 of 9 make 68, of m7g.xlarge, at twice the price, 14 of 1 and 6 of 3 make 32.
    expect([instanceType, series.instances.reduce((sum, count) => sum + count, 0)]).toEqual(["m7g.xlarge", 32]);
  });

  it("is one of those that the cap can carry", () => {
    const tight = managed({
      scalingConfig: { min: 9, max: 9 },
      capacityProvider: { maxVCpus: 12, scaling: { mode: "Auto" } },
    });
    expect(
      simulated(
        minutes(60, () => 0),
        { function: tight },
      ).instanceType,
    ).toMatch(/\.xlarge$/);
  });

  it("is refused where no type carries the minimum, and cut with a note where it does not carry the maximum", () => {
    const provider = { ...FUNCTION.capacityProvider, maxVCpus: 5 };
    expect(() => simulated([0], { function: managed({ capacityProvider: provider }) })).toThrow(
      "capacityProvider.maxVCpus: must carry the instances of 3 environments of 2048 MiB, got 5",
    );
    const cut = simulated(
      minutes(60, () => 100 * IN_FLIGHT),
      {
        function: managed({ capacityProvider: { ...provider, maxVCpus: 12 } }),
      },
    );
    expect(cut.totals.environments.max).toBe(6);
    expect(cut.notes).toContain("capacityProvider.maxVCpus 12 carries 6 environments on this type, max asks for 30");
  });
});

describe("memory", () => {
  it("throttles without growth, because scaling does not look at it, and the note says what to do", () => {
    const hungry = { ...NEEDS, invocationMemoryMb: 512 };
    const { totals, notes } = simulated(spike(2, 9), { workload: hungry });
    expect(totals.throttledBy.memory).toBeCloseTo(30 * 9 * IN_FLIGHT, 6);
    expect(totals.environments.max).toBe(3);
    expect(notes).toEqual([
      "memory holds 3 invocations in an environment, but scaling looks at CPU and concurrency only: lower maxConcurrency from 10 to 3",
    ]);
    expect(
      simulated(spike(2, 9), { workload: hungry, function: managed({ maxConcurrency: 3 }) }).totals.throttled,
    ).toBe(0);
  });
});

describe("CPU utilization", () => {
  it("is weighted by the environments that ran, and nothing where none did", () => {
    // One minute with 3 environments and 15 in flight at 0.05 vCPU, one with nothing to do.
    const { totals, series } = simulated([15 * IN_FLIGHT, 0]);
    expect([...series.cpuUtilization]).toEqual([0.25, 0]);
    expect(totals.cpuUtilization).toEqual({ mean: 0.125, peak: 0.25 });
    const off = managed({ scalingConfig: { min: 0, max: 0 } });
    expect(simulated([60, 60], { function: off }).totals.cpuUtilization).toEqual({ mean: 0, peak: 0 });
  });
});

describe("work and memory", () => {
  it.each([1, 1e6, 1e12])("do not depend on the number of requests: %d a minute", (requests) => {
    const { series, model } = simulated(minutes(100, () => requests));
    for (const values of Object.values(series)) expect(values).toHaveLength(100);
    const minute = { arrivals: requests, demandInFlight: requests / 60, config: FUNCTION.scalingConfig };
    let state = settled(minute, model);
    const size = () => [state.launching.length, state.wanted.length, state.needed.length, Object.keys(state).length];
    expect(size()).toEqual([2, 15, 5, 5]);
    for (let count = 0; count < 50; count++) state = step(state, minute, model).state;
    expect(size()).toEqual([2, 15, 5, 5]);
  });

  it("grow with the minutes, and the result is the same every time", () => {
    const requests = minutes(300, (minute) => (minute % 17) * 900);
    expect(simulated(requests).series.requests).toHaveLength(300);
    expect(simulated(requests).series).toEqual(simulated(requests, { traffic: trafficFrom(requests) }).series);
  });
});
