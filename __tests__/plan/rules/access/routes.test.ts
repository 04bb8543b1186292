import { describe, expect, it } from "@jest/globals";
import { routesOpened } from "../../../../plan/rules/access/routes.ts";
import type { ChangeSpec } from "../../../support/plan/json.ts";
import { brief, create, findingsOf, type Json, update } from "../capacity/samples.ts";

const findings = (...changes: ChangeSpec[]) => findingsOf(routesOpened, changes);
const found = (...changes: ChangeSpec[]) => brief(findings(...changes)).map((line) => line.replace(/ \S+$/, ""));

const ROUTE = "aws_apigatewayv2_route.videos";
const route = (values: Json = {}): Json => ({
  api_id: "api",
  route_key: "GET /videos",
  authorization_type: "JWT",
  authorizer_id: "jwt-1",
  authorization_scopes: ["videos.read"],
  ...values,
});
const open = { authorization_type: "NONE", authorizer_id: null, authorization_scopes: null };

describe("a route", () => {
  it.each<[string, Json, Json, string[]]>([
    ["loses its authorizer", {}, open, ["critical route-authorizer-removed"]],
    ["loses AWS_IAM", { ...open, authorization_type: "AWS_IAM" }, open, ["critical route-authorizer-removed"]],
    [
      "no longer says how callers are known",
      {},
      { ...open, authorization_type: null },
      ["critical route-authorizer-removed"],
    ],
    ["was open, and stays so", open, { ...open, target: "integrations/2" }, []],
    ["is closed", open, {}, []],
    [
      "knows its callers in another way",
      {},
      { ...open, authorization_type: "AWS_IAM" },
      ["medium route-authorizer-changed"],
    ],
    ["has no authorizer for its tokens", {}, { authorizer_id: null }, ["high route-authorizer-changed"]],
    ["gets another authorizer", {}, { authorizer_id: "jwt-2" }, ["low route-authorizer-changed"]],
    ["asks for no scope", {}, { authorization_scopes: [] }, ["high route-scopes-widened"]],
    [
      "takes another scope too",
      {},
      { authorization_scopes: ["videos.read", "admin"] },
      ["medium route-scopes-widened"],
    ],
    ["takes one scope of two", { authorization_scopes: ["a", "b"] }, { authorization_scopes: ["b"] }, []],
    ["asks for a scope from now on", { authorization_scopes: null }, {}, []],
    ["stays as it is", {}, { target: "integrations/2" }, []],
  ])("%s", (_, before, after, expected) => {
    expect(found(update(ROUTE, route(before), route(after)))).toEqual(expected);
  });

  it("says what opens, from what to what", () => {
    expect(findings(update(ROUTE, route(), route(open)))[0]).toMatchObject({
      attribute: "authorization_type",
      what: "The route GET /videos is open to everybody (authorization_type: JWT to NONE).",
    });
  });

  it("may be open until apply knows more", () => {
    const { authorization_type: _, ...later } = route();
    expect(found(update(ROUTE, route(), later, { afterUnknown: { authorization_type: true } }))).toEqual([
      "medium route-authorizer-changed",
    ]);
    const { authorization_scopes: _scopes, ...scopes } = route();
    expect(found(update(ROUTE, route(), scopes, { afterUnknown: { authorization_scopes: true } }))).toEqual([
      "medium route-scopes-widened",
    ]);
  });

  it("that is new and open is worth a word, unless browsers ask there before they send a token", () => {
    expect(found(create(ROUTE, route(open)))).toEqual(["medium route-open"]);
    expect(found(create(ROUTE, route({ ...open, route_key: "OPTIONS /{proxy+}" })))).toEqual([]);
    expect(found(create(ROUTE, route()))).toEqual([]);
  });
});

describe("a method of a REST API", () => {
  const METHOD = "aws_api_gateway_method.videos";
  const method = (authorization: string, api_key_required = false): Json => ({
    http_method: "GET",
    authorization,
    api_key_required,
  });

  it("is opened like a route", () => {
    expect(found(update(METHOD, method("AWS_IAM"), method("NONE")))).toEqual(["critical route-authorizer-removed"]);
    expect(found(update(METHOD, method("AWS_IAM"), method("AWS_IAM")))).toEqual([]);
    expect(found(create(METHOD, method("NONE")))).toEqual(["medium route-open"]);
    expect(found(create(METHOD, method("CUSTOM")))).toEqual([]);
  });

  it("is missed when it no longer asks for an API key", () => {
    expect(found(update(METHOD, method("AWS_IAM", true), method("AWS_IAM", false)))).toEqual([
      "medium route-api-key-off",
    ]);
    expect(found(update(METHOD, method("AWS_IAM", false), method("AWS_IAM", true)))).toEqual([]);
  });
});
