import { describe, expect, it } from "@jest/globals";
import { workRules } from "../../../../plan/rules/work/workRules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { DELETE_FIRST, destroy, findingsOf, keep, ordinary, update } from "../capacity/samples.ts";

const ARN = "arn:aws:lambda:eu-west-1:111122223333:function:video";
const STAYS = keep("aws_lambda_function.video", ordinary());
const found = (...changes: ChangeSpec[]) =>
  findingsOf(workRules, [STAYS, ...changes]).map(({ rule, address }) => `${rule} ${address}`);

const API = { id: "api1", name: "a" };
const ROUTE = { api_id: "api1", route_key: "GET /", target: "integrations/i1" };
const STAGE = { api_id: "api1", name: "$default" };
const integration = keep("aws_apigatewayv2_integration.a", { id: "i1", api_id: "api1", integration_uri: ARN });
const created = (address: string, after: Readonly<Record<string, unknown>>): ChangeSpec => ({
  address,
  actions: ["create"],
  before: null,
  after,
});

describe("an entrance that goes while its function stays", () => {
  it("is told once for an API with its stage and route", () => {
    const parts = [destroy("aws_apigatewayv2_stage.a", STAGE), destroy("aws_apigatewayv2_route.a", ROUTE)];

    expect(found(destroy("aws_apigatewayv2_api.a", API), ...parts, integration)).toEqual([
      "api-gone aws_apigatewayv2_api.a",
    ]);
  });

  it("is told of a stage whose API stays", () => {
    const api = keep("aws_apigatewayv2_api.a", API);

    expect(found(api, integration, destroy("aws_apigatewayv2_stage.a", STAGE))).toEqual([
      "api-gone aws_apigatewayv2_stage.a",
    ]);
  });

  it("is not told of a route that comes back under another address", () => {
    const api = keep("aws_apigatewayv2_api.a", API);
    const gone = destroy("aws_apigatewayv2_route.a", ROUTE);

    expect(found(api, integration, gone, created("aws_apigatewayv2_route.b", ROUTE))).toEqual([]);
    expect(
      found(api, integration, gone, created("aws_apigatewayv2_route.b", { ...ROUTE, route_key: "PUT /" })),
    ).toEqual(["api-gone aws_apigatewayv2_route.a"]);
  });
});

describe("an address that callers know", () => {
  const URL = "aws_lambda_function_url.a";
  const url = { function_name: "video" };
  const replaced = (address: string, values: Readonly<Record<string, unknown>>): ChangeSpec =>
    update(address, values, values, { actions: DELETE_FIRST, actionReason: "replace_by_request" });

  it("is another one for an API or URL that is made anew", () => {
    expect(found(replaced("aws_apigatewayv2_api.a", API))).toEqual(["api-gone aws_apigatewayv2_api.a"]);
    expect(found(replaced("aws_api_gateway_rest_api.a", API))).toEqual(["api-gone aws_api_gateway_rest_api.a"]);
    expect(found(replaced(URL, url))).toEqual([`api-gone ${URL}`]);
  });

  it("stays where callers have a domain", () => {
    const mapping = keep("aws_apigatewayv2_api_mapping.a", { api_id: "api1", domain_name: "api.example.com" });

    expect(found(replaced("aws_apigatewayv2_api.a", API), mapping)).toEqual([]);
    expect(found(replaced("aws_apigatewayv2_api.a", { ...API, disable_execute_api_endpoint: true }))).toEqual([]);
  });

  it("is gone with the URL of a function that stays", () => {
    expect(found(destroy(URL, url))).toEqual([`api-gone ${URL}`]);
    expect(found(update(URL, url, { ...url, authorization_type: "AWS_IAM" }))).toEqual([]);
  });
});

describe("a retry policy", () => {
  it("is missed when it goes, and not when its age changes", () => {
    const target = (policy: unknown) => ({ target: [{ arn: ARN, retry_policy: policy }] });
    const before = target([{ maximum_event_age_in_seconds: 60, maximum_retry_attempts: 2 }]);
    const schedule = "aws_scheduler_schedule.a";

    expect(found(update(schedule, before, target([])))).toEqual([`retries-removed ${schedule}`]);
    const later = target([{ maximum_event_age_in_seconds: 90, maximum_retry_attempts: 2 }]);
    expect(found(update(schedule, before, later))).toEqual([]);
  });
});
