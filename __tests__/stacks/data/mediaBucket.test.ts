import { afterAll, describe, expect, it } from "@jest/globals";
import { defineEnvironment } from "../../../stacks/config/environment.ts";
import { type Changes, environmentInput } from "../../support/stacks/environments.ts";
import {
  ACCOUNT_ID,
  PARTITION,
  ref,
  removeTemporaryFolders,
  synthesise,
  type Template,
} from "../../support/stacks/template.ts";

const define = (name: string, changes: Changes) => defineEnvironment(environmentInput({ name, ...changes }));
const synthesised = synthesise([
  define("kept", { "data.deletionProtection": true, "data.retentionDays": undefined }),
  define("gone", { media: { sourceDays: 7, corsOrigins: ["https://app.example.com"] } }),
  define("withvideo", {}),
]);
afterAll(removeTemporaryFolders);

const stack = (name: string): Template => synthesised.stack(`${name}-data`);
const bucketOf = (name: string) => stack(name).resource<{ bucket: string }>("aws_s3_bucket");

describe.each(["kept", "gone"])("the media bucket of %s", (name) => {
  const beside = (type: string) => stack(name).resource<Record<string, unknown>>(`aws_s3_bucket_${type}`);
  const id = ref(bucketOf(name), "id");

  it("has a name that no other account, Region or environment has", () => {
    expect(bucketOf(name).bucket).toBe(`${name}-video-media-${ACCOUNT_ID}-eu-west-1`);
  });

  it("is private, owned by the account alone, and encrypted", () => {
    expect(beside("public_access_block")).toMatchObject({
      bucket: id,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(beside("ownership_controls")).toMatchObject({
      bucket: id,
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
    expect(beside("server_side_encryption_configuration")).toMatchObject({
      bucket: id,
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
    });
  });

  it("denies what comes without TLS", () => {
    const arn = `arn:${PARTITION}:s3:::${bucketOf(name).bucket}`;
    expect(JSON.parse(String(beside("policy").policy)).Statement).toEqual([
      {
        Sid: "OnlyTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("tells the event bus", () => {
    expect(beside("notification")).toMatchObject({ bucket: id, eventbridge: true });
  });
});

describe("a media bucket", () => {
  it("is never emptied by Terraform where data is protected", () => {
    expect(bucketOf("kept")).toHaveProperty("force_destroy", false);
    expect(bucketOf("gone")).toHaveProperty("force_destroy", true);
  });

  it("lets pages upload whose origins are configured, and no others", () => {
    expect(stack("kept").resources("aws_s3_bucket_cors_configuration")).toEqual([]);
    expect(stack("gone").resource("aws_s3_bucket_cors_configuration")).toMatchObject({
      cors_rule: [{ allowed_origins: ["https://app.example.com"], allowed_methods: ["GET", "HEAD", "PUT"] }],
    });
  });

  it.each([
    ["kept", []],
    [
      "gone",
      [
        ["processed-sources", 7],
        ["outputs", 32],
      ],
    ],
    [
      "withvideo",
      [
        ["processed-sources", 32],
        ["outputs", 32],
      ],
    ],
  ])("ends unfinished uploads after a day, and expires nothing before its video: %s", (name, expected) => {
    const { rule } = stack(name).resource<{ rule: Record<string, unknown>[] }>("aws_s3_bucket_lifecycle_configuration");
    const [unfinished, ...expiring] = rule;
    expect(unfinished).toMatchObject({
      status: "Enabled",
      filter: [{ prefix: "" }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
    });
    expect(expiring.map(({ id, expiration }) => [id, (expiration as [{ days: number }])[0].days])).toEqual(expected);
    for (const { id, filter } of expiring)
      expect(filter).toEqual(
        id === "outputs" ? [{ prefix: "outputs/" }] : [{ and: [{ prefix: "sources/", tags: { processed: "true" } }] }],
      );
  });
});
