import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { environmentInput, JWT } from "../../support/stacks/environments.ts";
import { ref, removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

const AUTHORIZERS = [JWT, { type: "iam" }, { type: "none" }] as const;

const SCOPES = { read: ["videos.read", "videos.all"], write: ["videos.write"], process: ["videos.process"] };
const CORS = { origins: ["https://app.example.com"], maxAgeSeconds: 60 };

const synthesised = synthesise([
  ...AUTHORIZERS.map((authorizer) =>
    defineEnvironment(environmentInput({ name: authorizer.type, "httpApi.authorizer": authorizer })),
  ),
  defineEnvironment(
    environmentInput({ name: "scoped", "httpApi.authorizer": { ...JWT, scopes: SCOPES }, "httpApi.cors": CORS }),
  ),
]);
afterAll(removeTemporaryFolders);

const service = (authorizer: string) => synthesised.stack(`${authorizer}-service`);

describe.each(["jwt", "iam", "none"])("an HTTP API with authorizer %s", (authorizer) => {
  const template = service(authorizer);
  const api = template.resource("aws_apigatewayv2_api");
  const lambda = template.resource("aws_lambda_function", { function_name: `${authorizer}-video-api` });

  it("hands every request to the api function, as payload 2.0", () => {
    const integration = template.resource("aws_apigatewayv2_integration");

    expect(integration).toMatchObject({
      api_id: ref(api, "id"),
      integration_type: "AWS_PROXY",
      integration_uri: ref(lambda, "invoke_arn"),
      payload_format_version: "2.0",
      timeout_milliseconds: 30_000,
    });
    expect(template.resource("aws_apigatewayv2_route")).toMatchObject({
      api_id: ref(api, "id"),
      route_key: "$default",
      target: `integrations/${ref(integration, "id")}`,
    });
  });

  it("may call the function, whose unqualified name means what is published", () => {
    const { address: _address, ...permission } = template.resource("aws_lambda_permission");

    expect(permission).toEqual({
      statement_id: "HttpApi",
      action: "lambda:InvokeFunction",
      function_name: ref(lambda, "function_name"),
      principal: "apigateway.amazonaws.com",
      source_arn: `${ref(api, "execution_arn")}/*/*`,
    });
  });

  it("is throttled as configured, and logs every access as JSON", () => {
    const group = template.resource("aws_cloudwatch_log_group", {
      name: `/aws/vendedlogs/apigateway/${authorizer}-video-http`,
    });
    const stage = template.resource<{ access_log_settings: { format: string } }>("aws_apigatewayv2_stage");

    expect(stage).toMatchObject({
      api_id: ref(api, "id"),
      name: "$default",
      auto_deploy: true,
      access_log_settings: { destination_arn: ref(group, "arn") },
      default_route_settings: { throttling_rate_limit: 50, throttling_burst_limit: 100 },
    });
    expect(JSON.parse(stage.access_log_settings.format)).toMatchObject({
      requestId: "$context.requestId",
      status: "$context.status",
    });
  });

  it("tells its address", () => {
    expect(template.outputs.endpoint).toEqual({
      description: "Base URL of the HTTP API",
      value: ref(api, "api_endpoint"),
    });
  });
});

interface Route {
  readonly route_key: string;
  readonly authorization_type: string;
  readonly authorization_scopes?: readonly string[];
}

describe("an HTTP API with scopes", () => {
  const routes = service("scoped").resources<Route>("aws_apigatewayv2_route");

  it("has a route with its scopes for each operation, and none that takes what is left", () => {
    const scopes = Object.fromEntries(
      routes.map(({ route_key: key, authorization_scopes: asked = [] }) => [key, asked]),
    );

    expect(scopes).toEqual({
      "GET /health": [],
      "HEAD /health": [],
      "GET /openapi.json": [],
      "HEAD /openapi.json": [],
      "GET /videos": SCOPES.read,
      "HEAD /videos": SCOPES.read,
      "POST /videos": SCOPES.write,
      "GET /videos/{id}": SCOPES.read,
      "HEAD /videos/{id}": SCOPES.read,
      "PATCH /videos/{id}": SCOPES.write,
      "DELETE /videos/{id}": [],
      "POST /videos/{id}/upload": SCOPES.write,
      "POST /videos/{id}/upload/complete": SCOPES.write,
      "POST /videos/{id}/process": SCOPES.process,
      "POST /videos/{id}/cancel": SCOPES.process,
      "OPTIONS /{proxy+}": [],
    });
  });

  it("asks for a token on each of them but on preflights, which browsers send without", () => {
    const open = routes.filter(({ authorization_type: type }) => type !== "JWT");

    expect(open).toEqual([expect.objectContaining({ route_key: "OPTIONS /{proxy+}", authorization_type: "NONE" })]);
  });

  it("lets pages of the configured origins call it", () => {
    expect(service("scoped").resource("aws_apigatewayv2_api")).toMatchObject({
      cors_configuration: {
        allow_origins: CORS.origins,
        allow_methods: ["GET", "HEAD", "POST", "PATCH", "DELETE"],
        allow_headers: expect.arrayContaining(["authorization", "content-type", "idempotency-key", "if-match"]),
        expose_headers: ["etag", "location", "retry-after"],
        max_age: 60,
      },
    });
  });
});

describe("an HTTP API", () => {
  it("lets no page call it unless that is configured", () => {
    expect(service("iam").resource("aws_apigatewayv2_api")).not.toHaveProperty("cors_configuration");
  });

  it("asks for tokens of the configured issuer and audience", () => {
    const template = service("jwt");
    const authorizer = template.resource("aws_apigatewayv2_authorizer");

    expect(authorizer).toMatchObject({
      api_id: ref(template.resource("aws_apigatewayv2_api"), "id"),
      authorizer_type: "JWT",
      identity_sources: ["$request.header.Authorization"],
      jwt_configuration: { issuer: JWT.issuer, audience: JWT.audience },
      lifecycle: { create_before_destroy: true }, // so that the route lets go of it before it goes
    });
    expect(template.resource("aws_apigatewayv2_route")).toMatchObject({
      authorization_type: "JWT",
      authorizer_id: ref(authorizer, "id"),
    });
  });

  it.each([
    ["iam", "AWS_IAM"],
    ["none", "NONE"],
  ])("with authorizer %s says so on its route: %s", (authorizer, type) => {
    const route = service(authorizer).resource("aws_apigatewayv2_route");

    expect(route).toHaveProperty("authorization_type", type);
    expect(route).not.toHaveProperty("authorizer_id");
    expect(service(authorizer).resources("aws_apigatewayv2_authorizer")).toEqual([]);
  });
});
