/** Time-outs of one attempt of an AWS call, in milliseconds; `requestTimeout` alone would only print a warning. */
export const REQUEST = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };
