// Task states: each is bound by name to a handler that invokes the Lambda function as Step Functions' lambda:invoke does.
import type { RunOptions } from "aws-local-stepfunctions";
import type { Caller } from "../iam/caller.ts";
import { type Definition, statesOf } from "./definition.ts";

/** What the Lambda Invoke API answered. */
export interface Invocation {
  /** The HTTP status: 200, or that of a service error. */
  statusCode: number;
  /** The function's result or error payload as JSON text; of a service error, its message. */
  payload: string;
  /** Set when the function failed: `Unhandled`. */
  functionError?: string;
  /** The name of a service error, `TooManyRequestsException` for example. */
  errorType?: string;
  executedVersion?: string;
}

/**
 * Invokes a function (name or ARN, with or without qualifier) as somebody, and waits for its answer.
 * @param trace the X-Amzn-Trace-Id header that is handed on; none begins one
 */
export type InvokeLambda = (
  functionName: string,
  payloadJson: string,
  caller: Caller,
  trace?: string,
) => Promise<Invocation>;

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MAX_DATA_BYTES = 262_144;

/** How a task failed, in the form that the interpreter matches Retry and Catch against: `name` is the error, `message` the cause. */
export class TaskError extends Error {
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(error: string, cause: string, { handled = true }: { handled?: boolean } = {}) {
    super(cause);
    this.name = error;
    this.isRetryable = handled;
    this.isCatchable = handled;
  }
}

/** Told of each task's parts as they happen. */
export interface TaskObserver {
  scheduled(stateName: string, parameters: string): void;
  succeeded(stateName: string, output: string): void;
}

type Handlers = NonNullable<NonNullable<RunOptions["overrides"]>["taskResourceLocalHandlers"]>;
type Handler = Handlers[string];
type JsonValue = Parameters<Handler>[0];

/** Handlers by state name. Once `signal` is aborted none of them does or returns anything more. */
export function bindTasks(
  definition: Definition,
  options: {
    invokeLambda: InvokeLambda;
    caller: Caller;
    /** The X-Amzn-Trace-Id header of the run, if X-Ray traces the machine. */
    trace: string | undefined;
    signal: AbortSignal;
    observer: TaskObserver;
  },
): Handlers {
  const { invokeLambda, caller, trace, signal, observer } = options;
  const invoke = async (target: string, payload: string) => {
    try {
      return await invokeLambda(target, payload, caller, trace);
    } catch (error) {
      throw new TaskError("Lambda.SdkClientException", error instanceof Error ? error.message : String(error));
    }
  };
  const bind = (stateName: string): Handler => {
    return async (input) => {
      signal.throwIfAborted();
      const { FunctionName, Qualifier, Payload = {} } = input as unknown as LambdaParameters;
      observer.scheduled(stateName, JSON.stringify(input));
      const payload = limited(JSON.stringify(Payload), stateName);
      const target = Qualifier === undefined ? FunctionName : `${FunctionName}:${Qualifier}`;
      const result = toResult(await unlessAborted(signal, invoke(target, payload)), stateName);
      observer.succeeded(stateName, JSON.stringify(result));
      return result;
    };
  };
  return Object.fromEntries(
    [...statesOf(definition)].filter(({ state }) => state.Type === "Task").map(({ name }) => [name, bind(name)]),
  );
}

interface LambdaParameters {
  FunctionName: string;
  Qualifier?: string;
  Payload?: unknown;
}

/** Why handlers stop; neither Retry nor Catch may see it. */
export const stopped = () => new TaskError("Stopped", "the execution was stopped", { handled: false });

function toResult(invocation: Invocation, stateName: string): { [field: string]: JsonValue } {
  const { statusCode, payload, functionError, executedVersion } = invocation;
  if (statusCode >= 300) throw new TaskError(serviceError(invocation), serviceCause(invocation));
  if (functionError !== undefined) throw new TaskError(functionErrorType(payload), payload);
  return {
    ExecutedVersion: executedVersion ?? "$LATEST",
    Payload: payload === "" ? null : (JSON.parse(limited(payload, stateName)) as JsonValue),
    StatusCode: statusCode,
  };
}

function serviceError({ statusCode, errorType }: Invocation): string {
  // What Step Functions' client has no class for has this name. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
  if (errorType === "AccessDeniedException") return "Lambda.AWSLambdaException";
  if (errorType !== undefined) return `Lambda.${errorType}`;
  if (statusCode === 429) return "Lambda.TooManyRequestsException";
  if (statusCode === 404) return "Lambda.ResourceNotFoundException";
  return statusCode >= 500 ? "Lambda.ServiceException" : "Lambda.AWSLambdaException";
}

const serviceCause = ({ payload, statusCode }: Invocation) =>
  `${payload || "Lambda refused the request"} (Service: Lambda, Status Code: ${statusCode})`;

function functionErrorType(payload: string): string {
  try {
    return String((JSON.parse(payload) as { errorType?: string }).errorType || "Lambda.Unknown");
  } catch {
    return "Lambda.Unknown";
  }
}

/** @throws TaskError States.DataLimitExceeded */
export function limited(json: string, stateName: string): string {
  if (Buffer.byteLength(json) <= MAX_DATA_BYTES) return json;
  const cause = `The state/task '${stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  throw new TaskError("States.DataLimitExceeded", cause, { handled: false });
}

/** Lets go of the work when the signal is aborted, so that nobody waits for an invocation whose result is not wanted. */
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
