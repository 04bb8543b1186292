// The local S3 behind its door, on a folder of its own, with the real client in front.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import type { AwsCall } from "../../../local/aws/call.ts";
import { Disk } from "../../../local/disk.ts";
import type { BusEvent } from "../../../local/events/bus.ts";
import { s3Arn } from "../../../local/iam/askedOfS3.ts";
import type { Permissions } from "../../../local/iam/permissions.ts";
import type { Credentials } from "../../../local/iam/sessions.ts";
import type { Setting } from "../../../local/s3/operations/setting.ts";
import { s3Operations } from "../../../local/s3/s3.ts";
import type { BucketDefinition } from "../../../local/s3/settings.ts";
import { signatureStep } from "../../../local/s3/signatures.ts";
import { Store } from "../../../local/s3/store.ts";
import { serveAws } from "../http/httpServer.ts";
import { temporaryFolder } from "./system.ts";

/** Of a role's session. */
export const SESSION: Credentials = {
  accessKeyId: "ASIASESSION",
  secretAccessKey: "of the session",
  sessionToken: "t",
};

export const OUTSIDE = { accessKeyId: "outside", secretAccessKey: "outside" };

/** A bucket of the synthesised stacks. */
export const SYNTHESISED: BucketDefinition = {
  name: "synthesised",
  createdAt: Date.UTC(2026, 0, 1),
  settings: {
    cors: [{ methods: ["PUT"], origins: ["http://localhost:*"], headers: ["content-type"], exposed: ["ETag"] }],
    eventBridge: true,
    lifecycle: [
      { prefix: "", tags: {}, abortUploadsAfterDays: 1 },
      { prefix: "sources/", tags: { processed: "true" }, expirationDays: 7 },
    ],
  },
};

export interface LocalS3Options {
  /** What earlier runs left. @default a folder of its own, which goes at the end */
  readonly folder?: string;
  /** @default everything is allowed */
  readonly permissions?: Permissions;
}

export async function openS3({ folder, permissions }: LocalS3Options = {}) {
  const own = folder ?? join(temporaryFolder(), "s3");
  const events: BusEvent[] = [];
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  const disk = new Disk();
  const place = { accountId: "000000000000", region: "us-east-1", partition: "aws" };
  const store = new Store({
    folder: own,
    buckets: [SYNTHESISED],
    place,
    disk,
    publish: (event) => events.push(event),
    now,
  });
  const credentialsOf = (key: string | undefined) =>
    permissions ? permissions.principal(key)?.credentials : key === SESSION.accessKeyId ? SESSION : undefined;
  const may: Setting["may"] = ({ accessKeyId }, action, resource) =>
    permissions?.allows(accessKeyId, { action, resource: s3Arn(place, resource) }) ?? true;
  const calls: AwsCall[] = [];
  const server = await serveAws({ s3: s3Operations({ store, may }) }, [
    signatureStep({ credentialsOf, now }),
    async (call) => permissions?.step(call),
    async (call) => void calls.push(call),
  ]);
  const clients: S3Client[] = [];
  const client = (credentials: typeof OUTSIDE | Credentials = OUTSIDE, settings: object = {}) => {
    const made = new S3Client({
      endpoint: server.endpoint,
      region: "us-east-1",
      forcePathStyle: true,
      maxAttempts: 1,
      credentials,
      ...settings,
    });
    clients.push(made);
    return made;
  };
  return {
    ...server,
    folder: own,
    store,
    disk,
    events,
    /** Milliseconds that the server is ahead. */
    clock,
    calls,
    client,
    close: async () => {
      for (const one of clients) one.destroy();
      await server.close();
      if (folder === undefined) rmSync(join(own, ".."), { recursive: true, force: true });
    },
  };
}

export type LocalS3 = Awaited<ReturnType<typeof openS3>>;
