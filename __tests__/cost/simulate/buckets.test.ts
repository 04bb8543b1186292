import { describe, expect, it } from "@jest/globals";
import { bucketsOf } from "../../../cost/simulate/buckets.ts";
import { FUNCTION, minutes, simulated, trafficFrom } from "./simulationInput.ts";

const at = (text: string) => Date.parse(text);

describe("longer periods", () => {
  it("begin at whole multiples of their length, and add up to the totals", () => {
    const requests = minutes(150, (minute) => minute * 100);
    const simulation = simulated(requests, { traffic: trafficFrom(requests, at("2026-11-22T12:20:00Z")) });
    const hours = bucketsOf(simulation, 60);
    expect(hours.map((bucket) => new Date(bucket.at).toISOString().slice(11, 16))).toEqual(["12:20", "13:00", "14:00"]);
    const sum = (of: (bucket: (typeof hours)[number]) => number) =>
      hours.reduce((total, bucket) => total + of(bucket), 0);
    expect(sum(({ requests: count }) => count)).toBeCloseTo(simulation.totals.requests, 6);
    expect(sum(({ throttled }) => throttled)).toBeCloseTo(simulation.totals.throttled, 6);
    expect(sum(({ usd }) => usd)).toBeCloseTo(simulation.totals.cost.ec2Usd + simulation.totals.cost.feeUsd, 9);
    expect(Math.max(...hours.map(({ environments }) => environments))).toBe(simulation.totals.environments.max);
  });

  it("of a minute are the series themselves", () => {
    const simulation = simulated(
      minutes(3, (minute) => 60 * (minute + 1)),
      { function: FUNCTION },
    );
    expect(bucketsOf(simulation, 1)).toEqual(
      [1, 2, 3].map((inFlight, minute) => ({
        at: at("2026-11-22T12:00:00Z") + minute * 60_000,
        requests: 60 * inFlight,
        throttled: 0,
        environments: 3,
        instances: 3,
        meanCpuUtilization: simulation.series.cpuUtilization[minute],
        usd: simulation.series.usd[minute],
      })),
    );
  });
});
