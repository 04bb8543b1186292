// The errors that the Lambda API answers with: code, HTTP status, and the member that each carries its message in.

interface ErrorShape {
  statusCode: number;
  /** The model spells this member in both ways. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
  messageMember: "message" | "Message";
}

const shapes = {
  AccessDeniedException: { statusCode: 403, messageMember: "Message" },
  InvalidParameterValueException: { statusCode: 400, messageMember: "message" },
  InvalidRequestContentException: { statusCode: 400, messageMember: "message" },
  NotImplementedException: { statusCode: 501, messageMember: "message" },
  RequestTooLargeException: { statusCode: 413, messageMember: "message" },
  ResourceConflictException: { statusCode: 409, messageMember: "message" },
  ResourceNotFoundException: { statusCode: 404, messageMember: "Message" },
  ResourceNotReadyException: { statusCode: 502, messageMember: "message" },
  ServiceException: { statusCode: 500, messageMember: "Message" },
  TooManyRequestsException: { statusCode: 429, messageMember: "message" },
} as const satisfies Record<string, ErrorShape>;

export type LambdaErrorCode = keyof typeof shapes;

/** Thrown where AWS would answer a call with an error: 404, 409, 429, 502 and so on; never for a failure of the function's own code. */
export class LambdaServiceError extends Error {
  readonly code: LambdaErrorCode;
  readonly statusCode: number;
  /** Further members of the answer, for example `Reason` of a throttle. */
  readonly members: Readonly<Record<string, string>>;
  /** Sent as the `Retry-After` header. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: LambdaErrorCode,
    message: string,
    extra: { members?: Record<string, string>; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.statusCode = shapes[code].statusCode;
    this.members = extra.members ?? {};
    this.retryAfterSeconds = extra.retryAfterSeconds;
  }

  /** The body as AWS writes it. */
  body(): Record<string, string> {
    return {
      Type: this.statusCode >= 500 ? "Service" : "User",
      ...this.members,
      [shapes[this.code].messageMember]: this.message,
    };
  }
}

/** Every execution environment is busy, or the queue in front of them is full. */
export function throttled(functionName: string): LambdaServiceError {
  return new LambdaServiceError(
    "TooManyRequestsException",
    `Rate Exceeded: every execution environment of ${functionName} is busy`,
    { members: { Reason: "ConcurrentInvocationLimitExceeded" }, retryAfterSeconds: 1 },
  );
}

/** Nothing can run the function now, and the call does not change that. */
export function notReady(functionName: string, state: string): LambdaServiceError {
  return new LambdaServiceError(
    "ResourceNotReadyException",
    `The operation cannot be performed at this time. The function ${functionName} is currently in the following state: ${state}`,
  );
}
