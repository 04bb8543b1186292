import { describe, expect, it } from "@jest/globals";
import { throttlingWeakened } from "../../../../plan/rules/access/throttling.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { create, findingsOf, type Json, update } from "../capacity/samples.ts";

const STAGE = "aws_apigatewayv2_stage.default";
const stage = (settings: Json[], routes: Json[] = []): Json => ({
  default_route_settings: settings,
  route_settings: routes,
});
const limits = (rate: number | null, burst: number | null, more: Json = {}): Json => ({
  throttling_rate_limit: rate,
  throttling_burst_limit: burst,
  ...more,
});
const route = (route_key: string, rate: number | null): Json => ({ route_key, ...limits(rate, rate) });
const metrics = { detailed_metrics_enabled: true };
const findings = (change: ChangeSpec) => findingsOf(throttlingWeakened, [change]);
const rules = (change: ChangeSpec) => findings(change).map(({ severity, rule }) => `${severity} ${rule}`);

const REMOVED = ["medium throttling-removed"];
const REFUSES = ["high throttling-refuses-all"];

describe("a stage", () => {
  it.each<[string, Json, Json, string[]]>([
    ["without the block of its limits", stage([limits(50, 100)]), stage([]), REMOVED],
    ["without the limits of a route", stage([], [route("GET /", 1)]), stage([]), REMOVED],
    ["with other limits", stage([limits(50, 100)]), stage([limits(500, 1000)]), []],
    ["that never had any", stage([]), stage([]), []],
    ["that has none, as the provider reads it", stage([limits(0, 0)]), stage([limits(null, null)]), []],
    ["with limits of 0, which let nothing through", stage([limits(50, 100)]), stage([limits(0, 0)]), REFUSES],
    ["with one limit less", stage([limits(50, 100)]), stage([limits(50, null)]), REFUSES],
    ["with a block for metrics only", stage([]), stage([limits(null, null, metrics)]), REFUSES],
    ["with metrics from now on, and no limits", stage([limits(0, 0)]), stage([limits(0, 0, metrics)]), REFUSES],
    ["with metrics and limits", stage([]), stage([limits(50, 100, metrics)]), []],
    ["with a route that has a block without limits", stage([]), stage([], [route("GET /", null)]), REFUSES],
    [
      "with its routes in another order",
      stage([], [route("A", 1), route("B", 2)]),
      stage([], [route("B", 2), route("A", 1)]),
      [],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(rules(update(STAGE, before, after))).toEqual(expected);
  });

  it("that is new may refuse everything from the start", () => {
    expect(rules(create(STAGE, stage([limits(null, null, metrics)])))).toEqual(REFUSES);
    expect(rules(create(STAGE, stage([limits(50, 100)])))).toEqual([]);
    expect(rules(create(STAGE, stage([])))).toEqual([]);
  });

  it("says what the limits were", () => {
    expect(findings(update(STAGE, stage([limits(50, 100)]), stage([])))[0]?.what).toBe(
      "The stage no longer limits requests to every route (throttling_rate_limit: 50 to nothing, throttling_burst_limit: 100 to nothing).",
    );
  });

  it("may have limits that only the apply knows", () => {
    const { default_route_settings: _, ...later } = stage([]);
    const unknown = { afterUnknown: { default_route_settings: true } };
    expect(rules(update(STAGE, stage([limits(50, 100)]), later, unknown))).toEqual([]);
    const inside = { afterUnknown: { default_route_settings: [{ throttling_rate_limit: true }] } };
    const after = stage([{ throttling_burst_limit: 100 }]);
    expect(rules(update(STAGE, stage([limits(50, 100)]), after, inside))).toEqual([]);
  });
});
