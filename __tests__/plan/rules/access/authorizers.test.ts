import { describe, expect, it } from "@jest/globals";
import { authorizersWeakened } from "../../../../plan/rules/access/authorizers.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, destroy, findingsOf, type Json, keep, update } from "../capacity/samples.ts";

const found = (...changes: ChangeSpec[]) =>
  brief(findingsOf(authorizersWeakened, changes)).map((line) => line.replace(/ \S+$/, ""));

const AUTHORIZER = "aws_apigatewayv2_authorizer.jwt";
const API = "aws_apigatewayv2_api.http";
const authorizer = (jwt: Json = {}, values: Json = {}): Json => ({
  api_id: "api",
  name: "jwt",
  authorizer_type: "JWT",
  jwt_configuration: [{ issuer: "https://identity.example.com/", audience: ["video-api"], ...jwt }],
  ...values,
});

describe("an authorizer", () => {
  it.each<[string, Json, Json, string[]]>([
    ["another issuer's tokens", {}, { issuer: "https://other.example.com/" }, ["high authorizer-issuer-changed"]],
    ["another audience too", {}, { audience: ["video-api", "billing"] }, ["high authorizer-audience-widened"]],
    ["tokens for anybody", {}, { audience: [] }, ["high authorizer-audience-widened"]],
    ["one audience of two", { audience: ["a", "b"] }, { audience: ["b"] }, []],
    ["the same audiences in another order", { audience: ["a", "b"] }, { audience: ["b", "a"] }, []],
  ])("takes %s", (_, before, after, expected) => {
    expect(found(update(AUTHORIZER, authorizer(before), authorizer(after)))).toEqual(expected);
  });

  it("asks another function from now on", () => {
    const asking = (authorizer_uri: string, more: Json = {}): Json => ({
      name: "own",
      authorizer_type: "REQUEST",
      authorizer_uri,
      ...more,
    });
    expect(found(update(AUTHORIZER, asking("arn:a"), asking("arn:b")))).toEqual(["medium authorizer-changed"]);
    expect(found(update(AUTHORIZER, asking("arn:a"), asking("arn:a", { name: "renamed" })))).toEqual([]);
  });

  it("takes what only the apply knows", () => {
    const later = authorizer({}, { jwt_configuration: [{ audience: ["video-api"] }] });
    const change = update(AUTHORIZER, authorizer(), later, { afterUnknown: { jwt_configuration: [{ issuer: true }] } });
    expect(found(change)).toEqual(["medium authorizer-issuer-changed"]);
  });

  it("is missed when it goes and its API stays", () => {
    const gone = destroy(AUTHORIZER, authorizer());
    expect(found(keep(API, { id: "api" }), gone)).toEqual(["high authorizer-removed"]);
    expect(found(destroy(API, { id: "api" }), gone)).toEqual([]);
  });
});
