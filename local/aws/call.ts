// One call of an AWS API as the local endpoint sees it: whose it is and what it asks for, before its service looks at it.
import type { IncomingHttpHeaders } from "node:http";

/** The services that answer on the local endpoint, by the prefix of their IAM actions. */
export type ServiceName = "dynamodb" | "lambda" | "states" | "sts" | "logs";

export interface AwsCall {
  readonly service: ServiceName;
  /** As IAM and the SDK name it: `GetItem`, `PutFunctionScalingConfig`; undefined when the service has no such operation. */
  readonly operation: string | undefined;
  readonly method: string;
  /** Decoded where it is legal; a path that is not was refused before. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Complete, and within the service's own limit. */
  readonly body: Buffer;
  /** Access key of the caller's credentials (from the Authorization header or a presigned query); undefined without any. */
  readonly accessKeyId: string | undefined;
}

/** An error in AWS's words; the door writes it in the protocol of the call's service. */
export interface Refusal {
  readonly status: number;
  /** `TooManyRequestsException`, `AccessDeniedException`, … */
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
  /** Further members of the error, such as `Reason` of a throttle. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Looks at a call before its service does; a refusal ends it there. */
export type Step = (call: AwsCall) => Promise<Refusal | undefined>;
