// RedriveExecution, and the map runs that it is about on AWS: here a Distributed Map runs inside its execution, and there are none.
import { AwsError } from "../../aws/call.ts";
import { optional } from "../../aws/members.ts";
import { ApiError, string } from "../apiRequest.ts";
import { NotRedrivableError } from "../redrive.ts";
import { type ApiOperation, findExecution } from "./lookUp.ts";

export const redriveOperations: Readonly<Record<string, ApiOperation>> = {
  async RedriveExecution(executions, request) {
    const execution = findExecution(executions, string(request, "executionArn"));
    const token = optional(request, "clientToken", "string");
    try {
      return { redriveDate: (await executions.redrive(execution.executionArn, token)).date / 1000 };
    } catch (error) {
      if (!(error instanceof NotRedrivableError)) throw error;
      throw new ApiError("ExecutionNotRedrivable", error.message);
    }
  },

  async ListMapRuns(executions, request) {
    findExecution(executions, string(request, "executionArn"));
    return { mapRuns: [] };
  },

  async DescribeMapRun(_executions, request) {
    const resourceName = string(request, "mapRunArn");
    const message = `Resource not found: '${resourceName}'`;
    throw new AwsError({ status: 404, code: "ResourceNotFound", message, members: { resourceName } });
  },
};
