// Operations on executions: starting, stopping and looking at them.
import { randomUUID } from "node:crypto";
import { jsonDepth, MAX_DEPTH } from "../../aws/json.ts";
import { optional, type Request } from "../../aws/members.ts";
import { ApiError, page, sortable, string, validName } from "../apiRequest.ts";
import type { Execution } from "../execution.ts";
import { NameTakenError } from "../executions.ts";
import { MAX_DATA_BYTES } from "../tasks.ts";
import { type ApiOperation, findExecution, findMachine } from "./lookUp.ts";

export const executionOperations: Readonly<Record<string, ApiOperation>> = {
  async StartExecution(executions, request) {
    const machine = findMachine(executions, string(request, "stateMachineArn"));
    const name = validName(optional(request, "name", "string") ?? randomUUID());
    const input = validInput(optional(request, "input", "string") ?? "{}");
    try {
      const { executionArn, startDate } = await executions.start(
        machine,
        name,
        input,
        optional(request, "traceHeader", "string"),
      );
      return { executionArn, startDate: startDate / 1000 };
    } catch (error) {
      if (!(error instanceof NameTakenError)) throw error;
      throw new ApiError("ExecutionAlreadyExists", `Execution Already Exists: '${error.message}'`);
    }
  },

  async DescribeExecution(executions, request) {
    const execution = findExecution(executions, string(request, "executionArn"));
    const { startDate: _, stopDate: __, redrive: ___, ...said } = execution;
    return {
      ...said,
      ...datesOf(execution),
      inputDetails: { included: true },
      ...(said.output !== undefined && { outputDetails: { included: true } }),
      ...(await executions.redriveStatus(execution)),
    };
  },

  async ListExecutions(executions, request) {
    const { arn } = findMachine(executions, string(request, "stateMachineArn"));
    const status = statusFilter(request);
    const isAsked = redriveFilter(request);
    const found = executions
      .list(arn)
      .filter((execution) => (status === undefined || execution.status === status) && isAsked(execution));
    const { items, nextToken } = page(
      found,
      request,
      ({ startDate, executionArn }) => sortable(Number.MAX_SAFE_INTEGER - startDate) + executionArn,
    );
    return {
      executions: items.map(listed),
      nextToken,
    };
  },

  async StopExecution(executions, request) {
    const { executionArn } = findExecution(executions, string(request, "executionArn"));
    const error = optional(request, "error", "string");
    const cause = optional(request, "cause", "string");
    const stopped = await executions.abort(executionArn, { ...(error && { error }), ...(cause && { cause }) });
    return { stopDate: (stopped?.stopDate ?? 0) / 1000 };
  },

  async GetExecutionHistory(executions, request) {
    const { executionArn } = findExecution(executions, string(request, "executionArn"));
    const events = (await executions.history(executionArn)).map((event) => ({
      ...event,
      timestamp: event.timestamp / 1000,
    }));
    const reverse = optional(request, "reverseOrder", "boolean") === true;
    if (reverse) events.reverse();
    const { items, nextToken } = page(events, request, ({ id }) =>
      sortable(reverse ? Number.MAX_SAFE_INTEGER - id : id),
    );
    return { events: items, nextToken };
  },
};

const datesOf = ({ startDate, stopDate, redrive }: Execution) => ({
  startDate: startDate / 1000,
  ...(stopDate !== undefined && { stopDate: stopDate / 1000 }),
  redriveCount: redrive?.count ?? 0,
  ...(redrive && { redriveDate: redrive.date / 1000 }),
});

const listed = (execution: Execution) => {
  const { executionArn, stateMachineArn, name, status } = execution;
  return { executionArn, stateMachineArn, name, status, ...datesOf(execution) };
};

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
const STATUSES = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"];

function statusFilter(request: Request): string | undefined {
  const status = optional(request, "statusFilter", "string");
  if (status === undefined || STATUSES.includes(status)) return status;
  throw new ApiError(
    "ValidationException",
    `1 validation error detected: Value '${status}' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [${STATUSES.join(", ")}]`,
  );
}

/** @throws ApiError ValidationException */
function redriveFilter(request: Request): (execution: Execution) => boolean {
  const filter = optional(request, "redriveFilter", "string");
  if (filter === undefined) return () => true;
  if (filter === "REDRIVEN" || filter === "NOT_REDRIVEN")
    return ({ redrive }) => (redrive !== undefined) === (filter === "REDRIVEN");
  throw new ApiError("ValidationException", `redriveFilter: must be REDRIVEN or NOT_REDRIVEN, got ${filter}`);
}

function validInput(input: string): string {
  const refuse = (problem: string): never => {
    throw new ApiError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${problem}'`);
  };
  if (Buffer.byteLength(input) > MAX_DATA_BYTES) refuse(`longer than ${MAX_DATA_BYTES} bytes`);
  if (jsonDepth(input) > MAX_DEPTH) refuse(`nested deeper than ${MAX_DEPTH} levels`);
  try {
    JSON.parse(input);
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
  }
  return input;
}
