// One call of an AWS API as the local endpoint sees it: whose it is and what it asks for, before its service looks at it; and
// what a service is to the endpoint.
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Readable } from "node:stream";

/** The services that answer on the local endpoint, by the prefix of their IAM actions. */
export type ServiceName = "dynamodb" | "lambda" | "states" | "sts" | "logs" | "sqs" | "s3" | "cloudwatch";

export interface AwsCall {
  readonly service: ServiceName;
  /** As IAM and the SDK name it: `GetItem`, `PutFunctionScalingConfig`; undefined when the service has no such operation. */
  readonly operation: string | undefined;
  readonly method: string;
  /** Decoded where it is legal; a path that is not was refused before. */
  readonly url: URL;
  /** The decoded variables of a REST path, such as `FunctionName`; absent for services that have one path. */
  readonly path?: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Complete, and within the service's own limit; empty for a service that reads `request` itself. */
  readonly body: Buffer;
  /** Its content still unread, for services whose requests may be of any size. */
  readonly request?: IncomingMessage;
  /** The body, for services of the JSON protocols, in CBOR too: any other body than an object was refused before. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** The body's and the query's parameters, for services of the query protocol. */
  readonly form?: URLSearchParams;
  /** Access key of the caller's credentials (from the Authorization header or a presigned query); undefined without any. */
  readonly accessKeyId: string | undefined;
  /** Aborted when the client has gone; absent for calls that come from within. */
  readonly gone?: AbortSignal;
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

/** Thrown by a service where AWS would refuse. */
export class AwsError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = refusal.code;
    this.refusal = refusal;
  }
}

/** Thrown where a call is to be without any answer: the connection is cut. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

/** Looks at a call before its service does; a refusal ends it there. */
export type Step = (call: AwsCall) => Promise<Refusal | undefined>;

export interface AwsReply {
  readonly status: number;
  /** `x-amzn-RequestId` and the protocol's content type are the door's, unless given. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | Readable;
  /** In the place of a body: an object, Dates in it, which the door writes in the protocol of the call. */
  readonly value?: object;
}

/** One operation of a service. @throws AwsError */
export type Operation = (call: AwsCall) => Promise<AwsReply>;

/** The operations that a service answers, by name; the door refuses the others. */
export type AwsService = ReadonlyMap<string, Operation>;
