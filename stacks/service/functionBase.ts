// What all functions have in common, on managed instances or not: a log group with retention, JSON logs, a role that
// may write there and do exactly what it is given.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { LambdaFunction, type LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { Construct } from "constructs";
import { commonVariables } from "../config/commonVariables.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import { customerKeyRights } from "../shared/customerKey.ts";
import type { Statement } from "../shared/policy.ts";
import { ServiceRole } from "../shared/serviceRole.ts";
import { type Bundle, HANDLER } from "./bundle.ts";
import { addRuntimePin } from "./runtimePin.ts";
import { tracedFunction } from "./tracing.ts";

/**
 * The highest at which Lambda's own filter keeps metrics: a line without a level counts as INFO. What is logged is up to the
 * functions' loggers. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
const METRICS_LEVEL = "INFO";

export interface FunctionOptions {
  readonly name: string;
  readonly description: string;
  readonly bundle: Bundle;
  readonly environment: EnvironmentConfig;
  readonly accountId: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Besides writing its own logs. */
  readonly statements: readonly Statement[];
  /** @default the environment's */
  readonly runtime?: string;
  /** The file and the export that Lambda calls. @default index.handler */
  readonly handler?: string;
  /** ARNs of layers' versions. @default none */
  readonly layers?: readonly string[];
}

export class LoggedFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(
    scope: Construct,
    id: string,
    options: FunctionOptions,
    own: Partial<LambdaFunctionConfig> & Pick<LambdaFunctionConfig, "memorySize" | "timeout" | "architectures">,
  ) {
    super(scope, id);
    const { name, description, bundle, environment, accountId, variables, statements } = options;
    const { runtime = environment.runtime.name, handler = HANDLER } = options;
    const traced = tracedFunction(environment, runtime);
    const layers = [...(options.layers ?? []), ...traced.layers];
    const logs = new CloudwatchLogGroup(this, "logs", {
      name: `/aws/lambda/${name}`,
      retentionInDays: environment.logs.retentionDays,
    });
    const role = new ServiceRole(this, "role", {
      name,
      service: "lambda.amazonaws.com",
      accountId,
      statements: [
        { sid: "OwnLogs", actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [`${logs.arn}:*`] },
        ...traced.statements,
        ...customerKeyRights(environment),
        ...statements,
      ],
    });
    this.function = new LambdaFunction(this, "function", {
      functionName: name,
      description,
      role: role.arn,
      runtime,
      handler,
      ...(layers.length > 0 && { layers }),
      filename: bundle.filename,
      sourceCodeHash: bundle.sha256,
      environment: {
        variables: { ...commonVariables(environment, name, runtime), ...variables },
      },
      loggingConfig: {
        logFormat: "JSON",
        logGroup: logs.name,
        applicationLogLevel: environment.logs.level === "DEBUG" ? "DEBUG" : METRICS_LEVEL,
        systemLogLevel: "INFO",
      },
      dependsOn: [role.policy, logs],
      ...traced.own,
      ...own,
    });
    addRuntimePin(this, this.function, environment.runtime, runtime);
  }
}
