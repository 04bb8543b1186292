// Where alarms go: a topic that pages and one that opens tickets, encrypted, with their subscribers.
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import { Construct } from "constructs";
import { type AlarmsConfig, protocolOf } from "../config/alarms.ts";

export interface AlarmTopicsOptions {
  readonly name: string;
  readonly accountId: string;
  /** Of the account itself, which administers the key by its own policies. */
  readonly rootArn: string;
  readonly alarms: AlarmsConfig;
}

/** ARNs of what an alarm calls. */
export type Actions = Readonly<Record<"page" | "ticket", readonly string[]>>;

export class AlarmTopics extends Construct {
  readonly actions: Actions;

  constructor(scope: Construct, id: string, { name, accountId, rootArn, alarms }: AlarmTopicsOptions) {
    super(scope, id);
    // Of our own: CloudWatch may not use the key that SNS brings.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    const key = new KmsKey(this, "key", {
      description: `Alarms of ${name}`,
      enableKeyRotation: true,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Sid: "Account", Effect: "Allow", Principal: { AWS: rootArn }, Action: "kms:*", Resource: "*" },
          {
            Sid: "Alarms",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: "*",
            Condition: { StringEquals: { "aws:SourceAccount": accountId } },
          },
        ],
      }),
    });
    const topic = (kind: "page" | "ticket"): string[] => {
      const { arn } = new SnsTopic(this, kind, { name: `${name}-${kind}`, kmsMasterKeyId: key.arn });
      const chats: string[] = [];
      for (const [index, endpoint] of alarms[kind].entries()) {
        const protocol = protocolOf(endpoint);
        if (protocol === "topic") chats.push(endpoint);
        else new SnsTopicSubscription(this, `${kind}-${index}`, { topicArn: arn, protocol, endpoint });
      }
      return [arn, ...chats];
    };
    this.actions = { page: topic("page"), ticket: topic("ticket") };
  }
}
