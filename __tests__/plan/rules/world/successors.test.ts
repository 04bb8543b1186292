import { describe, expect, it } from "@jest/globals";
import { RULES } from "../../../../plan/rules.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, destroy, findingsOf } from "../capacity/samples.ts";

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
