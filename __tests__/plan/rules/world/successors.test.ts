import { describe, expect, it } from "@jest/globals";
import { RULES } from "../../../../plan/rules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, destroy, findingsOf, type Json, keep } from "../capacity/samples.ts";

const found = (...changes: ChangeSpec[]) => brief(findingsOf(RULES, changes));

const OLD = "aws_apigatewayv2_route.old";
const NEW = "aws_apigatewayv2_route.new";
const iam = { api_id: "x", route_key: "GET /x", authorization_type: "AWS_IAM" };
const open = { ...iam, authorization_type: "NONE" };

describe("what goes at one address and comes at another", () => {
  it("is the same route, with its authorizer gone", () => {
    expect(found(destroy(OLD, iam), create(NEW, open))).toEqual([`critical route-authorizer-removed ${NEW}`]);
    expect(found(destroy(OLD, iam), create(NEW, iam))).toEqual([]);
  });

  it("is another route with another key, or of another API", () => {
    const renamed = { ...open, route_key: "GET /y" };
    expect(found(destroy(OLD, iam), create(NEW, renamed))).toEqual([`medium route-open ${NEW}`]);
    expect(found(destroy(OLD, iam), create(NEW, { ...open, api_id: "y" }))).toEqual([`medium route-open ${NEW}`]);
  });

  it("is the same role, queue policy or lock of a bucket, for every rule", () => {
    const boundary = { name: "app", permissions_boundary: "arn:aws:iam::111122223333:policy/limit" };
    expect(
      found(destroy("aws_iam_role.a", boundary), create("aws_iam_role.b", { ...boundary, permissions_boundary: null })),
    ).toEqual(["high permissions-boundary-removed aws_iam_role.b"]);
    const block = { bucket: "media", block_public_acls: true };
    expect(
      found(
        destroy("aws_s3_bucket_public_access_block.a", block),
        create("aws_s3_bucket_public_access_block.b", { ...block, block_public_acls: false }),
      ),
    ).toEqual(["high bucket-public-access-unblocked aws_s3_bucket_public_access_block.b"]);
  });
});

const alarm = { alarm_name: "errors", actions_enabled: true, alarm_actions: ["arn:topic"] };
const ALARM = "aws_cloudwatch_metric_alarm.a";

describe("what goes from one stack and comes in another", () => {
  const moved = (before: Json, after: Json) =>
    brief(
      findingsOf(RULES, {
        one: { changes: [destroy(ALARM, before), STAYS] },
        two: { changes: [create(ALARM, after), STAYS] },
      }),
    );
  const STAYS = keep("aws_sqs_queue.q", { name: "q" });

  it("is the same alarm, with all that changes of it", () => {
    expect(moved(alarm, alarm)).toEqual([]);
    expect(moved(alarm, { ...alarm, alarm_actions: [] })).toEqual([`medium alarm-removed ${ALARM}`]);
  });

  it("is another one under another name, in another Region or account", () => {
    const gone = [`medium alarm-removed ${ALARM}`];
    const arn = (region: string, account: string) => ({ arn: `arn:aws:cloudwatch:${region}:${account}:alarm:errors` });
    expect(moved(alarm, { ...alarm, alarm_name: "others" })).toEqual(gone);
    expect(moved({ ...alarm, region: "eu-west-1" }, { ...alarm, region: "us-east-1" })).toEqual(gone);
    expect(moved({ ...alarm, region: "eu-west-1" }, { ...alarm, region: "eu-west-1" })).toEqual([]);
    const queue = (account: string) =>
      keep("aws_sqs_queue.q", { name: "q", arn: `arn:aws:sqs:eu-west-1:${account}:q` });
    const across = (other: string) =>
      brief(
        findingsOf(RULES, {
          one: { changes: [destroy(ALARM, { ...alarm, ...arn("eu-west-1", "111122223333") }), queue("111122223333")] },
          two: { changes: [create(ALARM, alarm), queue(other)] },
        }),
      );
    expect(across("444455556666")).toEqual(gone);
    expect(across("111122223333")).toEqual([]);
  });

  it("is that of its own stack first", () => {
    const findings = brief(
      findingsOf(RULES, {
        one: { changes: [destroy(ALARM, alarm), create("aws_cloudwatch_metric_alarm.b", alarm), STAYS] },
        two: { changes: [create(ALARM, { ...alarm, alarm_actions: [] }), STAYS] },
      }),
    );
    expect(findings).toEqual([]);
  });
});

describe("what comes in another module with all that it belongs to", () => {
  const resource = (address: string, expressions: Json) => ({ address, expressions });
  const refers = (...all: string[]) => ({ references: all });
  const module = {
    resources: [
      resource("aws_apigatewayv2_api.api", {}),
      resource("aws_apigatewayv2_route.get", {
        api_id: refers("aws_apigatewayv2_api.api.id", "aws_apigatewayv2_api.api"),
      }),
    ],
  };
  const configuration = { root_module: { module_calls: { new: { module } } } };
  const made = (name: string, route: Json) =>
    brief(
      findingsOf(RULES, {
        changes: [
          destroy("module.old.aws_apigatewayv2_api.api", { id: "x", name: "video", protocol_type: "HTTP" }),
          destroy("module.old.aws_apigatewayv2_route.get", iam),
          create(
            "module.new.aws_apigatewayv2_api.api",
            { name, protocol_type: "HTTP" },
            { afterUnknown: { id: true } },
          ),
          create("module.new.aws_apigatewayv2_route.get", route, { afterUnknown: { api_id: true } }),
        ],
        configuration,
      }),
    );
  const { api_id: _, ...openThere } = open;
  const { api_id: __, ...iamThere } = iam;

  it("is the same route of the same API, which has another address", () => {
    const elsewhere = "high api-gone module.new.aws_apigatewayv2_api.api";
    expect(made("video", openThere)).toEqual([
      "critical route-authorizer-removed module.new.aws_apigatewayv2_route.get",
      elsewhere,
    ]);
    expect(made("video", iamThere)).toEqual([elsewhere]);
  });

  it("is another route where the API is another one", () => {
    expect(made("audio", openThere)).toEqual(["medium route-open module.new.aws_apigatewayv2_route.get"]);
  });
});
