// How the parts of the local AWS invoke functions: API Gateway, Step Functions, rules and schedules. They do not come in by the
// endpoint's port, and meet the same faults and permissions.
import type { AwsCall, Step } from "./aws/call.ts";
import type { Permissions } from "./iam/permissions.ts";
import { LambdaServiceError, type LocalLambda } from "./lambda/service.ts";
import type { InvokeLambda } from "./stepFunctions/tasks.ts";

/**
 * @param faults looks at each invocation before Lambda does; then the caller's permissions decide
 * @param kind `Event` answers when the event is taken
 */
export const invokeThrough =
  (
    lambda: LocalLambda,
    faults: Step,
    permissions: Pick<Permissions, "invoke">,
    kind: "RequestResponse" | "Event" = "RequestResponse",
  ): InvokeLambda =>
  async (functionName, payload, caller, trace) => {
    const refusal = (await faults(invokeCall(functionName, payload))) ?? permissions.invoke(caller, functionName);
    if (refusal) return { statusCode: refusal.status, payload: refusal.message, errorType: refusal.code };
    try {
      const result = await lambda.invoke(functionName, payload, kind, trace);
      const { functionError, executedVersion } = result;
      return { statusCode: 200, payload: result.payload, executedVersion, ...(functionError && { functionError }) };
    } catch (error) {
      if (!(error instanceof LambdaServiceError)) throw error;
      return { statusCode: error.statusCode, payload: error.message, errorType: error.code };
    }
  };

/** The call that a client of Lambda would have made. */
function invokeCall(functionName: string, payload: string): AwsCall {
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  return {
    service: "lambda",
    operation: "Invoke",
    method: "POST",
    url: new URL(path, "http://localhost"),
    path: { FunctionName: functionName },
    headers: {},
    body: Buffer.from(payload),
    accessKeyId: undefined,
  };
}
