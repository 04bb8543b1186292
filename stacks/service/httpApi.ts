// The HTTP API in front of the lambdalith, whose routing is the app's: one route for all, or those that need scopes.
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer/index.js";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/schema.ts";
import { httpRoutes } from "./httpRoutes.ts";

/** What an access log line holds; $context is API Gateway's own, not Terraform's. */
const ACCESS_LOG = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTime",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  latencyMs: "$context.responseLatency",
  sourceIp: "$context.identity.sourceIp",
  userAgent: "$context.identity.userAgent",
  integrationError: "$context.integrationErrorMessage",
  authorizerError: "$context.authorizer.error",
});

/** Of the API, and of callers who sign with IAM. */
const CORS_METHODS = ["GET", "HEAD", "POST", "PATCH", "DELETE"];
const CORS_HEADERS = [
  "authorization",
  "content-type",
  "idempotency-key",
  "if-match",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
];
const CORS_EXPOSED = ["etag", "location", "retry-after"];

export interface HttpApiOptions {
  readonly name: string;
  readonly environment: EnvironmentConfig;
  readonly target: LambdaFunction;
}

export class HttpApi extends Construct {
  readonly id: string;
  readonly endpoint: string;

  constructor(scope: Construct, id: string, { name, environment, target }: HttpApiOptions) {
    super(scope, id);
    const { throttling, authorizer, cors } = environment.httpApi;
    const api = new Apigatewayv2Api(this, "api", {
      name,
      protocolType: "HTTP",
      ...(cors && {
        corsConfiguration: {
          allowOrigins: [...cors.origins],
          allowMethods: CORS_METHODS,
          allowHeaders: CORS_HEADERS,
          exposeHeaders: CORS_EXPOSED,
          maxAge: cors.maxAgeSeconds,
        },
      }),
    });
    this.id = api.id;
    const integration = new Apigatewayv2Integration(this, "integration", {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: target.invokeArn,
      payloadFormatVersion: "2.0",
      timeoutMilliseconds: 30_000,
    });
    const toFunction = { apiId: api.id, target: `integrations/${integration.id}` };
    const authorization = this.#authorization(api, name, authorizer);
    for (const { key, scopes } of httpRoutes(authorizer)) {
      new Apigatewayv2Route(this, key === "$default" ? "route" : `route ${key.replaceAll(/[^\w]+/g, "-")}`, {
        ...toFunction,
        routeKey: key,
        ...authorization,
        ...(scopes.length > 0 && { authorizationScopes: [...scopes] }),
      });
    }
    if (cors && authorizer.type !== "none") {
      // Browsers send no credentials with a preflight, which $default would ask for:
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
      new Apigatewayv2Route(this, "preflights", {
        ...toFunction,
        routeKey: "OPTIONS /{proxy+}",
        authorizationType: "NONE",
      });
    }
    const logs = new CloudwatchLogGroup(this, "logs", {
      // Under this prefix a service may write without a line in the account's resource policy for logs, which holds few.
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
      name: `/aws/vendedlogs/apigateway/${name}`,
      retentionInDays: environment.logs.retentionDays,
    });
    new Apigatewayv2Stage(this, "stage", {
      apiId: api.id,
      name: "$default",
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.arn, format: ACCESS_LOG },
      defaultRouteSettings: {
        throttlingRateLimit: throttling.requestsPerSecond,
        throttlingBurstLimit: throttling.burst,
      },
    });
    // Unqualified: the function's unqualified ARN invokes $LATEST.PUBLISHED, and the provider refuses that qualifier.
    new LambdaPermission(this, "permission", {
      statementId: "HttpApi",
      action: "lambda:InvokeFunction",
      functionName: target.functionName,
      principal: "apigateway.amazonaws.com",
      sourceArn: `${api.executionArn}/*/*`,
    });
    this.endpoint = api.apiEndpoint;
  }

  #authorization(api: Apigatewayv2Api, name: string, authorizer: EnvironmentConfig["httpApi"]["authorizer"]) {
    if (authorizer.type === "none") return { authorizationType: "NONE" };
    if (authorizer.type === "iam") return { authorizationType: "AWS_IAM" };
    const { id } = new Apigatewayv2Authorizer(this, "authorizer", {
      apiId: api.id,
      name,
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: authorizer.issuer, audience: [...authorizer.audience] },
      // The route lets go of it before it goes; API Gateway refuses the deletion of one that is in use.
      lifecycle: { createBeforeDestroy: true },
    });
    return { authorizationType: "JWT", authorizerId: id };
  }
}
