import { describe, expect, it } from "@jest/globals";
import { MetricMathError, parseExpression, type TimeSeries } from "../../../local/cloudWatch/metricMath.ts";

const SERIES: Readonly<Record<string, TimeSeries>> = {
  a: new Map([
    [0, 1],
    [1, 2],
    [2, 0],
  ]),
  b: new Map([
    [1, 4],
    [2, 0],
    [3, 8],
  ]),
  none: new Map(),
};

/** Values of the four periods; undefined where there is none. */
function valuesOf(expression: string): (number | undefined)[] {
  const result = parseExpression(expression)({
    periods: [0, 1, 2, 3],
    series: (id) => {
      const series = SERIES[id];
      if (!series) throw new MetricMathError(`no ${id}`);
      return series;
    },
  });
  return [0, 1, 2, 3].map((at) => result.get(at));
}

const _ = undefined;

describe("an expression", () => {
  it.each([
    ["a", [1, 2, 0, _]],
    ["2 + 3 * 4 ^ 2 / 8 - 1", [7, 7, 7, 7]],
    ["-a + 1", [0, -1, 1, _]],
    ["a + b", [_, 6, 0, _]],
    ["100 * a / b", [_, 50, _, _]],
    ["a >= 1 AND a < 2", [1, 0, 0, _]],
    ["a == 1 OR a == 0", [1, 0, 1, _]],
    ["a == 1 || a == 2 && a > 5", [1, 0, 0, _]],
    ["IF(a > 1, 10, 20)", [20, 10, 20, _]],
    ["IF(a > 0, b, -1)", [_, 4, -1, _]],
    ["FILL(a, 0) + FILL(b, 0)", [1, 6, 0, 8]],
    ["FILL(b, REPEAT)", [_, 4, 0, 8]],
    ["FILL(none, 7)", [7, 7, 7, 7]],
    ["SUM([a, b])", [1, 6, 0, 8]],
    ["MAX([a, b, 3])", [3, 4, 3, 8]],
    ["AVG(a) + MIN(b) * 2", [1, 1, 1, 1]],
    ["CEIL(a / 3) + FLOOR(b / 3) - ABS(-1)", [_, 1, -1, _]],
  ])("%s", (expression, expected) => {
    expect(valuesOf(expression)).toEqual(expected);
  });

  it.each([
    ["a +", "ends too early"],
    ["a b", "unexpected b"],
    ["(a", "a ) is missing"],
    ["a & b", "unexpected & b"],
    ["METRICS()", "METRICS is not evaluated locally; IF, FILL"],
    ["FILL(a)", "FILL takes 2 operands"],
    ["c", "no c"],
    ["[a, b]", "must be one time series"],
    ["[a, b] + 1", "operators take numbers and single time series"],
  ])("%s is refused", (expression, message) => {
    expect(() => valuesOf(expression)).toThrow(MetricMathError);
    expect(() => valuesOf(expression)).toThrow(message);
  });
});
