// The event that Step Functions sends when an execution starts or ends. https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
import { randomUUID } from "node:crypto";
import type { Execution } from "../stepFunctions/execution.ts";
import { notRedrivable } from "../stepFunctions/redrive.ts";
import type { BusEvent } from "./bus.ts";

/** "Step Functions Execution Status Change" for an execution as it is now. */
export function executionStatusEvent(execution: Execution, id: string = randomUUID()): BusEvent {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = execution;
  const [, , , region = "", account = ""] = executionArn.split(":");
  const now = stopDate ?? execution.redrive?.date ?? startDate;
  const reason = notRedrivable(execution, now);
  return {
    version: "0",
    id,
    "detail-type": "Step Functions Execution Status Change",
    source: "aws.states",
    account,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate,
      stopDate: stopDate ?? null,
      input,
      output: output ?? null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: execution.redrive?.count ?? 0,
      redriveDate: execution.redrive?.date ?? null,
      redriveStatus: reason === undefined ? "REDRIVABLE" : "NOT_REDRIVABLE",
      redriveStatusReason: reason ?? null,
      inputDetails: { included: true },
      outputDetails: output === undefined ? null : { included: true },
      error: error ?? null,
      cause: cause ?? null,
    },
  };
}
