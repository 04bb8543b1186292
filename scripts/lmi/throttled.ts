// Whether AWS has turned a call away because there were too many.

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceededException|SlowDown/;

export const isThrottled = (error: unknown): boolean =>
  error instanceof Error &&
  (THROTTLED.test(error.name) || Boolean((error as { $retryable?: { throttling?: boolean } }).$retryable?.throttling));
