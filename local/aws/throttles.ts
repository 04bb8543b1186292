// How each service says that it was called too often.
import type { Refusal, ServiceName } from "./call.ts";

const rateExceeded = (code: string, message = "Rate exceeded"): Refusal => ({ status: 400, code, message });

const THROTTLES: Readonly<Record<ServiceName, Refusal>> = {
  /** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
  lambda: {
    ...rateExceeded("TooManyRequestsException"),
    status: 429,
    members: { Reason: "CallerRateLimitExceeded" },
    retryAfterSeconds: 1,
  },
  /** https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html */
  states: rateExceeded("ThrottlingException"),
  logs: rateExceeded("ThrottlingException"),
  sts: rateExceeded("Throttling"),
  cloudwatch: rateExceeded("ThrottlingException"),
  sqs: { ...rateExceeded("RequestThrottled"), status: 403 },
  /** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
  s3: { status: 503, code: "SlowDown", message: "Please reduce your request rate." },
  /** With on-demand capacity. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
  dynamodb: rateExceeded(
    "ThrottlingException",
    "Throughput exceeds the current capacity of your table or index. Please try again shortly.",
  ),
};

/** The answer to one call too many. */
export const throttle = (service: ServiceName): Refusal => THROTTLES[service];
