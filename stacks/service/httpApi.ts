// The HTTP API in front of the lambdalith: one route for all, so that routing is the app's.
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
    const { throttling } = environment.httpApi;
    const api = new Apigatewayv2Api(this, "api", { name, protocolType: "HTTP" });
    this.id = api.id;
    const integration = new Apigatewayv2Integration(this, "integration", {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: target.invokeArn,
      payloadFormatVersion: "2.0",
      timeoutMilliseconds: 30_000,
    });
    new Apigatewayv2Route(this, "route", {
      apiId: api.id,
      routeKey: "$default",
      target: `integrations/${integration.id}`,
      ...this.#authorization(api, name, environment.httpApi.authorizer),
    });
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
