// Operations on executions: starting, stopping and looking at them.
import { randomUUID } from "node:crypto";
import { jsonDepth, MAX_DEPTH } from "../../aws/json.ts";
import { optional, type Request } from "../../aws/members.ts";
import { ApiError, page, sortable, string, validName } from "../apiRequest.ts";
import type { Execution } from "../execution.ts";
import { type Executions, NameTakenError } from "../executions.ts";
import type { ItemExecution } from "../mapRuns.ts";
import { describeRedrive, resumption } from "../redrive.ts";
import { MAX_DATA_BYTES } from "../tasks.ts";
import { type ApiOperation, findExecution, findMachine, findMapRun } from "./lookUp.ts";

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
    const execution = await findExecution(executions, string(request, "executionArn"));
    const { startDate: _, stopDate: __, redrive: ___, ...said } = execution;
    return {
      ...said,
      ...datesOf(execution),
      inputDetails: { included: true },
      ...(said.output !== undefined && { outputDetails: { included: true } }),
      ...(await redriveStatus(executions, execution)),
    };
  },

  async ListExecutions(executions, request) {
    const listed = await executionsAsked(executions, request);
    const status = statusFilter(request);
    const isAsked = redriveFilter(request);
    const found = listed.filter(
      (execution) => (status === undefined || execution.status === status) && isAsked(execution),
    );
    const { items, nextToken } = page(
      found,
      request,
      ({ startDate, executionArn }) => sortable(Number.MAX_SAFE_INTEGER - startDate) + executionArn,
    );
    return {
      executions: items.map(describeListed),
      nextToken,
    };
  },

  async StopExecution(executions, request) {
    const { executionArn } = await findExecution(executions, string(request, "executionArn"));
    const error = optional(request, "error", "string");
    const cause = optional(request, "cause", "string");
    const stopped = await executions.abort(executionArn, { ...(error && { error }), ...(cause && { cause }) });
    return { stopDate: (stopped?.stopDate ?? 0) / 1000 };
  },

  async GetExecutionHistory(executions, request) {
    const { executionArn } = await findExecution(executions, string(request, "executionArn"));
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

async function redriveStatus(executions: Executions, execution: Execution) {
  const { stateMachineArn, executionArn, mapRunArn } = execution;
  const prepared = executions.machines.get(stateMachineArn)?.prepared;
  const from = prepared && resumption(prepared.definition, await executions.history(executionArn));
  const isMap = from !== undefined && prepared?.maps.has(from.state) === true;
  const mapRunStatus = mapRunArn === undefined ? undefined : executions.mapRuns.get(mapRunArn)?.record.status;
  return describeRedrive(execution, { from, isMap, mapRunStatus }, executions.now());
}

/** Of a machine, or of a map run, whose items are all the executions that it has. @throws ApiError ValidationException */
async function executionsAsked(executions: Executions, request: Request): Promise<readonly ItemExecution[]> {
  const mapRunArn = optional(request, "mapRunArn", "string");
  if ((mapRunArn === undefined) === (request.stateMachineArn === undefined))
    throw invalid("exactly one of stateMachineArn and mapRunArn must be given");
  if (mapRunArn === undefined) {
    if (request.statusFilter === "PENDING_REDRIVE") throw invalid("statusFilter PENDING_REDRIVE needs mapRunArn");
    return executions.list(findMachine(executions, string(request, "stateMachineArn")).arn);
  }
  if (request.redriveFilter !== undefined) throw invalid("redriveFilter cannot be given with mapRunArn");
  findMapRun(executions, mapRunArn);
  const items = (await executions.mapRuns.executions(mapRunArn)) ?? [];
  return items.toSorted((a, b) => b.startDate - a.startDate || (a.executionArn < b.executionArn ? -1 : 1));
}

const invalid = (message: string) => new ApiError("ValidationException", message);

const datesOf = ({ startDate, stopDate, redrive }: ItemExecution) => ({
  startDate: startDate / 1000,
  ...(stopDate !== undefined && { stopDate: stopDate / 1000 }),
  redriveCount: redrive?.count ?? 0,
  ...(redrive && { redriveDate: redrive.date / 1000 }),
});

const describeListed = (execution: ItemExecution) => {
  const { executionArn, stateMachineArn, mapRunArn, name, status } = execution;
  const ofMap = mapRunArn !== undefined && { mapRunArn, itemCount: 1 };
  return { executionArn, stateMachineArn, ...ofMap, name, status, ...datesOf(execution) };
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
function redriveFilter(request: Request): (execution: ItemExecution) => boolean {
  const filter = optional(request, "redriveFilter", "string");
  if (filter === undefined) return () => true;
  if (filter === "REDRIVEN" || filter === "NOT_REDRIVEN")
    return ({ redrive }) => (redrive !== undefined) === (filter === "REDRIVEN");
  throw invalid(`redriveFilter: must be REDRIVEN or NOT_REDRIVEN, got ${filter}`);
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
