// The one-minute tick: what makes the system level-triggered. A missed one costs a minute.
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule/index.js";
import { Construct } from "constructs";
import type { Statement } from "../shared/policy.ts";
import { ServiceRole } from "../shared/serviceRole.ts";

export interface TickOptions {
  readonly name: string;
  readonly accountId: string;
  readonly deadLetterArn: string;
  /** To write there, besides the queue's own. */
  readonly keyRights: readonly Statement[];
  /** What is called each minute, and with what. */
  readonly targets: readonly { readonly id: string; readonly functionArn: string; readonly input: unknown }[];
}

export class Tick extends Construct {
  constructor(scope: Construct, id: string, { name, accountId, deadLetterArn, keyRights, targets }: TickOptions) {
    super(scope, id);
    const role = new ServiceRole(this, "role", {
      name,
      service: "scheduler.amazonaws.com",
      accountId,
      statements: [
        { actions: ["lambda:InvokeFunction"], resources: targets.map(({ functionArn }) => functionArn) },
        { actions: ["sqs:SendMessage"], resources: [deadLetterArn] },
        ...keyRights,
      ],
    });
    for (const { id: target, functionArn, input } of targets) {
      new SchedulerSchedule(this, target, {
        name: `${name}-${target}`,
        scheduleExpression: "rate(1 minute)",
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: functionArn,
          roleArn: role.arn,
          input: JSON.stringify(input),
          // The next tick does the same work anew, so an old one is not worth delivering.
          retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: 60 },
          deadLetterConfig: { arn: deadLetterArn },
        },
        dependsOn: [role.policy],
      });
    }
  }
}
