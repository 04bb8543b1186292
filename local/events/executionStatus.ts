// The event that Step Functions sends when an execution starts or ends. https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
import { randomUUID } from "node:crypto";
import type { Execution } from "../stepFunctions/execution.ts";
import type { BusEvent } from "./bus.ts";

/** "Step Functions Execution Status Change" for an execution as it is now. */
export function executionStatusEvent(execution: Execution, id: string = randomUUID()): BusEvent {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = execution;
  const [, , , region = "", account = ""] = executionArn.split(":");
  const redrivable = status !== "RUNNING" && status !== "SUCCEEDED";
  return {
    version: "0",
    id,
    "detail-type": "Step Functions Execution Status Change",
    source: "aws.states",
    account,
    time: new Date(stopDate ?? startDate).toISOString().replace(/\.\d+Z$/, "Z"),
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
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: redrivable ? "REDRIVABLE" : "NOT_REDRIVABLE",
      redriveStatusReason: redrivable ? null : `Execution is ${status} and cannot be redriven`,
      inputDetails: { included: true },
      outputDetails: output === undefined ? null : { included: true },
      error: error ?? null,
      cause: cause ?? null,
    },
  };
}
