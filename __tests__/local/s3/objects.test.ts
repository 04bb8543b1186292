// Objects through the unmodified SDK: what goes in comes out, whatever way it goes, and what is not what it says is refused.
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type LocalS3, openS3, SYNTHESISED } from "../../support/local/s3.ts";

const Bucket = SYNTHESISED.name;
const CONTENT = randomBytes(300_000);

let s3: LocalS3;
let client: S3Client;
beforeAll(async () => {
  s3 = await openS3();
  client = s3.client();
});
afterAll(() => s3.close());

const put = (Key: string, Body: PutObjectCommandInput["Body"], rest: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...rest }));
const get = async (Key: string, rest: object = {}) => {
  const answer = await client.send(new GetObjectCommand({ Bucket, Key, ...rest }));
  return { ...answer, bytes: Buffer.from((await answer.Body?.transformToByteArray()) ?? []) };
};
const status = (sent: Promise<unknown>) =>
  sent.then(
    () => 200,
    (error) => error.$metadata?.httpStatusCode ?? error,
  );

describe("an object", () => {
  it("comes back byte for byte with what was said about it, under any key", async () => {
    const Key = "a/b c+ü?&#/..x//'(!*)~%2F";
    await put(Key, CONTENT, {
      ContentType: "video/mp4",
      CacheControl: "no-store",
      Metadata: { made: "here" },
      Tagging: "a=1&b=2",
    });
    const answer = await get(Key, { ChecksumMode: "ENABLED" });
    expect(answer.bytes.equals(CONTENT)).toBe(true);
    expect(answer).toMatchObject({
      ContentType: "video/mp4",
      CacheControl: "no-store",
      Metadata: { made: "here" },
      TagCount: 2,
      ContentLength: CONTENT.length,
      ChecksumCRC32: expect.any(String),
      ServerSideEncryption: "AES256",
    });
    expect(answer.ContentEncoding).toBeUndefined();
  });

  it.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
    "is checked by %s, in a header and behind a stream",
    async (ChecksumAlgorithm) => {
      const half = CONTENT.length / 2;
      await put("whole", CONTENT, { ChecksumAlgorithm });
      await put("streamed", Readable.from([CONTENT.subarray(0, half), CONTENT.subarray(half)]), {
        ContentLength: CONTENT.length,
        ChecksumAlgorithm,
      });
      const [whole, streamed] = await Promise.all(
        ["whole", "streamed"].map((Key) => get(Key, { ChecksumMode: "ENABLED" })),
      );
      expect(streamed?.bytes.equals(CONTENT)).toBe(true);
      expect(streamed?.[`Checksum${ChecksumAlgorithm}`]).toBe(whole?.[`Checksum${ChecksumAlgorithm}`]);
    },
  );

  it.each([
    [{ ChecksumCRC32: "AAAAAA==" }, "BadDigest"],
    [{ ChecksumSHA256: Buffer.alloc(32).toString("base64") }, "BadDigest"],
    [{ ContentMD5: Buffer.alloc(16).toString("base64") }, "BadDigest"],
    [{ ContentMD5: "none" }, "InvalidDigest"],
  ])("with the checksum %j is refused, and nothing of it stays", async (wrong, name) => {
    const refused = put("wrong", CONTENT, wrong);
    await expect(refused).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    expect(await status(get("wrong"))).toBe(404);
  });

  it.each([
    ["bytes=10-19", 10, 20, "bytes 10-19/300000"],
    ["bytes=-7", 299_993, 300_000, "bytes 299993-299999/300000"],
    ["bytes=299990-999999", 299_990, 300_000, "bytes 299990-299999/300000"],
  ])("is read in the range %s", async (Range, from, to, expected) => {
    await put("ranges", CONTENT);
    const answer = await get("ranges", { Range });
    expect(answer.$metadata.httpStatusCode).toBe(206);
    expect(answer.ContentRange).toBe(expected);
    expect(answer.bytes.equals(CONTENT.subarray(from, to))).toBe(true);
  });

  it("has no range behind its end", async () => {
    await expect(get("ranges", { Range: "bytes=300000-" })).rejects.toMatchObject({
      name: "InvalidRange",
      $metadata: { httpStatusCode: 416 },
    });
  });

  it("is written and read under conditions", async () => {
    const { ETag } = await put("once", "1", { IfNoneMatch: "*" });
    expect(await status(put("once", "2", { IfNoneMatch: "*" }))).toBe(412);
    expect(await status(put("once", "2", { IfMatch: '"0"' }))).toBe(412);
    expect(await status(put("never", "2", { IfMatch: '"0"' }))).toBe(404);
    expect(await status(get("once", { IfNoneMatch: ETag }))).toBe(304);
    expect(await status(get("once", { IfMatch: '"0"' }))).toBe(412);
    expect(await status(get("once", { IfModifiedSince: new Date(Date.now() + 1000) }))).toBe(304);
    expect(await status(get("once", { IfUnmodifiedSince: new Date(0) }))).toBe(412);
    expect(await status(put("once", "2", { IfMatch: ETag }))).toBe(200);
    expect((await get("once")).bytes.toString()).toBe("2");
  });

  it("is made once by twenty who race for it", async () => {
    const raced = await Promise.all(
      Array.from({ length: 20 }, (_, index) => status(put("race", String(index), { IfNoneMatch: "*" }))),
    );
    expect(raced.filter((one) => one === 200)).toHaveLength(1);
    expect(raced.filter((one) => one === 412)).toHaveLength(19);
  });

  it("may be empty", async () => {
    await put("empty", Buffer.alloc(0));
    expect((await get("empty")).bytes).toHaveLength(0);
  });

  it("is read to its end while another takes its place", async () => {
    const large = randomBytes(4 * 1024 * 1024);
    await put("replaced", large);
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "replaced" }));
    await put("replaced", "new");
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(large)).toBe(true);
  });

  it("is copied with its content and what is said about it, or with something else said", async () => {
    await put("source ü", CONTENT, { ContentType: "video/mp4", Tagging: "a=1" });
    const CopySource = encodeURI(`${Bucket}/source ü`);
    await client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource }));
    await client.send(
      new CopyObjectCommand({
        Bucket,
        Key: "changed",
        CopySource,
        MetadataDirective: "REPLACE",
        ContentType: "text/plain",
      }),
    );
    const [copy, changed] = [await get("copy"), await get("changed")];
    expect(copy.bytes.equals(CONTENT)).toBe(true);
    expect([copy.ContentType, copy.TagCount]).toEqual(["video/mp4", 1]);
    expect([changed.ContentType, changed.TagCount]).toEqual(["text/plain", 1]);
    const onItself = client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/copy` }));
    await expect(onItself).rejects.toMatchObject({ name: "InvalidRequest" });
    expect(await status(client.send(new CopyObjectCommand({ Bucket, Key: "x", CopySource: `${Bucket}/none` })))).toBe(
      404,
    );
  });

  it("has tags that can be changed without it", async () => {
    await put("tagged", "1", { Tagging: "a=1" });
    const tags = async () => (await client.send(new GetObjectTaggingCommand({ Bucket, Key: "tagged" }))).TagSet;
    const TagSet = [{ Key: "processed", Value: "true & <done>" }];
    await client.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging: { TagSet } }));
    expect(await tags()).toEqual(TagSet);
    await client.send(new DeleteObjectTaggingCommand({ Bucket, Key: "tagged" }));
    expect(await tags()).toEqual([]);
  });

  it("is deleted, alone and with others, as often as one likes", async () => {
    await Promise.all(["d1", "d2", "d3"].map((Key) => put(Key, "1")));
    await client.send(new DeleteObjectCommand({ Bucket, Key: "d1" }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: "d1" }));
    const Objects = ["d2", "d3", "none"].map((Key) => ({ Key }));
    const deleted = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(deleted.Deleted?.map(({ Key }) => Key)).toEqual(["d2", "d3", "none"]);
    for (const Key of ["d1", "d2", "d3"])
      expect(await status(client.send(new HeadObjectCommand({ Bucket, Key })))).toBe(404);
  });
});

describe("a bucket", () => {
  it("is there from the start if it is synthesised, and stays Terraform's", async () => {
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets).toContainEqual({ Name: Bucket, CreationDate: new Date(SYNTHESISED.createdAt) });
    await expect(client.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: "BucketAlreadyOwnedByYou",
    });
    await expect(client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: "AccessDenied",
      message: "local s3: DeleteBucket changes nothing here, Terraform does; change the configuration and start again",
    });
  });

  it("is created and removed at the endpoint", async () => {
    const own = { Bucket: "own.bucket-1" };
    await client.send(new CreateBucketCommand(own));
    expect((await client.send(new HeadBucketCommand(own))).BucketRegion).toBe("us-east-1");
    expect((await client.send(new GetBucketLocationCommand(own))).LocationConstraint).toBeUndefined();
    expect((await client.send(new GetBucketVersioningCommand(own))).Status).toBeUndefined();
    await client.send(new PutObjectCommand({ ...own, Key: "k", Body: "1" }));
    await expect(client.send(new DeleteBucketCommand(own))).rejects.toMatchObject({ name: "BucketNotEmpty" });
    await client.send(new DeleteObjectCommand({ ...own, Key: "k" }));
    await client.send(new DeleteBucketCommand(own));
    expect(await status(client.send(new HeadBucketCommand(own)))).toBe(404);
    await expect(client.send(new CreateBucketCommand({ Bucket: "No" }))).rejects.toMatchObject({
      name: "InvalidBucketName",
    });
  });

  it("is listed page by page, by prefix and delimiter, in both versions", async () => {
    const own = { Bucket: "listed" };
    await client.send(new CreateBucketCommand(own));
    const keys = ["a", "b/1", "b/2", "c/1", "c+ &<", "d"];
    for (const Key of keys) await client.send(new PutObjectCommand({ ...own, Key, Body: Key }));
    const all: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ ...own, Delimiter: "/", MaxKeys: 2, ContinuationToken, EncodingType: undefined }),
      );
      all.push(
        ...(page.Contents ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      );
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(all.sort()).toEqual(["a", "b/", "c+ &<", "c/", "d"]);

    const after = await client.send(new ListObjectsV2Command({ ...own, Prefix: "b/", StartAfter: "b/1" }));
    expect(after.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([["b/2", 3]]);
    const first = await client.send(new ListObjectsCommand({ ...own, MaxKeys: 4 }));
    expect([first.IsTruncated, first.NextMarker]).toEqual([true, "c+ &<"]);
    const second = await client.send(new ListObjectsCommand({ ...own, Marker: "c+ &<" }));
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(["c/1", "d"]);
  });

  it("that is not there is told as such", async () => {
    await expect(client.send(new ListObjectsV2Command({ Bucket: "none" }))).rejects.toMatchObject({
      name: "NoSuchBucket",
      $metadata: { httpStatusCode: 404 },
    });
  });

  it("causes no failure of the server", () => {
    expect(s3.errors).toEqual([]);
  });
});
