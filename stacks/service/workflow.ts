// The state machine that carries one run, with its log and a role that may invoke its three functions.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine/index.js";
import { Construct } from "constructs";
import type { EnvironmentConfig } from "../config/schema.ts";
import { ServiceRole } from "../shared/serviceRole.ts";
import { workflowDefinition } from "./workflowDefinition.ts";

export interface WorkflowOptions {
  readonly name: string;
  readonly environment: EnvironmentConfig;
  readonly accountId: string;
  /** `arn:<partition>:states:::lambda:invoke`. */
  readonly invoke: string;
  readonly scaler: LambdaFunction;
  readonly processor: LambdaFunction;
  readonly dispatcher: LambdaFunction;
}

/** What a state machine needs to deliver its own log; these calls know no resources. https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const LOG_DELIVERY = [
  "logs:CreateLogDelivery",
  "logs:GetLogDelivery",
  "logs:UpdateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:DescribeResourcePolicies",
  "logs:DescribeLogGroups",
];

export class Workflow extends Construct {
  readonly stateMachine: SfnStateMachine;

  constructor(scope: Construct, id: string, options: WorkflowOptions) {
    super(scope, id);
    const { name, environment, accountId, invoke, scaler, processor, dispatcher } = options;
    const { workflow, processor: processing, logs } = environment;
    const group = new CloudwatchLogGroup(this, "logs", {
      name: `/aws/vendedlogs/states/${name}`,
      retentionInDays: logs.retentionDays,
    });
    const role = new ServiceRole(this, "role", {
      name,
      service: "states.amazonaws.com",
      accountId,
      statements: [
        {
          sid: "ItsFunctions",
          actions: ["lambda:InvokeFunction"],
          // Both forms: the unqualified ARN is what is called, the qualified one is what runs.
          resources: [scaler, processor, dispatcher].flatMap(({ arn }) => [arn, `${arn}:*`]),
        },
        { sid: "OwnLog", actions: LOG_DELIVERY, resources: ["*"] },
      ],
    });
    this.stateMachine = new SfnStateMachine(this, "machine", {
      name,
      roleArn: role.arn,
      type: "STANDARD",
      definition: workflowDefinition({
        invoke,
        scalerArn: scaler.arn,
        processorArn: processor.arn,
        dispatcherArn: dispatcher.arn,
        processorName: processor.functionName,
        lease: processing.lease,
        timeoutSeconds: workflow.timeoutSeconds,
        settleSeconds: workflow.settleSeconds,
        processSeconds: processing.timeoutSeconds,
        maxConcurrency: workflow.maxConcurrency,
      }),
      loggingConfiguration: { level: "ERROR", includeExecutionData: false, logDestination: `${group.arn}:*` },
      dependsOn: [role.policy],
    });
  }
}
