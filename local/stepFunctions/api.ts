// Step Functions' HTTP API (AWS JSON 1.0), as far as executions go, for the unmodified SDK.
import { randomUUID } from "node:crypto";
import { AwsError, type AwsService } from "../aws/call.ts";
import { jsonDepth, MAX_DEPTH } from "../aws/json.ts";
import { optional, type Request } from "../aws/members.ts";
import { ApiError, page, sortable, string, validName } from "./apiRequest.ts";
import type { Execution } from "./execution.ts";
import { type Executions, NameTakenError, StoppingError } from "./executions.ts";
import type { RunnableMachine } from "./run.ts";
import { MAX_DATA_BYTES } from "./tasks.ts";

type ApiOperation = (executions: Executions, request: Request) => Promise<object>;

/** The operations of the API on the given executions, for the door. */
export function operations(executions: Executions): AwsService {
  return new Map(
    Object.entries(OPERATIONS).map(([name, operation]) => [
      name,
      async ({ json = {} }) => {
        try {
          return { status: 200, body: JSON.stringify(await operation(executions, json)) };
        } catch (error) {
          if (!(error instanceof StoppingError)) throw error;
          throw new AwsError({ status: 503, code: "ServiceUnavailable", message: error.message });
        }
      },
    ]),
  );
}

const OPERATIONS: Readonly<Record<string, ApiOperation>> = {
  async StartExecution(executions, request) {
    const machine = findMachine(executions, string(request, "stateMachineArn"));
    const name = validName(optional(request, "name", "string") ?? randomUUID());
    const input = validInput(optional(request, "input", "string") ?? "{}");
    try {
      const { executionArn, startDate } = await executions.start(machine, name, input);
      return { executionArn, startDate: startDate / 1000 };
    } catch (error) {
      if (!(error instanceof NameTakenError)) throw error;
      throw new ApiError("ExecutionAlreadyExists", `Execution Already Exists: '${error.message}'`);
    }
  },

  async DescribeExecution(executions, request) {
    const { startDate, stopDate, ...execution } = findExecution(executions, string(request, "executionArn"));
    return {
      ...execution,
      startDate: startDate / 1000,
      ...(stopDate !== undefined && { stopDate: stopDate / 1000 }),
      inputDetails: { included: true },
      ...(execution.output !== undefined && { outputDetails: { included: true } }),
      redriveCount: 0,
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Redrive is not supported locally",
    };
  },

  async ListExecutions(executions, request) {
    const { arn } = findMachine(executions, string(request, "stateMachineArn"));
    const status = statusFilter(request);
    const found = executions.list(arn).filter((execution) => status === undefined || execution.status === status);
    const { items, nextToken } = page(
      found,
      request,
      ({ startDate, executionArn }) => sortable(Number.MAX_SAFE_INTEGER - startDate) + executionArn,
    );
    return {
      executions: items.map(({ executionArn, stateMachineArn, name, status, startDate, stopDate }) => ({
        executionArn,
        stateMachineArn,
        name,
        status,
        startDate: startDate / 1000,
        ...(stopDate !== undefined && { stopDate: stopDate / 1000 }),
        redriveCount: 0,
      })),
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

  async DescribeStateMachine(executions, request) {
    const { arn, name, definition, roleArn } = findMachine(executions, string(request, "stateMachineArn"));
    return {
      stateMachineArn: arn,
      name,
      definition,
      roleArn,
      status: "ACTIVE",
      type: "STANDARD",
      creationDate: 0,
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    };
  },

  async ListStateMachines(executions, request) {
    const machines = [...executions.machines.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
    const { items, nextToken } = page(machines, request, ({ arn }) => arn);
    return {
      stateMachines: items.map(({ arn, name }) => ({ stateMachineArn: arn, name, type: "STANDARD", creationDate: 0 })),
      nextToken,
    };
  },
};

function findMachine({ machines }: Executions, arn: string): RunnableMachine {
  if (!/^arn:[\w-]+:states:[\w-]*:\d*:stateMachine:.+$/.test(arn))
    throw new ApiError("InvalidArn", `Invalid Arn: '${arn}'`);
  const machine = machines.get(arn);
  if (!machine) throw new ApiError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

function findExecution(executions: Executions, arn: string): Execution {
  if (!/^arn:[\w-]+:states:[\w-]*:\d*:execution:.+:.+$/.test(arn))
    throw new ApiError("InvalidArn", `Invalid Arn: '${arn}'`);
  const execution = executions.get(arn);
  if (!execution) throw new ApiError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  return execution;
}

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
