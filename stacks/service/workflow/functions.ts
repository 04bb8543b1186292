// The functions that a run calls, and the tasks that call them.
import { CALL_SECONDS } from "../../../app/dispatcher/claims.ts";

export interface WorkflowFunctions {
  /** The resource of a Task that invokes a function: `arn:<partition>:states:::lambda:invoke`. */
  readonly invoke: string;
  readonly scalerArn: string;
  readonly dispatcherArn: string;
  readonly processorArn: string;
  readonly processorName: string;
  /** The processor's code on ordinary Lambda; absent without overflow. */
  readonly overflowArn?: string | undefined;
  /** The processor's timeout. */
  readonly videoSeconds: number;
}

export type Payload = Record<string, unknown>;

/** Tasks that invoke one of the functions; each ends in time, whatever becomes of the function. */
export function callsOf({ invoke, scalerArn, dispatcherArn, processorName, videoSeconds }: WorkflowFunctions) {
  const call = (functionArn: string, parameters: Payload, seconds: number) => ({
    Type: "Task",
    Resource: invoke,
    Parameters: { FunctionName: functionArn, ...parameters },
    TimeoutSeconds: seconds,
  });
  return {
    askDispatcher: (action: string, more: Payload) =>
      call(dispatcherArn, { Payload: { action, ...more } }, CALL_SECONDS),

    /** The run is the lease's owner. */
    askScaler: (action: string, more: Payload = {}) => {
      const payload = { action, functionName: processorName, "owner.$": "$$.Execution.Id", ...more };
      return call(scalerArn, { Payload: payload }, CALL_SECONDS);
    },

    /** The item as the claim gave it. */
    process: (functionArn: string) => call(functionArn, { "Payload.$": "$" }, videoSeconds + CALL_SECONDS),
  };
}
