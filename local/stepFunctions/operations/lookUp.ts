// What the operations of Step Functions are about: a machine or an execution by its ARN.
import type { Request } from "../../aws/members.ts";
import { ApiError } from "../apiRequest.ts";
import type { Execution } from "../execution.ts";
import type { Executions } from "../executions.ts";
import type { DescribedMachine } from "../machines.ts";
import type { RunnableMachine } from "../run.ts";

/** @throws ApiError */
export type ApiOperation = (executions: Executions, request: Request) => Promise<object>;

/** @throws ApiError InvalidArn, StateMachineDoesNotExist */
export function findMachine({ machines }: Executions, arn: string): RunnableMachine & DescribedMachine {
  if (!/^arn:[\w-]+:states:[\w-]*:\d*:stateMachine:.+$/.test(arn))
    throw new ApiError("InvalidArn", `Invalid Arn: '${arn}'`);
  const machine = machines.get(arn);
  if (!machine) throw new ApiError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

/** @throws ApiError InvalidArn, ExecutionDoesNotExist */
export function findExecution(executions: Executions, arn: string): Execution {
  if (!/^arn:[\w-]+:states:[\w-]*:\d*:execution:.+:.+$/.test(arn))
    throw new ApiError("InvalidArn", `Invalid Arn: '${arn}'`);
  const execution = executions.get(arn);
  if (!execution) throw new ApiError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  return execution;
}
