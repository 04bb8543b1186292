import { describe, expect, it } from "@jest/globals";
import { alarmMetrics, ownMetrics } from "../../../cost/inventory/cloudWatch.ts";

describe("an alarm's metrics", () => {
  it.each([
    [{}, 1],
    [{ metric_name: "Errors" }, 1],
    [
      {
        metric_query: [
          { id: "a", metric: {} },
          { id: "b", metric: {} },
          { id: "c", expression: "a / b" },
        ],
      },
      2,
    ],
    [
      {
        metric_query: [
          { id: "a", metric: [{}] },
          { id: "c", metric: [], expression: "a" },
        ],
      },
      1,
    ],
  ])("of %j are %i", (values, metrics) => {
    expect(alarmMetrics(values)).toBe(metrics);
  });
});

describe("a dashboard's own metrics", () => {
  const body = (...metrics: unknown[][]) =>
    JSON.stringify({ widgets: [{ properties: {} }, { properties: { metrics } }] });

  it.each([
    [undefined, 0],
    ["not known yet", 0],
    [body(["AWS/Lambda", "Errors", "FunctionName", "a"]), 0],
    [body(["Videos", "Waiting", "service", "a"], ["Videos", "Waiting", "service", "b"]), 2],
    [body(["Videos", "Waiting", "service", "a"], ["Videos", "Waiting", "service", "a", { stat: "Sum" }]), 1],
  ])("in %s are %i", (text, metrics) => {
    expect(ownMetrics(text)).toBe(metrics);
  });
});
