// A state machine with its log and a role that may invoke its functions.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine/index.js";
import { Construct } from "constructs";
import type { EnvironmentConfig } from "../../config/schema.ts";
import type { Statement } from "../../shared/policy.ts";
import { ServiceRole } from "../../shared/serviceRole.ts";
import { tracedMachine } from "../tracing.ts";

export interface StateMachineOptions {
  readonly name: string;
  readonly accountId: string;
  readonly environment: EnvironmentConfig;
  /** JSON text. */
  readonly definition: string;
  /** Unqualified ARNs of the functions that it invokes. */
  readonly functionArns: readonly string[];
  /** What its role may do besides. */
  readonly statements?: readonly Statement[];
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

export class StateMachine extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, options: StateMachineOptions) {
    super(scope, id);
    const { name, accountId, environment, definition, functionArns, statements = [] } = options;
    const traced = tracedMachine(environment);
    const group = new CloudwatchLogGroup(this, "logs", {
      name: `/aws/vendedlogs/states/${name}`,
      retentionInDays: environment.logs.retentionDays,
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
          resources: functionArns.flatMap((arn) => [arn, `${arn}:*`]),
        },
        { sid: "OwnLog", actions: LOG_DELIVERY, resources: ["*"] },
        ...traced.statements,
        ...statements,
      ],
    });
    this.arn = new SfnStateMachine(this, "machine", {
      name,
      roleArn: role.arn,
      type: "STANDARD",
      definition,
      loggingConfiguration: { level: "ERROR", includeExecutionData: false, logDestination: `${group.arn}:*` },
      ...traced.own,
      dependsOn: [role.policy],
    }).arn;
  }
}
