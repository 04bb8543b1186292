// What the operations of Step Functions are about: a machine or an execution by its ARN.
import { AwsError } from "../../aws/call.ts";
import type { Request } from "../../aws/members.ts";
import { ApiError } from "../apiRequest.ts";
import type { Execution } from "../execution.ts";
import type { Executions } from "../executions.ts";
import type { DescribedMachine } from "../machines.ts";
import type { ShownMapRun } from "../mapRuns.ts";
import type { RunnableMachine } from "../runnable.ts";

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

/** Also that of a Distributed Map's item. @throws ApiError InvalidArn, ExecutionDoesNotExist */
export async function findExecution(executions: Executions, arn: string): Promise<Execution> {
  if (!/^arn:[\w-]+:states:[\w-]*:\d*:execution:.+:.+$/.test(arn))
    throw new ApiError("InvalidArn", `Invalid Arn: '${arn}'`);
  const execution = await executions.find(arn);
  if (!execution) throw new ApiError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  return execution;
}

/** @throws ApiError InvalidArn, AwsError ResourceNotFound */
export function findMapRun({ mapRuns }: Executions, arn: string): ShownMapRun {
  if (!/^arn:[\w-]+:states:[\w-]*:\d*:mapRun:[^/]+\/[^:]+:.+$/.test(arn))
    throw new ApiError("InvalidArn", `Invalid Arn: '${arn}'`);
  const mapRun = mapRuns.get(arn);
  if (mapRun) return mapRun;
  throw new AwsError({
    status: 404,
    code: "ResourceNotFound",
    message: `Resource not found: '${arn}'`,
    members: { resourceName: arn },
  });
}
