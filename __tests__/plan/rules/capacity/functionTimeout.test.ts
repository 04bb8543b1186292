import { describe, expect, it } from "@jest/globals";
import { functionTimeout } from "../../../../plan/rules/capacity/functionTimeout.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, destroy, FUNCTION_ADDRESS, findingsOf, type Json, keep, managed, update } from "./samples.ts";

const ARN = "arn:aws:lambda:eu-west-1:111122223333:function:video";
const INVOKED = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${ARN}/invocations`;
const LONG = managed({ timeout: 901 });

const found = (...changes: ChangeSpec[]) => brief(findingsOf([functionTimeout], changes));
const SAID = [`medium function-timeout ${FUNCTION_ADDRESS}`];

const workflow = (state: Json) => ({
  name: "runs",
  definition: JSON.stringify({
    StartAt: "All",
    States: { All: { Type: "Map", ItemProcessor: { States: { One: state } } } },
  }),
});
const invoke = (more: Json = {}, resource = "arn:aws:states:::lambda:invoke") =>
  workflow({ Type: "Task", Resource: resource, Parameters: { FunctionName: `${ARN}:$LATEST.PUBLISHED`, ...more } });

const WAITING: readonly (readonly [string, string, Json])[] = [
  ["an HTTP API", "aws_apigatewayv2_integration.c", { integration_uri: INVOKED }],
  ["an authorizer of an HTTP API", "aws_apigatewayv2_authorizer.c", { authorizer_uri: INVOKED }],
  ["a REST API", "aws_api_gateway_integration.c", { uri: INVOKED }],
  ["an authorizer of a REST API", "aws_api_gateway_authorizer.c", { authorizer_uri: INVOKED }],
  ["a function URL", "aws_lambda_function_url.c", { function_name: "video" }],
  ["Terraform itself", "aws_lambda_invocation.c", { function_name: "video" }],
  ["a load balancer", "aws_lb_target_group_attachment.c", { target_id: ARN }],
  ["AppSync", "aws_appsync_datasource.c", { lambda_config: [{ function_arn: ARN }] }],
  ["Cognito", "aws_cognito_user_pool.c", { lambda_config: [{ pre_sign_up: ARN }] }],
  ["a pipe", "aws_pipes_pipe.c", { target: ARN }],
  ["a pipe that enriches", "aws_pipes_pipe.c", { target: "arn:aws:sqs:::q", enrichment: ARN }],
  ["a state machine", "aws_sfn_state_machine.c", invoke()],
  [
    "a state machine that waits for a token",
    "aws_sfn_state_machine.c",
    invoke({}, "arn:aws:states:::lambda:invoke.waitForTaskToken"),
  ],
  ["a state machine by ARN", "aws_sfn_state_machine.c", workflow({ Type: "Task", Resource: ARN })],
  [
    "a state machine in JSONata",
    "aws_sfn_state_machine.c",
    workflow({ Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Arguments: { FunctionName: "video" } }),
  ],
  [
    "a permission of an API",
    "aws_lambda_permission.c",
    { function_name: "video", principal: "apigateway.amazonaws.com" },
  ],
  [
    "a permission of Cognito",
    "aws_lambda_permission.c",
    { function_name: "video", principal: "cognito-idp.amazonaws.com" },
  ],
];

const NOT_WAITING: readonly (readonly [string, string, Json])[] = [
  [
    "a queue",
    "aws_lambda_event_source_mapping.c",
    { event_source_arn: "arn:aws:sqs:eu-west-1:1:q", function_name: "video" },
  ],
  ["a rule of EventBridge", "aws_cloudwatch_event_target.c", { arn: ARN }],
  ["a schedule", "aws_scheduler_schedule.c", { target: [{ arn: ARN }] }],
  ["a topic", "aws_sns_topic_subscription.c", { protocol: "lambda", endpoint: ARN }],
  ["a bucket", "aws_s3_bucket_notification.c", { lambda_function: [{ lambda_function_arn: ARN }] }],
  ["a permission of S3", "aws_lambda_permission.c", { function_name: "video", principal: "s3.amazonaws.com" }],
  ["a state machine that sends an event", "aws_sfn_state_machine.c", invoke({ InvocationType: "Event" })],
  [
    "a pipe that forgets",
    "aws_pipes_pipe.c",
    {
      target: ARN,
      target_parameters: [{ lambda_function_parameters: [{ invocation_type: "FIRE_AND_FORGET" }] }],
    },
  ],
  [
    "a REST API that sends an event",
    "aws_api_gateway_integration.c",
    {
      uri: INVOKED,
      request_parameters: { "integration.request.header.X-Amz-Invocation-Type": "'Event'" },
    },
  ],
  [
    "an API of another function",
    "aws_apigatewayv2_integration.c",
    { integration_uri: INVOKED.replace(":video", ":other") },
  ],
];

describe("a timeout of more than 15 minutes on managed instances", () => {
  it.each(WAITING)("is cut for a caller that waits: %s", (_, address, values) => {
    expect(found(create(FUNCTION_ADDRESS, LONG), create(address, values))).toEqual(SAID);
    expect(found(create(FUNCTION_ADDRESS, managed({ timeout: 900 })), create(address, values))).toEqual([]);
  });

  it.each(NOT_WAITING)("is right for a caller that does not wait: %s", (_, address, values) => {
    expect(found(create(FUNCTION_ADDRESS, LONG), create(address, values))).toEqual([]);
  });

  it("is right while nothing in the plans calls it", () => {
    expect(found(create(FUNCTION_ADDRESS, LONG))).toEqual([]);
  });

  it("is cut by one caller of two", () => {
    const [queue, api] = [NOT_WAITING[0], WAITING[0]].map((one) => create(one?.[1] ?? "", one?.[2] ?? {}));
    const [finding] = findingsOf(
      [functionTimeout],
      [create(FUNCTION_ADDRESS, LONG), queue as ChangeSpec, api as ChangeSpec],
    );
    expect(finding?.what).toBe("The timeout is 901 seconds, and it is called synchronously: by an HTTP API.");
  });

  it("is cut for a caller that comes later", () => {
    const url = create("aws_lambda_function_url.c", { function_name: "video" });
    expect(found(keep(FUNCTION_ADDRESS, LONG), url)).toEqual(SAID);
  });

  it("is not said again, nor of a caller that goes", () => {
    const url = { function_name: "video" };
    const there = keep("aws_lambda_function_url.c", url);
    expect(found(there, update(FUNCTION_ADDRESS, LONG, { ...LONG, description: "new" }))).toEqual([]);
    expect(found(keep(FUNCTION_ADDRESS, LONG), destroy("aws_lambda_function_url.c", url))).toEqual([]);
  });

  it("needs no second word for the permission of an integration that does not wait", () => {
    const [, , event] = NOT_WAITING.find(([name]) => name.startsWith("a REST API")) ?? [];
    const permission = { function_name: "video", principal: "apigateway.amazonaws.com" };
    const changes = [
      create("aws_api_gateway_integration.c", event ?? {}),
      create("aws_lambda_permission.c", permission),
    ];
    expect(found(create(FUNCTION_ADDRESS, LONG), ...changes)).toEqual([]);
  });
});
