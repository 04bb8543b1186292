import { beforeEach, describe, expect, it } from "@jest/globals";
import { putEmbedded } from "../../../local/cloudWatch/emf.ts";
import type { MetricId } from "../../../local/cloudWatch/face.ts";
import { MetricStore, MINUTE } from "../../../local/cloudWatch/metricStore.ts";

const START = Date.UTC(2026, 0, 5, 8);
const WAITING = { namespace: "Videos", name: "Waiting", dimensions: { service: "a" } };

let now: number;
let store: MetricStore;
beforeEach(() => {
  now = START;
  store = new MetricStore(() => now);
});

const read = (stat: string, changes: object = {}) =>
  store.series({ ...WAITING, stat, from: START - 86_400_000, to: START + 86_400_000, ...changes });
const values = (stat: string, changes: object = {}) => read(stat, changes).map(({ value }) => value);

describe("a metric", () => {
  it("is summed up by the minute, and by longer periods", () => {
    for (const [at, value] of [
      [0, 4],
      [59_999, 8],
      [MINUTE, 1],
      [5 * MINUTE, 7],
    ] as const)
      store.put(WAITING, { at: START + at, value });

    expect(read("Sum")).toEqual([
      { at: START, value: 12 },
      { at: START + MINUTE, value: 1 },
      { at: START + 5 * MINUTE, value: 7 },
    ]);
    expect(values("Average")).toEqual([6, 1, 7]);
    expect(values("Minimum")).toEqual([4, 1, 7]);
    expect(values("SampleCount", { periodSeconds: 300 })).toEqual([3, 1]);
    expect(values("Maximum", { periodSeconds: 300, from: START, to: START + 5 * MINUTE })).toEqual([8]);
  });

  it("has percentiles, to within 1 %", () => {
    for (let value = 1; value <= 1_000; value++) store.put(WAITING, { at: START, value });
    for (const [stat, exact] of [
      ["p50", 500],
      ["p99", 990],
      ["p99.9", 999],
      ["p100", 1_000],
    ] as const) {
      const [value = 0] = values(stat);
      expect(Math.abs(value - exact) / exact).toBeLessThan(0.01);
    }
  });

  it("is another one with other dimensions, in whatever order they come", () => {
    const id = (dimensions: MetricId["dimensions"]) => ({ namespace: "N", name: "n", dimensions });
    store.put(id({ a: "1", b: "2" }), { at: START, value: 1 });
    store.put(id({ b: "2", a: "1" }), { at: START, value: 1 });
    store.put(id({ a: "1" }), { at: START, value: 1 });
    expect(store.ids()).toEqual([id({ a: "1", b: "2" }), id({ a: "1" })]);
  });
});

describe("what is kept has bounds", () => {
  it("of time: a day and an hour", () => {
    for (let minute = 0; minute < 3_000; minute++) {
      now = START + minute * MINUTE;
      store.put(WAITING, { at: now, value: 1 });
    }
    expect(read("Sum", { to: now + MINUTE }).length).toBeLessThanOrEqual(25 * 60 + 1);
    store.put(WAITING, { at: START, value: 1 });
    expect(read("Sum", { from: START, to: START + MINUTE })).toEqual([]);
  });

  it("of metrics: 2,000", () => {
    for (let n = 0; n < 2_100; n++) store.put({ ...WAITING, name: `m${n}` }, { at: START, value: 1 });
    expect(store.ids()).toHaveLength(2_000);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("and values are numbers: not %p", (value) => {
    store.put(WAITING, { at: START, value });
    expect(store.ids()).toEqual([]);
  });
});

describe("embedded metric format", () => {
  const line = (changes: object = {}, directive: object = {}) =>
    JSON.stringify({
      _aws: {
        Timestamp: START,
        CloudWatchMetrics: [
          {
            Namespace: "Videos",
            Dimensions: [["service"]],
            Metrics: [{ Name: "Waiting", Unit: "Count" }],
            ...directive,
          },
        ],
      },
      service: "a",
      Waiting: 3,
      ...changes,
    });

  it("becomes metrics", () => {
    putEmbedded(store, line());
    putEmbedded(store, line({ Waiting: [5, 9] }));
    expect(values("Sum")).toEqual([17]);
  });

  it("becomes one for each set of dimensions", () => {
    putEmbedded(store, line({ zone: "z" }, { Dimensions: [["service", "zone"], ["service"], []] }));
    expect(store.ids().map(({ dimensions }) => dimensions)).toEqual([
      { service: "a", zone: "z" },
      { service: "a" },
      {},
    ]);
  });

  it.each([
    ["no JSON", `${line()}x`],
    ["no directive", line({ _aws: { Timestamp: START } })],
    ["no time", line({ _aws: { CloudWatchMetrics: [] } })],
    ["a dimension that it lacks", line({}, { Dimensions: [["zone"]] })],
    ["no number", line({ Waiting: "3" })],
    ["a directive of another shape", line({}, { Metrics: "Waiting", Dimensions: 7 })],
    ["a list where an object is expected", line({ _aws: [1] })],
  ])("is a line and nothing else with %s", (_what, text) => {
    putEmbedded(store, text);
    expect(store.ids()).toEqual([]);
  });
});
