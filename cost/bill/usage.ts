// What is used in a month, as far as somebody says so: nothing of it is guessed.

export interface Usage {
  readonly requestsPerMonth?: number | undefined;
  /** KB that all log groups together take for one request. */
  readonly logKbPerRequest?: number | undefined;
  readonly tableReadsPerRequest?: number | undefined;
  readonly tableWritesPerRequest?: number | undefined;
  /** What the tables hold. */
  readonly tableGb?: number | undefined;
  /** Through NAT gateways, or else through interface endpoints. */
  readonly networkGbPerMonth?: number | undefined;
  /** From instances in one Availability Zone to another. */
  readonly betweenZonesGbPerMonth?: number | undefined;
  /** What the buckets hold. */
  readonly bucketGb?: number | undefined;
  /** Writes and lists of objects. */
  readonly bucketWritesPerMonth?: number | undefined;
  readonly bucketReadsPerMonth?: number | undefined;
  /** Of state machines. */
  readonly transitionsPerMonth?: number | undefined;
  /** Mean duration of a function on ordinary Lambda. */
  readonly ordinaryDurationMs?: number | undefined;
}
