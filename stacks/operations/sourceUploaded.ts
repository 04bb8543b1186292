// Tells the dispatcher that a source was uploaded, so that its video goes on within seconds; without it, the sweep would find
// the source minutes later.
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { Construct } from "constructs";
import { SOURCES } from "../../app/media/keys.ts";

export interface SourceUploadedOptions {
  readonly name: string;
  readonly bucketName: string;
  readonly deadLetterArn: string;
  readonly dispatcher: { readonly name: string; readonly arn: string };
}

export class SourceUploaded extends Construct {
  readonly ruleArn: string;

  constructor(scope: Construct, id: string, options: SourceUploadedOptions) {
    super(scope, id);
    const { name, bucketName, deadLetterArn, dispatcher } = options;
    const rule = new CloudwatchEventRule(this, "rule", {
      name,
      description: "Sources of videos that were uploaded",
      eventPattern: JSON.stringify({
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: { bucket: { name: [bucketName] }, object: { key: [{ prefix: SOURCES }] } },
      }),
    });
    this.ruleArn = rule.arn;
    new LambdaPermission(this, "permission", {
      statementId: "SourceUploaded",
      action: "lambda:InvokeFunction",
      functionName: dispatcher.name,
      principal: "events.amazonaws.com",
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, "dispatcher", {
      rule: rule.name,
      targetId: "dispatcher",
      arn: dispatcher.arn,
      deadLetterConfig: { arn: deadLetterArn },
      // The sweep finds what is older.
      retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: 3_600 },
    });
  }
}
