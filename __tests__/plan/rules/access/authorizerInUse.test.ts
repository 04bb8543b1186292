import { describe, expect, it } from "@jest/globals";
import { authorizerInUse } from "../../../../plan/rules/access/authorizerInUse.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import {
  brief,
  CREATE_FIRST,
  DELETE_FIRST,
  destroy,
  findingsOf,
  type Json,
  keep,
  update,
} from "../capacity/samples.ts";

const AUTHORIZER = "aws_apigatewayv2_authorizer.jwt";
const ROUTE = "aws_apigatewayv2_route.videos";
const authorizer = { id: "jwt-1", api_id: "api", name: "jwt" };
const route = (values: Json = {}): Json => ({ route_key: "GET /videos", authorizer_id: "jwt-1", ...values });
const iam = route({ authorization_type: "AWS_IAM", authorizer_id: null });

const found = (...changes: ChangeSpec[]) => brief(findingsOf([authorizerInUse], changes));
const gone = destroy(AUTHORIZER, authorizer);
const replaced = (actions: readonly string[]) => update(AUTHORIZER, authorizer, { api_id: "api" }, { actions });

describe("an authorizer that goes", () => {
  it("may fail when its routes leave it in the same apply", () => {
    expect(found(gone, update(ROUTE, route(), iam))).toEqual([`medium authorizer-in-use ${AUTHORIZER}`]);
  });

  it("fails when a route keeps it, or it is deleted to be made again", () => {
    expect(found(gone, keep(ROUTE, route()))).toEqual([`high authorizer-in-use ${AUTHORIZER}`]);
    const moved = update(ROUTE, route(), route({ authorizer_id: "jwt-2" }));
    expect(found(replaced(DELETE_FIRST), moved)).toEqual([`high authorizer-in-use ${AUTHORIZER}`]);
  });

  it("is fine when the new one comes first, its routes go too, or none refers to it", () => {
    const moved = update(ROUTE, route(), route({ authorizer_id: "jwt-2" }));
    expect(found(replaced(CREATE_FIRST), moved)).toEqual([]);
    expect(found(gone, destroy(ROUTE, route()))).toEqual([]);
    expect(found(gone, update(ROUTE, route({ authorizer_id: "jwt-9" }), iam))).toEqual([]);
    expect(found(destroy(AUTHORIZER, authorizer, { actions: ["forget"] }), update(ROUTE, route(), iam))).toEqual([]);
  });
});
