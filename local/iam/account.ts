// What calls are about, as IAM names it: actions, ARNs of this account and Region, and the keys of its tables.
import type { Place } from "../terraform/assigned.ts";

/** An action on a resource, with what the call says besides. */
export interface Asked {
  /** `dynamodb:GetItem` */
  readonly action: string;
  /** An ARN, or `*` for a call that knows no resources. */
  readonly resource: string;
  /** By condition key in lower case. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** The partition key of a table, or of one of its indexes; undefined if there is no such thing. */
export type PartitionKeys = (table: string, index?: string) => string | undefined;

export interface Account {
  readonly place: Place;
  readonly keys: PartitionKeys;
}

/** ARN of a resource in this account and Region. */
export const arnIn = ({ partition, region, accountId }: Place, service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
