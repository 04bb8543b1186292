// What the page shows of deployed capacity, from the local CloudWatch through the real client, and from what Lambda says.
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { CloudWatch } from "../../../local/cloudWatch/cloudWatch.ts";
import { cloudWatchOperations } from "../../../local/cloudWatch/operations.ts";
import type { Environments, Provider, Sections } from "../../../local/console/model.ts";
import { DeployedCapacity } from "../../../scripts/console/deployedCapacity.ts";
import { lambdaError } from "../../support/app/lambda.ts";
import { localClient, serveAws, type TestServer } from "../../support/http/httpServer.ts";
import { ManualClock } from "../../support/lambda/simulation.ts";
import { watchedBy } from "../../support/local/alarms.ts";

const MINUTE = 60_000;
const PERIOD = 5 * MINUTE;

let cloudWatch: CloudWatch;
let clock: ManualClock;
let server: TestServer;
let client: CloudWatchClient;
/** Names of calls of CloudWatch, and how many metrics each one asked for. */
let asked: { operation: string; metrics: number }[];
/** Operations of CloudWatch that are refused. */
let refused: string[];
/** The beginning of the period that has just ended. */
let period: number;

beforeEach(async () => {
  clock = new ManualClock();
  await clock.advance(12 * 60);
  period = Math.floor(clock.now() / PERIOD) * PERIOD - PERIOD;
  cloudWatch = watchedBy([], { clock });
  asked = [];
  refused = [];
  server = await serveAws({ cloudwatch: cloudWatchOperations(cloudWatch, () => clock.now()) }, [
    async ({ operation = "", json }) => {
      const { MetricDataQueries = [] } = (json ?? {}) as { MetricDataQueries?: unknown[] };
      asked.push({ operation, metrics: MetricDataQueries.length });
      const message = `User: ada is not authorized to perform: cloudwatch:${operation}`;
      return refused.includes(operation) ? { status: 403, code: "AccessDenied", message } : undefined;
    },
  ]);
  client = new CloudWatchClient(localClient(server.endpoint));
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const put = (name: string, dimensions: Record<string, string>, value: number, at = period) =>
  cloudWatch.put({ namespace: "AWS/Lambda", name, dimensions }, { at, value });
const vCpus = (type: string, allocated: number, available: number, at = period, provider = "p-1") => {
  const dimensions = { CapacityProviderName: provider, InstanceType: type };
  put("vCPUAllocated", dimensions, allocated, at);
  put("vCPUAvailable", dimensions, available, at);
};
const concurrency = (name: string, value: number, more: Record<string, string> = {}) =>
  put("ExecutionEnvironmentConcurrency", { CapacityProviderName: "p-1", FunctionName: name, ...more }, value);

const onProvider = (provider: string) => ({
  MemorySize: 4_096,
  CapacityProviderConfig: {
    LambdaManagedInstancesCapacityProviderConfig: {
      CapacityProviderArn: `arn:aws:lambda:us-east-1:123456789012:capacity-provider:${provider}`,
      PerExecutionEnvironmentMaxConcurrency: 8,
      ExecutionEnvironmentMemoryGiBPerVCpu: 2,
    },
  },
});

/** The page's sections, and the readers that fill them. */
function deployed(functions: Record<string, object>, caps: Record<string, number> = { "p-1": 32 }) {
  const calls: string[] = [];
  const sections: { environments: Environments[]; providers: Provider[] } = { environments: [], providers: [] };
  const lambda = {
    send: async (command: { input: { FunctionName?: string; CapacityProviderName?: string } }) => {
      const call = command.constructor.name;
      calls.push(call);
      const { FunctionName: name = "", CapacityProviderName: provider = "" } = command.input;
      if (call === "GetFunctionCommand") {
        if (!functions[name]) throw lambdaError("ResourceNotFoundException");
        return { Configuration: functions[name] };
      }
      if (caps[provider] === undefined) throw lambdaError("AccessDeniedException");
      return { CapacityProvider: { CapacityProviderScalingConfig: { MaxVCpuCount: caps[provider] } } };
    },
  } as unknown as LambdaClient;
  const capacity = new DeployedCapacity({
    lambda,
    cloudWatch: async () => client,
    feed: {
      replace: (section: string, entries: ReadonlyMap<string, Sections[keyof Sections]>) =>
        void Object.assign(sections, { [section]: [...entries.values()] }),
    },
    managed: async () => ["f", "other", "f"],
    ordinary: ["g"],
    optional: ["h"],
    now: () => clock.now(),
  });
  return { capacity, calls, sections };
}

describe("the capacity of what is deployed", () => {
  it("is the vCPUs of all instance types under the cap, and how many environments those make", async () => {
    vCpus("m7g.large", 4, 2);
    vCpus("c7g.xlarge", 2, 1);
    concurrency("f", 5);
    put("Throttles", { FunctionName: "f" }, 3, clock.now());
    const { capacity, sections } = deployed({ f: onProvider("p-1") });
    await capacity.readProviders();
    await capacity.readMetrics();
    const until = period + PERIOD;

    expect(sections.providers).toEqual([
      { name: "p-1", maxVCpus: 32, takenVCpus: 9, measured: { until, allocatedVCpus: 6 } },
    ]);
    expect(sections.environments).toEqual([
      {
        name: "f",
        capacityProvider: "p-1",
        slots: 8,
        vCpus: 2,
        throttles: 3,
        measured: { until, count: 3, busiest: 5 },
      },
      { name: "g", slots: 1 },
    ]);
  });

  it("is asked of Lambda once for each function and provider, and of CloudWatch in two calls", async () => {
    vCpus("m7g.large", 4, 2);
    concurrency("f", 5);
    const { capacity, calls } = deployed({ f: onProvider("p-1") });
    await Promise.all([capacity.readProviders(), capacity.readMetrics()]);
    await capacity.readMetrics();

    expect(calls).toEqual(["GetFunctionCommand", "GetFunctionCommand", "GetCapacityProviderCommand"]);
    // Throttles of f, g and h, vCPUs allocated and available, and the concurrency of f.
    const once = [
      { operation: "ListMetrics", metrics: 0 },
      { operation: "GetMetricData", metrics: 6 },
    ];
    expect(asked).toEqual([...once, ...once]);
  });

  it("is not counted where functions share a capacity provider", async () => {
    vCpus("m7g.large", 8, 0);
    const { capacity, sections } = deployed({ f: onProvider("p-1"), other: onProvider("p-1") });
    await capacity.readMetrics();
    const until = period + PERIOD;

    expect(sections.environments.map(({ measured }) => measured)).toEqual([{ until }, { until }, undefined]);
    expect(sections.providers).toEqual([{ name: "p-1", takenVCpus: 8, measured: { until, allocatedVCpus: 8 } }]);
  });

  it("is not known from periods that go on, or that are long over", async () => {
    vCpus("m7g.large", 4, 0, clock.now() - 30 * MINUTE);
    vCpus("c7g.large", 4, 0, period + PERIOD);
    const { capacity, sections } = deployed({ f: onProvider("p-1") });
    await capacity.readMetrics();

    expect(sections.environments[0]).not.toHaveProperty("measured");
    expect(sections.providers).toEqual([{ name: "p-1" }]);
  });

  it("is of the newest period alone: a type that is gone does not count", async () => {
    vCpus("m7g.large", 16, 0, period - PERIOD);
    vCpus("c7g.large", 4, 1);
    const { capacity, sections } = deployed({ f: onProvider("p-1") });
    await capacity.readMetrics();

    expect(sections.providers).toMatchObject([{ takenVCpus: 5, measured: { allocatedVCpus: 4 } }]);
  });

  it("has throttles of the last hour, and shows a function that may be missing once it was called", async () => {
    put("Throttles", { FunctionName: "g" }, 2, clock.now() - 61 * MINUTE);
    put("Throttles", { FunctionName: "g" }, 4, clock.now() - 58 * MINUTE);
    put("Throttles", { FunctionName: "h" }, 0, clock.now());
    const { capacity, sections } = deployed({});
    await capacity.readMetrics();

    expect(sections.environments).toEqual([
      { name: "g", slots: 1, throttles: 4 },
      { name: "h", slots: 1, throttles: 0 },
    ]);
  });

  it("has the busiest environment from the versions where CloudWatch has no sum of them", async () => {
    concurrency("f", 3, { Resource: "f:1" });
    concurrency("f", 6, { Resource: "f:2" });
    const { capacity, sections } = deployed({ f: onProvider("p-1") });
    await capacity.readMetrics();
    expect(sections.environments[0]?.measured).toEqual({ until: period + PERIOD, busiest: 6 });

    concurrency("f", 7);
    asked = [];
    await capacity.readMetrics();
    expect(sections.environments[0]?.measured?.busiest).toBe(7);
    expect(asked.at(-1)).toEqual({ operation: "GetMetricData", metrics: 4 });
  });
});

it("metrics that cannot be read again are not shown as if they were new", async () => {
  vCpus("m7g.large", 4, 2);
  put("Throttles", { FunctionName: "f" }, 3, clock.now());
  const { capacity, sections } = deployed({ f: onProvider("p-1") });
  await capacity.readProviders();
  await capacity.readMetrics();
  refused = ["GetMetricData"];
  await expect(capacity.readMetrics()).rejects.toThrow("cloudwatch:GetMetricData");

  expect(sections.providers).toEqual([{ name: "p-1", maxVCpus: 32 }]);
  expect(sections.environments[0]).toEqual({ name: "f", capacityProvider: "p-1", slots: 8, vCpus: 2 });
});

describe("without a right", () => {
  it("to read capacity providers, their use is shown without the cap", async () => {
    vCpus("m7g.large", 4, 2);
    const { capacity, sections } = deployed({ f: onProvider("p-1") }, {});
    await expect(capacity.readProviders()).rejects.toThrow("not now");
    await capacity.readMetrics();

    expect(sections.providers).toMatchObject([{ name: "p-1", takenVCpus: 6 }]);
    expect(sections.providers[0]).not.toHaveProperty("maxVCpus");
  });

  it("to list metrics, throttles are shown", async () => {
    refused = ["ListMetrics"];
    put("Throttles", { FunctionName: "f" }, 3, clock.now());
    const { capacity, sections } = deployed({ f: onProvider("p-1") });
    await expect(capacity.readMetrics()).rejects.toThrow("cloudwatch:ListMetrics");

    expect(sections.environments[0]).toMatchObject({ name: "f", throttles: 3 });
  });

  it("to read metrics, the cap is shown", async () => {
    refused = ["GetMetricData"];
    const { capacity, sections } = deployed({ f: onProvider("p-1") });
    await capacity.readProviders();
    await expect(capacity.readMetrics()).rejects.toThrow("cloudwatch:GetMetricData");

    expect(sections.providers).toEqual([{ name: "p-1", maxVCpus: 32 }]);
    expect(sections.environments[0]).toEqual({ name: "f", capacityProvider: "p-1", slots: 8, vCpus: 2 });
  });
});
