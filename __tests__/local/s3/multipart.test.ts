import { createHash, randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type LocalS3, openS3, SYNTHESISED } from "../../support/local/s3.ts";

const Bucket = SYNTHESISED.name;
const PART = 5 * 1024 * 1024;
const CONTENT = randomBytes(2 * PART + 1_000);
const pieces = [CONTENT.subarray(0, PART), CONTENT.subarray(PART, 2 * PART), CONTENT.subarray(2 * PART)];

let s3: LocalS3;
let client: S3Client;
beforeAll(async () => {
  s3 = await openS3();
  client = s3.client();
});
afterAll(() => s3.close());

async function begin(Key: string, rest: object = {}) {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...rest }));
  return { Bucket, Key, UploadId };
}
type Begun = Awaited<ReturnType<typeof begin>>;

const part = async (upload: Begun, PartNumber: number, Body: Buffer, rest: object = {}) => {
  const sent = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body, ...rest }));
  return { PartNumber, ETag: sent.ETag, ChecksumSHA256: sent.ChecksumSHA256 };
};
const complete = (upload: Begun, Parts: object[], rest: object = {}) =>
  client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...rest }));
const read = async (Key: string) => {
  const { Body, ...answer } = await client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
  return { ...answer, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
};

describe("a multipart upload", () => {
  it("is one object of its parts, whatever order they came in", async () => {
    const upload = await begin("whole", { ContentType: "video/mp4", Tagging: "a=1" });
    const sent = [];
    for (const number of [3, 1, 2]) sent.push(await part(upload, number, pieces[number - 1] as Buffer));
    const listed = await client.send(new ListPartsCommand(upload));
    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, PART],
      [2, PART],
      [3, 1_000],
    ]);
    const page = await client.send(new ListPartsCommand({ ...upload, MaxParts: 1, PartNumberMarker: "1" }));
    expect([page.Parts?.[0]?.PartNumber, page.IsTruncated]).toEqual([2, true]);
    const { ETag } = await complete(
      upload,
      sent.sort((a, b) => a.PartNumber - b.PartNumber),
    );
    const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest();
    expect(ETag).toBe(`"${md5(Buffer.concat(pieces.map(md5))).toString("hex")}-3"`);
    const whole = await read("whole");
    expect(whole.bytes.equals(CONTENT)).toBe(true);
    expect([whole.ContentType, whole.TagCount]).toEqual(["video/mp4", 1]);
    const Range = `bytes=${PART - 5}-${PART + 4}`;
    const across = await client.send(new GetObjectCommand({ Bucket, Key: "whole", Range }));
    const bytes = Buffer.from((await across.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(CONTENT.subarray(PART - 5, PART + 5))).toBe(true);
  }, 20_000);

  it("has a checksum of its parts' checksums, or of the whole", async () => {
    const composite = await begin("composite", { ChecksumAlgorithm: ChecksumAlgorithm.SHA256 });
    const sent = [await part(composite, 1, pieces[2] as Buffer, { ChecksumAlgorithm: ChecksumAlgorithm.SHA256 })];
    await complete(composite, sent);
    const full = await begin("full", { ChecksumAlgorithm: ChecksumAlgorithm.CRC64NVME });
    const only = await part(full, 1, pieces[2] as Buffer, { ChecksumAlgorithm: ChecksumAlgorithm.CRC64NVME });
    await complete(full, [only]);
    await client.send(
      new PutObjectCommand({ Bucket, Key: "same", Body: pieces[2], ChecksumAlgorithm: ChecksumAlgorithm.CRC64NVME }),
    );
    expect(await read("composite")).toMatchObject({
      ChecksumType: "COMPOSITE",
      ChecksumSHA256: expect.stringMatching(/-1$/),
    });
    expect((await read("full")).ChecksumCRC64NVME).toBe((await read("same")).ChecksumCRC64NVME);
  });

  it("is refused if its parts are not those that came", async () => {
    const upload = await begin("refused");
    const [first, second] = [await part(upload, 1, Buffer.from("1")), await part(upload, 2, Buffer.from("2"))];
    await expect(complete(upload, [first, second])).rejects.toMatchObject({ name: "EntityTooSmall" });
    await expect(complete(upload, [second, first])).rejects.toMatchObject({ name: "InvalidPartOrder" });
    await expect(complete(upload, [{ ...first, ETag: '"0"' }])).rejects.toMatchObject({ name: "InvalidPart" });
    await expect(complete(upload, [{ ...first, PartNumber: 9 }])).rejects.toMatchObject({ name: "InvalidPart" });
    await expect(part(upload, 10_001, Buffer.from("1"))).rejects.toMatchObject({ name: "InvalidArgument" });
    await expect(complete(upload, [first])).resolves.toMatchObject({ Key: "refused" });
    await expect(complete(upload, [first])).rejects.toMatchObject({ name: "NoSuchUpload" });
  });

  it("does not take the place of an object that must not be there", async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: "taken", Body: "1" }));
    const upload = await begin("taken");
    const sent = [await part(upload, 1, Buffer.from("2"))];
    const refused = complete(upload, sent, { IfNoneMatch: "*" });
    await expect(refused).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    expect((await read("taken")).bytes.toString()).toBe("1");
  });

  it("is shown until it is aborted, and is gone with its parts then", async () => {
    const upload = await begin("aborted");
    await part(upload, 1, Buffer.from("1"));
    const shown = async () =>
      (await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "abo" }))).Uploads?.map(({ Key }) => Key);
    expect(await shown()).toEqual(["aborted"]);
    await client.send(new AbortMultipartUploadCommand(upload));
    expect(await shown()).toBeUndefined();
    await expect(part(upload, 2, Buffer.from("1"))).rejects.toMatchObject({ name: "NoSuchUpload" });
  });

  it("takes parts out of other objects", async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: "from", Body: "0123456789" }));
    const upload = await begin("copied");
    const copied = await client.send(
      new UploadPartCopyCommand({
        ...upload,
        PartNumber: 1,
        CopySource: `${Bucket}/from`,
        CopySourceRange: "bytes=2-5",
      }),
    );
    await complete(upload, [{ PartNumber: 1, ETag: copied.CopyPartResult?.ETag }]);
    expect((await read("copied")).bytes.toString()).toBe("2345");
    expect(s3.errors).toEqual([]);
  });
});
