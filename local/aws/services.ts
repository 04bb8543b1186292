// What tells the services of AWS apart on the wire: protocol, target, limits, and the names of their operations.
import { ROUTES } from "../lambda/routes.ts";
import { S3_OPERATIONS } from "../s3/routes.ts";
import type { ServiceName } from "./call.ts";
import { OPERATIONS } from "./operations.ts";

/** https://smithy.io/2.0/aws/protocols/index.html. `s3` is REST with XML; `ec2` is of services that are not run here. */
export type Protocol = "json-1.0" | "json-1.1" | "rest-json" | "query" | "ec2" | "s3" | "cbor";

export interface ServiceDescription {
  readonly protocol: Protocol;
  /** Before the dot of `x-amz-target`, in the JSON protocols. */
  readonly target?: string;
  /** `Version` of the query protocol. */
  readonly version?: string;
  /** The longest request; undefined for a service that reads its requests itself, piece by piece. */
  readonly maxBytes?: number;
  /** Whether it speaks CBOR too, may be sent gzip, and says what its errors were called in XML. */
  readonly isOfManyProtocols?: true;
  /** Every operation that the real service has. */
  readonly operations: ReadonlySet<string>;
}

const MIB = 1024 * 1024;

export const SERVICES: Readonly<Record<ServiceName, ServiceDescription>> = {
  /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
  dynamodb: {
    protocol: "json-1.0",
    target: "DynamoDB_20120810",
    maxBytes: 16 * MIB,
    operations: OPERATIONS.dynamodb,
  },
  /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  lambda: { protocol: "rest-json", maxBytes: 6 * MIB, operations: new Set(Object.keys(ROUTES)) },
  /** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
  states: { protocol: "json-1.0", target: "AWSStepFunctions", maxBytes: MIB, operations: OPERATIONS.states },
  sts: { protocol: "query", version: "2011-06-15", maxBytes: MIB, operations: OPERATIONS.sts },
  logs: { protocol: "json-1.1", target: "Logs_20140328", maxBytes: MIB, operations: OPERATIONS.logs },
  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html; 1 MiB of messages */
  sqs: { protocol: "json-1.0", target: "AmazonSQS", maxBytes: 2 * MIB, operations: OPERATIONS.sqs },
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
  cloudwatch: {
    protocol: "json-1.0",
    target: "GraniteServiceVersion20100801",
    maxBytes: MIB,
    isOfManyProtocols: true,
    operations: OPERATIONS.cloudwatch,
  },
  s3: { protocol: "s3", operations: S3_OPERATIONS },
};
