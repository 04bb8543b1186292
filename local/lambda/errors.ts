// The errors that the Lambda API answers with: code, HTTP status, and the member that each carries its message in.

import { AwsError } from "../aws/call.ts";

interface ErrorShape {
  statusCode: number;
  /** The model spells this member in both ways. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
  messageMember: "message" | "Message";
}

const shapes = {
  AccessDeniedException: { statusCode: 403, messageMember: "Message" },
  InvalidParameterValueException: { statusCode: 400, messageMember: "message" },
  InvalidRequestContentException: { statusCode: 400, messageMember: "message" },
  RequestTooLargeException: { statusCode: 413, messageMember: "message" },
  ResourceConflictException: { statusCode: 409, messageMember: "message" },
  ResourceNotFoundException: { statusCode: 404, messageMember: "Message" },
  ResourceNotReadyException: { statusCode: 502, messageMember: "message" },
  ServiceException: { statusCode: 500, messageMember: "Message" },
  TooManyRequestsException: { statusCode: 429, messageMember: "message" },
} as const satisfies Record<string, ErrorShape>;

export type LambdaErrorCode = keyof typeof shapes;

/** The member that carries the message of an error with this code. */
export const messageMember = (code: string): "message" | "Message" =>
  Object.hasOwn(shapes, code) ? shapes[code as LambdaErrorCode].messageMember : "message";

/** Thrown where AWS would answer a call with an error: 404, 409, 429, 502 and so on; never for a failure of the function's own code. */
export class LambdaServiceError extends AwsError {
  readonly code: LambdaErrorCode;
  readonly statusCode: number;

  /**
   * @param extra.members further members of the answer, for example `Reason` of a throttle
   * @param extra.retryAfterSeconds sent as the `Retry-After` header
   */
  constructor(
    code: LambdaErrorCode,
    message: string,
    extra: { members?: Record<string, string>; retryAfterSeconds?: number } = {},
  ) {
    super({ status: shapes[code].statusCode, code, message, ...extra });
    this.code = code;
    this.statusCode = shapes[code].statusCode;
  }
}

/** As many invocations run as may. @param reason as the API's `Reason` */
export function throttled(functionName: string, reason = "ConcurrentInvocationLimitExceeded"): LambdaServiceError {
  return new LambdaServiceError(
    "TooManyRequestsException",
    `Rate Exceeded: every execution environment of ${functionName} is busy`,
    { members: { Reason: reason }, retryAfterSeconds: 1 },
  );
}

/** What is asked for does not go with what is going on. */
export function conflict(state: string): LambdaServiceError {
  return new LambdaServiceError(
    "ResourceConflictException",
    `The operation cannot be performed at this time. The function is currently in the following state: ${state}`,
  );
}

/** Nothing can run the function now, and the call does not change that. */
export function notReady(functionName: string, state: string): LambdaServiceError {
  return new LambdaServiceError(
    "ResourceNotReadyException",
    `The operation cannot be performed at this time. The function ${functionName} is currently in the following state: ${state}`,
  );
}
