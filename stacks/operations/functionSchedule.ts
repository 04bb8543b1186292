// Calls a function of a team's own by the clock.
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule/index.js";
import { Construct } from "constructs";
import type { OwnFunctionConfig } from "../config/functions.ts";
import type { Statement } from "../shared/policy.ts";
import { ServiceRole } from "../shared/serviceRole.ts";

export interface FunctionScheduleOptions {
  readonly functionName: string;
  readonly functionArn: string;
  readonly accountId: string;
  /** Where a call ends that cannot be delivered. */
  readonly deadLetterArn: string;
  /** To write there, besides the queue's own. */
  readonly keyRights: readonly Statement[];
  readonly schedule: NonNullable<OwnFunctionConfig["schedule"]>;
}

export class FunctionSchedule extends Construct {
  constructor(scope: Construct, id: string, options: FunctionScheduleOptions) {
    super(scope, id);
    const { functionName, functionArn, accountId, deadLetterArn, keyRights, schedule } = options;
    const name = `${functionName}-schedule`;
    const role = new ServiceRole(this, "role", {
      name,
      service: "scheduler.amazonaws.com",
      accountId,
      statements: [
        { actions: ["lambda:InvokeFunction"], resources: [functionArn] },
        { actions: ["sqs:SendMessage"], resources: [deadLetterArn] },
        ...keyRights,
      ],
    });
    new SchedulerSchedule(this, "schedule", {
      name,
      scheduleExpression: schedule.expression,
      ...(schedule.timeZone && { scheduleExpressionTimezone: schedule.timeZone }),
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: functionArn,
        roleArn: role.arn,
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: 3_600 },
        deadLetterConfig: { arn: deadLetterArn },
      },
      dependsOn: [role.policy],
    });
  }
}
