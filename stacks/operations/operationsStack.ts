// What keeps the service right without an operator: the tick, the rules that watch runs end and sources come, and alarms.
import type { Construct } from "constructs";
import { ownFunctionsOf } from "../config/functions.ts";
import type { EnvironmentConfig } from "../config/schema.ts";
import type { ServiceStack } from "../service/serviceStack.ts";
import { customerKeyRights } from "../shared/customerKey.ts";
import { EnvironmentStack } from "../shared/environmentStack.ts";
import { functionNameOf } from "../shared/names.ts";
import { addAlarming } from "./alarming.ts";
import { DeadLetters } from "./deadLetters.ts";
import { ExecutionsEnded } from "./executionsEnded.ts";
import { addFailedEvents } from "./failedEvents.ts";
import { FunctionSchedule } from "./functionSchedule.ts";
import { SourceUploaded } from "./sourceUploaded.ts";
import { Tick } from "./tick.ts";

export class OperationsStack extends EnvironmentStack {
  constructor(scope: Construct, config: EnvironmentConfig, service: ServiceStack) {
    super(scope, "operations", config);
    const { scaler, dispatcher, workflow } = service;
    const deadLetters = new DeadLetters(this, "dead-letters", this.names.deadLetters);
    const keyRights = customerKeyRights(config);
    new Tick(this, "tick", {
      name: this.names.tick,
      accountId: this.accountId,
      deadLetterArn: deadLetters.arn,
      keyRights,
      targets: [
        { id: "scaler", functionArn: scaler.arn, input: { action: "reconcile" } },
        { id: "dispatcher", functionArn: dispatcher.arn, input: { action: "sweep" } },
      ],
    });
    addFailedEvents(this, "scaler-failed-events", scaler, deadLetters.arn);
    addFailedEvents(this, "dispatcher-failed-events", dispatcher, deadLetters.arn);
    for (const [id, { schedule }] of ownFunctionsOf(config)) {
      const target = service.own.get(id);
      if (!schedule || !target) continue;
      new FunctionSchedule(this, `schedule-${id}`, {
        functionName: functionNameOf(config, id),
        functionArn: target.arn,
        accountId: this.accountId,
        deadLetterArn: deadLetters.arn,
        keyRights,
        schedule,
      });
      addFailedEvents(this, `failed-events-${id}`, target, deadLetters.arn);
    }
    const ended = new ExecutionsEnded(this, "executions-ended", {
      name: this.names.executionsEnded,
      stateMachineArn: workflow.arn,
      deadLetterArn: deadLetters.arn,
      scaler: { name: this.names.scaler, arn: scaler.arn },
      dispatcher: { name: this.names.dispatcher, arn: dispatcher.arn },
      functionName: this.names.processor,
    });
    const uploaded = new SourceUploaded(this, "source-uploaded", {
      name: this.names.sourceUploaded,
      bucketName: service.media.name,
      deadLetterArn: deadLetters.arn,
      dispatcher: { name: this.names.dispatcher, arn: dispatcher.arn },
    });
    const { alarms } = config.operations;
    if (alarms) addAlarming(this, alarms, service);
    deadLetters.allowRules([ended.ruleArn, uploaded.ruleArn]);
  }
}
