import { describe, expect, it } from "@jest/globals";
import { apiBodyOpened } from "../../../../plan/rules/access/apiBody.ts";
import { brief, create, findingsOf, type Json, update } from "../capacity/samples.ts";

const authorizer = { "x-amazon-apigateway-authorizer": { type: "jwt", jwtConfiguration: { audience: ["a"] } } };
const schemes = {
  auth: { type: "oauth2", ...authorizer },
  key: { type: "apiKey", name: "x-api-key", in: "header" },
  iam: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
};
const api = (operation: Json, more: Json = {}): Json => ({
  name: "a",
  body: JSON.stringify({
    openapi: "3.0.1",
    paths: { "/x": { get: operation, parameters: [] } },
    components: { securitySchemes: schemes },
    ...more,
  }),
});
const auth = { security: [{ auth: [] }] };
const opened = "critical api-body-authorizer-removed";
const changed = "high api-body-access-changed";

describe.each(["aws_apigatewayv2_api.x", "aws_api_gateway_rest_api.x"])("%s", (address) => {
  it.each<[string, Json, Json, string[]]>([
    ["an operation's security goes", api(auth), api({}), [opened]],
    ["an operation's security is empty", api(auth), api({ security: [] }), [opened]],
    ["one way asks for nothing", api(auth), api({ security: [{ auth: [] }, {}] }), [opened]],
    ["the body's security goes", api({}, auth), api({}), [opened]],
    ["an operation leaves the body's security", api({}, auth), api({ security: [] }, auth), [opened]],
    ["auth NONE", api(auth), api({ ...auth, "x-amazon-apigateway-auth": { type: "NONE" } }), [opened]],
    ["auth AWS_IAM goes", api({ "x-amazon-apigateway-auth": { type: "AWS_IAM" } }), api({}), [opened]],
    ["security moves to the top", api(auth), api({}, auth), []],
    ["it was open", api({}), api({ summary: "x" }), []],
    ["it is closed", api({}), api(auth), []],
    ["scopes go", api({ security: [{ auth: ["read"] }] }), api(auth), [changed]],
    [
      "a scope more will do",
      api({ security: [{ auth: ["a"] }] }),
      api({ security: [{ auth: ["a", "b"] }] }),
      [changed],
    ],
    ["a scope is asked for", api(auth), api({ security: [{ auth: ["a"] }] }), []],
    ["another way in", api(auth), api({ security: [{ auth: [] }, { iam: [] }] }), [changed]],
    ["a way in less", api({ security: [{ auth: [] }, { iam: [] }] }), api(auth), []],
    [
      "its authorizer changes",
      api(auth),
      api(auth, {
        components: {
          securitySchemes: { ...schemes, auth: { "x-amazon-apigateway-authorizer": { type: "request" } } },
        },
      }),
      ["medium api-body-access-changed"],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(brief(findingsOf(apiBodyOpened, [update(address, before, after)]))).toEqual(
      expected.map((line) => `${line} ${address}`),
    );
  });

  it("has a new operation that is open", () => {
    expect(brief(findingsOf(apiBodyOpened, [create(address, api({}))]))).toEqual([`medium api-body-open ${address}`]);
    expect(brief(findingsOf(apiBodyOpened, [create(address, api(auth))]))).toEqual([]);
    expect(brief(findingsOf(apiBodyOpened, [create(address, { name: "a", body: "no JSON" })]))).toEqual([]);
  });
});

it("an API key of a REST API says nothing of who calls", () => {
  const address = "aws_api_gateway_rest_api.x";
  const key = api({ security: [{ key: [] }] });
  expect(brief(findingsOf(apiBodyOpened, [update(address, api(auth), key)]))).toEqual([`${opened} ${address}`]);
});
