// RedriveExecution: of an execution as a whole; a Distributed Map's items go with the execution whose Map it is.
import { optional } from "../../aws/members.ts";
import { ApiError, string } from "../apiRequest.ts";
import { NotRedrivableError } from "../redrive.ts";
import { type ApiOperation, findExecution } from "./lookUp.ts";

export const redriveOperations: Readonly<Record<string, ApiOperation>> = {
  async RedriveExecution(executions, request) {
    const { executionArn, mapRunArn } = await findExecution(executions, string(request, "executionArn"));
    const token = optional(request, "clientToken", "string");
    if (mapRunArn !== undefined)
      throw new ApiError("ExecutionNotRedrivable", `Execution is redriven with the one of its Map Run '${mapRunArn}'`);
    try {
      return { redriveDate: (await executions.redrive(executionArn, token)).date / 1000 };
    } catch (error) {
      if (!(error instanceof NotRedrivableError)) throw error;
      throw new ApiError("ExecutionNotRedrivable", error.message);
    }
  },
};
