import { describe, expect, it } from "@jest/globals";
import { parseCloudWatch } from "../../../cost/simulate/cloudWatch.ts";
import { trafficOf } from "../../../cost/simulate/traffic.ts";

const point = (minute: number, Sum: unknown) => ({
  Timestamp: `2026-11-22T12:0${minute}:00+00:00`,
  Sum,
  Unit: "Count",
});
const statistics = (...Datapoints: readonly unknown[]) => JSON.stringify({ Label: "Invocations", Datapoints });
const result = (Id: string, Timestamps: readonly unknown[], Values: readonly unknown[]) => ({
  ...{ Id, Label: "Invocations", StatusCode: "Complete" },
  ...{ Timestamps, Values },
});
const data = (...MetricDataResults: readonly unknown[]) => JSON.stringify({ MetricDataResults, Messages: [] });

const read = (text: string) => [...trafficOf(parseCloudWatch("c.json", text)).requests];

describe("a CloudWatch export", () => {
  it("of get-metric-statistics is read in any order, and a missing point is no traffic", () => {
    expect(read(statistics(point(4, 40), point(0, 5), point(1, 10)))).toEqual([5, 10, 0, 0, 40]);
  });

  it("of get-metric-data is read, newest first and in pages", () => {
    const first = result("m1", ["2026-11-22T12:03:00Z", "2026-11-22T12:02:00Z"], [3, 2]);
    const second = result("m1", ["2026-11-22T12:01:00Z", "2026-11-22T12:00:00Z"], [1, 0.5]);
    expect(read(data(first, second))).toEqual([0.5, 1, 2, 3]);
  });

  const NUMBER = "must be a number from 0 to 10000000000000";
  const TIME = "must be ISO 8601 with a zone such as 2026-11-22T13:05:00Z";
  it.each([
    ["a negative sum", statistics(point(0, 1), point(1, -2)), `c.json: Datapoints[1].Sum: ${NUMBER}, got -2`],
    ["a sum that is text", statistics(point(0, "1")), `c.json: Datapoints[0].Sum: ${NUMBER}, got "1"`],
    [
      "a sum of null, as NaN is written",
      statistics(point(0, Number.NaN)),
      `c.json: Datapoints[0].Sum: ${NUMBER}, got null`,
    ],
    [
      "another statistic",
      statistics({ Timestamp: "2026-11-22T12:00:00Z", Average: 3 }),
      `c.json: Datapoints[0].Sum: ${NUMBER}, got nothing`,
    ],
    [
      "a timestamp as a number",
      statistics({ Timestamp: 1_795_352_700, Sum: 3 }),
      `c.json: Datapoints[0].Timestamp: ${TIME}, got 1795352700`,
    ],
    [
      "a value that is no number",
      data(result("m1", ["2026-11-22T12:00:00Z", "2026-11-22T12:01:00Z"], [1, "x"])),
      `c.json: MetricDataResults[0].Values[1]: ${NUMBER}, got "x"`,
    ],
    [
      "fewer values than timestamps",
      data(result("m1", ["2026-11-22T12:00:00Z", "2026-11-22T12:01:00Z"], [1])),
      "c.json: MetricDataResults[0].Values: must be as many as Timestamps (2), got 1",
    ],
    [
      "two metrics",
      data(result("m1", [], []), result("m2", [], [])),
      "c.json: MetricDataResults: must be of one metric, got m1, m2",
    ],
    [
      "sums of a duration",
      statistics({ ...point(0, 250), Unit: "Milliseconds" }),
      "c.json: Datapoints[0].Unit: must be Count, as that of Invocations is, got Milliseconds",
    ],
    [
      "a metric that counts nothing",
      data({ ...result("m1", [], []), Label: "shop-cart Duration" }),
      "c.json: MetricDataResults[0].Label: must be of a metric that counts, such as Invocations, got shop-cart Duration",
    ],
    [
      "an answer that failed",
      data({ ...result("m1", [], []), StatusCode: "InternalError" }),
      "c.json: MetricDataResults[0].StatusCode: must be Complete, got InternalError",
    ],
    [
      "one page of several",
      JSON.stringify({ MetricDataResults: [result("m1", [], [])], NextToken: "abc" }),
      'c.json: NextToken: must not be there, since more pages follow, got "abc"',
    ],
    [
      "something else",
      '{"Metrics": []}',
      'c.json: must have Datapoints [{Timestamp, Sum}] or MetricDataResults [{Timestamps, Values}], got {"Metrics": []}',
    ],
  ])("is refused with %s", (_, text, message) => {
    expect(() => parseCloudWatch("c.json", text)).toThrow(new Error(message));
  });

  it("is refused in one line when it is no JSON", () => {
    expect(() => parseCloudWatch("c.json", '{"Datapoints":')).toThrow(/^c\.json: is not JSON: [^\n]+$/);
  });

  it("names both places of a timestamp that repeats", () => {
    expect(() => read(statistics(point(0, 1), point(1, 1), point(0, 2)))).toThrow(
      "c.json: Datapoints[2]: timestamp: must appear once (Datapoints[0] has it)",
    );
  });
});
