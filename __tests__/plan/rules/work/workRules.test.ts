import { describe, expect, it } from "@jest/globals";
import { tableRules } from "../../../../plan/rules/protection/settings/tables.ts";
import { workRules } from "../../../../plan/rules/work/workRules.ts";
import { fixturePlans } from "../../../support/plan/fixtures.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { destroy, findingsIn, findingsOf, type Json, keep, ordinary, update } from "../capacity/samples.ts";

const STAYS = keep("aws_sns_topic.stays", { name: "stays" });
const found = (...changes: ChangeSpec[]) =>
  findingsOf([...workRules, ...tableRules], [STAYS, ...changes]).map(({ severity, rule }) => `${severity} ${rule}`);

const ARN = "arn:aws:lambda:eu-west-1:111122223333:function:video";
const OTHER = "arn:aws:lambda:eu-west-1:111122223333:function:other";
const layer = (account: string) => ({ layers: [`arn:aws:lambda:eu-west-1:${account}:layer:tools:1`] });
const cors = (origin: string, credentials = false) => ({
  cors_configuration: [{ allow_origins: [origin], allow_credentials: credentials }],
});
const ttl = (name: string, enabled = true) => ({ ttl: [{ attribute_name: name, enabled }] });
const rate = (text: string) => ({ schedule_expression: `rate(${text})` });

const UPDATES: readonly [finding: string, type: string, before: Json, harmful: Json, harmless: Json][] = [
  [
    "high work-stops",
    "aws_scheduler_schedule",
    { state: "ENABLED" },
    { state: "DISABLED" },
    { state: "ENABLED", x: 1 },
  ],
  ["medium work-stops", "aws_scheduler_schedule", rate("1 minute"), rate("1 hour"), rate("60 seconds")],
  ["medium work-stops", "aws_scheduler_schedule", rate("60 minutes"), rate("61 minutes"), rate("1 hour")],
  ["high work-stops", "aws_cloudwatch_event_rule", { state: null }, { state: "DISABLED" }, { state: "ENABLED" }],
  ["high work-stops", "aws_cloudwatch_event_rule", { is_enabled: true }, { is_enabled: false }, { is_enabled: null }],
  ["high work-stops", "aws_lambda_event_source_mapping", { enabled: true }, { enabled: false }, { enabled: null }],
  [
    "high work-stops",
    "aws_lambda_function",
    { reserved_concurrent_executions: -1 },
    { reserved_concurrent_executions: 0 },
    { reserved_concurrent_executions: 1 },
  ],
  ["medium function-role-changed", "aws_lambda_function", { role: "a" }, { role: "b" }, { role: "a", timeout: 9 }],
  [
    "medium function-layer-added",
    "aws_lambda_function",
    { arn: ARN },
    { arn: ARN, ...layer("999999999999") },
    { arn: ARN, ...layer("111122223333") },
  ],
  ["high table-items-expire", "aws_dynamodb_table", ttl("a"), ttl("b"), ttl("b", false)],
  [
    "medium integration-moved",
    "aws_apigatewayv2_integration",
    { integration_uri: ARN },
    { integration_uri: OTHER },
    { integration_uri: `${ARN}:live` },
  ],
  [
    "medium retries-removed",
    "aws_cloudwatch_event_target",
    { dead_letter_config: [{ arn: "q" }] },
    { dead_letter_config: [] },
    { dead_letter_config: [{ arn: "r" }] },
  ],
  [
    "medium retries-removed",
    "aws_scheduler_schedule",
    { target: [{ retry_policy: [{ maximum_retry_attempts: 1 }] }] },
    { target: [{ retry_policy: [{ maximum_retry_attempts: 0 }] }] },
    { target: [{ retry_policy: [{ maximum_retry_attempts: 2 }] }] },
  ],
  ["medium cors-open", "aws_apigatewayv2_api", cors("https://a.example"), cors("*"), cors("https://b.example")],
  ["high cors-open", "aws_apigatewayv2_api", cors("*"), cors("*", true), cors("*")],
];

const API: ChangeSpec = keep("aws_apigatewayv2_api.a", { id: "api1", name: "a" });
const INTEGRATION = keep("aws_apigatewayv2_integration.a", { id: "i1", api_id: "api1", integration_uri: ARN });
const FUNCTION = "aws_lambda_function.video";
const SCHEDULE = keep("aws_scheduler_schedule.a", { name: "a", target: [{ arn: ARN }] });
const PERMISSION = destroy("aws_lambda_permission.a", { function_name: "video", principal: "events.amazonaws.com" });

describe("what stops, or is trusted, of work that stays", () => {
  it.each(UPDATES)("is found, and not what almost is: %s of %s from %j to %j", (finding, type, before, bad, good) => {
    const address = `${type}.one`;
    expect(found(update(address, before, bad))).toEqual([finding]);
    expect(found(update(address, before, good))).toEqual([]);
    const names = Object.keys(before);
    for (const marks of ["afterUnknown", "beforeSensitive", "afterSensitive"]) {
      const hidden = Object.fromEntries(names.map((name) => [name, true]));
      expect(() => found(update(address, before, bad, { [marks]: hidden }))).not.toThrow();
    }
  });

  it.each([
    "aws_scheduler_schedule",
    "aws_cloudwatch_event_rule",
    "aws_cloudwatch_event_target",
    "aws_lambda_event_source_mapping",
    "aws_sfn_state_machine",
  ])("is found when it is destroyed alone, and not with its whole stack: %s", (type) => {
    const gone = destroy(`${type}.one`, { name: "one", rule: "r" });
    expect(found(gone)).toEqual(["high work-stops"]);
    expect(findingsOf(workRules, [gone])).toEqual([]);
  });

  it("is a function that something still calls, and not one that nothing does", () => {
    expect(found(destroy(FUNCTION, ordinary()), SCHEDULE)).toEqual(["high work-stops"]);
    expect(found(destroy(FUNCTION, ordinary()))).toEqual([]);
  });

  it("is the way to a function that stays, and not to one that goes", () => {
    const route = destroy("aws_apigatewayv2_route.a", {
      api_id: "api1",
      route_key: "GET /",
      target: "integrations/i1",
    });
    for (const gone of [[API, INTEGRATION, route], [PERMISSION]]) {
      expect(found(...gone, keep(FUNCTION, ordinary()))).toEqual(["high api-gone"]);
      expect(found(...gone, destroy(FUNCTION, ordinary()))).not.toContain("high api-gone");
    }
  });

  it.each(["create", "unchanged", "raised-floor", "new-network"])("is no worry in our own plans: %s", (scenario) => {
    expect(findingsIn(workRules, fixturePlans(scenario))).toEqual([]);
  });
});
