// The metrics that AWS has of Lambda Managed Instances, of what runs here.
import { describe, expect, it } from "@jest/globals";
import { watchSystem } from "../../../local/cloudWatch/watch.ts";
import type { ShownFunction, ShownProvider } from "../../../local/lambda/shown.ts";
import { ManualClock } from "../../support/lambda/simulation.ts";

const MINUTE = 60_000;
const PERIOD = 5 * MINUTE;

/** A CloudWatch at the beginning of a period, with one function that has two environments of 2 vCPUs. */
function watched() {
  const clock = new ManualClock();
  const environment = (number: number, inFlight: number) => ({ number, phase: "ready", inFlight }) as const;
  const managed: ShownFunction = {
    name: "f",
    state: "Active",
    capacityProvider: "p",
    vCpus: 2,
    slots: 8,
    environments: [environment(1, 3), environment(2, 5)],
  };
  const ordinary: ShownFunction = { name: "g", state: "Active", slots: 1, environments: [environment(1, 1)] };
  const provider: ShownProvider = { name: "p", takenVCpus: 4, maxVCpus: 16 };
  const shown = { functions: [managed, ordinary], providers: [provider] };
  const { cloudWatch } = watchSystem({
    watching: { alarms: [], composites: [], topics: [], filters: [] },
    queues: [],
    clock,
    say: () => {},
    groups: [],
    beforeWrite: () => {},
    onError: () => {},
    capacity: () => shown,
  });
  const begin = Math.floor(clock.now() / PERIOD + 1) * PERIOD;
  const read = (name: string, dimensions: Record<string, string>, stat: string) =>
    cloudWatch.series({
      namespace: "AWS/Lambda",
      name,
      dimensions,
      stat,
      periodSeconds: 300,
      from: begin,
      to: begin + 2 * PERIOD,
    });
  return {
    clock,
    cloudWatch,
    begin,
    shown,
    provider,
    read,
    until: (at: number) => clock.advance((at - clock.now()) / 1_000),
  };
}

describe("the metrics of Lambda Managed Instances", () => {
  const OF_PROVIDER = { CapacityProviderName: "p", InstanceType: "local" };
  const OF_FUNCTION = { CapacityProviderName: "p", FunctionName: "f" };

  it("say once every five minutes what a capacity provider's environments take", async () => {
    const { cloudWatch, begin, read, until } = watched();
    await until(begin - 1);
    cloudWatch.start();
    await until(begin + 4 * MINUTE + 30_000);
    expect(read("vCPUAllocated", OF_PROVIDER, "Sum")).toEqual([]);
    await until(begin + PERIOD + 10_000);

    expect(read("vCPUAllocated", OF_PROVIDER, "Sum")).toEqual([{ at: begin, value: 4 }]);
    expect(read("vCPUAvailable", OF_PROVIDER, "Sum")).toEqual([{ at: begin, value: 0 }]);
    cloudWatch.stop();
  });

  it("have each environment's invocations at once, and their limit", async () => {
    const { cloudWatch, begin, read, until } = watched();
    await until(begin - 1);
    cloudWatch.start();
    await until(begin + PERIOD + 10_000);

    expect(read("ExecutionEnvironmentConcurrency", OF_FUNCTION, "Maximum")).toEqual([{ at: begin, value: 5 }]);
    expect(read("ExecutionEnvironmentConcurrencyLimit", OF_FUNCTION, "Maximum")).toEqual([{ at: begin, value: 8 }]);
    cloudWatch.stop();
  });

  it("are none of ordinary functions, and none where nothing runs", async () => {
    const { cloudWatch, begin, shown, until } = watched();
    shown.functions.shift();
    shown.providers.splice(0, 1, { name: "p", takenVCpus: 0, maxVCpus: 16 });
    await until(begin - 1);
    cloudWatch.start();
    await until(begin + PERIOD + 10_000);

    expect(cloudWatch.metrics()).toEqual([]);
    cloudWatch.stop();
  });
});
