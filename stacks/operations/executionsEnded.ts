// Tells the scaler and the dispatcher when a run ends badly, so that its lease ends and its videos are queued again within
// seconds; without it, the lease's expiry and the sweep would do the same later.
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { Construct } from "constructs";

export interface ExecutionsEndedOptions {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly deadLetterArn: string;
  readonly scaler: { readonly name: string; readonly arn: string };
  readonly dispatcher: { readonly name: string; readonly arn: string };
  /** The function whose lease the run holds. */
  readonly functionName: string;
}

export class ExecutionsEnded extends Construct {
  readonly ruleArn: string;

  constructor(scope: Construct, id: string, options: ExecutionsEndedOptions) {
    super(scope, id);
    const { name, stateMachineArn, deadLetterArn, scaler, dispatcher, functionName } = options;
    const rule = new CloudwatchEventRule(this, "rule", {
      name,
      description: "Runs that failed, timed out or were aborted",
      eventPattern: JSON.stringify({
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"], stateMachineArn: [stateMachineArn] },
      }),
    });
    this.ruleArn = rule.arn;

    const target = (targetId: string, { name: target, arn }: { name: string; arn: string }) => {
      new LambdaPermission(this, `${targetId}-permission`, {
        statementId: "ExecutionsEnded",
        action: "lambda:InvokeFunction",
        functionName: target,
        principal: "events.amazonaws.com",
        sourceArn: rule.arn,
      });
      return {
        rule: rule.name,
        targetId,
        arn,
        deadLetterConfig: { arn: deadLetterArn },
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: 3_600 },
      };
    };
    new CloudwatchEventTarget(this, "scaler", {
      ...target("scaler", scaler),
      inputTransformer: {
        inputPaths: { owner: "$.detail.executionArn" },
        inputTemplate: `{"action":"release","functionName":${JSON.stringify(functionName)},"owner":<owner>}`,
      },
    });
    new CloudwatchEventTarget(this, "dispatcher", target("dispatcher", dispatcher));
  }
}
