// S3 on this machine, opened: the store of the synthesised buckets, swept by their lifecycle rules, and what the door needs of it.
import type { AwsCall, AwsService, Step } from "../aws/call.ts";
import { eachMinute } from "../housekeeping.ts";
import { s3Arn } from "../iam/askedOfS3.ts";
import type { Permissions } from "../iam/permissions.ts";
import { s3Operations } from "./s3.ts";
import { signatureStep } from "./signatures.ts";
import { Store, type StoreOptions } from "./store.ts";

export interface S3Options extends Omit<StoreOptions, "now"> {
  readonly permissions: Pick<Permissions, "allows" | "principal">;
  /** Told of a sweep that failed; the next one comes. */
  readonly failed: (name: string, error: unknown) => void;
}

export interface S3 {
  readonly operations: AwsService;
  /** Refuses presigned calls whose signature is not right. */
  readonly signatures: Step;
  readonly stop: () => void;
}

export function openS3({ permissions, failed, ...options }: S3Options): S3 {
  const store = new Store({ ...options, now: Date.now });
  const stop = eachMinute(() => store.sweep(), "s3 lifecycle", failed);
  const may = ({ accessKeyId }: AwsCall, action: string, resource: string) =>
    permissions.allows(accessKeyId, { action, resource: s3Arn(options.place, resource) });
  const credentialsOf = (accessKeyId: string | undefined) => permissions.principal(accessKeyId)?.credentials;
  return {
    operations: s3Operations({ store, may }),
    signatures: signatureStep({ credentialsOf, now: Date.now }),
    stop,
  };
}
