// Multipart uploads: parts come in any order and number, and are one object when the upload is completed.
import { createHash, randomUUID } from "node:crypto";
import type { AwsCall, AwsReply } from "../../aws/call.ts";
import type { Bucket, Part, Upload } from "../bucket.ts";
import { type Checksum, composite, elementOf, headerOf, isAlgorithm, running } from "../checksums.ts";
import { checkSource, checkWrite } from "../conditions.ts";
import { s3Error } from "../errors.ts";
import { receive, receiveDocument } from "../receive.ts";
import { copySource, header, keptHeaders, numberIn, tagsIn } from "../request.ts";
import { every, readXml, textOf, xmlReply } from "../xml.ts";
import { rangeOf } from "./reads.ts";
import { noSuchKey, type Setting, target } from "./setting.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_PARTS = 10_000;
const MIN_PART_BYTES = 5 * 1024 ** 2;
const MAX_OBJECT_BYTES = 50 * 1024 ** 4;

/** @throws AwsError NoSuchUpload */
function uploadOf(call: AwsCall, setting: Setting) {
  const { name, bucket, key } = target(call, setting);
  const id = call.url.searchParams.get("uploadId") ?? "";
  const upload = bucket.uploads.get(id);
  if (upload?.key !== key) throw s3Error("NoSuchUpload");
  return { name, bucket, key, id, upload };
}

export async function createUpload(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { name, bucket, key } = target(call, setting);
  const algorithm = header(call, "x-amz-checksum-algorithm");
  const type = header(call, "x-amz-checksum-type");
  const id = randomUUID().replaceAll("-", "");
  const checked = isAlgorithm(algorithm) && {
    algorithm,
    checksumType:
      type === "FULL_OBJECT" || algorithm === "CRC64NVME" ? ("FULL_OBJECT" as const) : ("COMPOSITE" as const),
  };
  const upload = { key, startedAt: setting.store.now, headers: keptHeaders(call), tags: tagsIn(call), ...checked };
  bucket.uploads.put(id, upload);
  const headers: Record<string, string> = checked
    ? { "x-amz-checksum-algorithm": checked.algorithm, "x-amz-checksum-type": checked.checksumType }
    : {};
  return { ...xmlReply("InitiateMultipartUploadResult", { Bucket: name, Key: key, UploadId: id }), headers };
}

/** UploadPart, and UploadPartCopy with its own source. */
export async function uploadPart(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { bucket, id, upload } = uploadOf(call, setting);
  const number = numberIn(call, "partNumber", 1, MAX_PARTS);
  if (number === undefined) throw s3Error("InvalidArgument", "partNumber: is missing");
  const isCopy = call.operation === "UploadPartCopy";
  const { algorithm } = upload;
  const received = await bucket.write((take) =>
    isCopy ? copyInto(call, setting, take) : receive(call, take, { also: algorithm }),
  );
  const { file, bytes, md5: etag, checksum } = received;
  if (!bucket.uploads.get(id)) {
    bucket.forget([received]);
    throw s3Error("NoSuchUpload"); // completed or aborted meanwhile
  }
  const modifiedAt = setting.store.now;
  bucket.putPart({
    uploadId: id,
    number,
    file,
    bytes,
    etag,
    modifiedAt,
    ...(checksum && { checksum: checksum.value }),
  });
  if (isCopy)
    return xmlReply("CopyPartResult", { LastModified: new Date(modifiedAt).toISOString(), ETag: `"${etag}"` });
  const headers = { ETag: `"${etag}"`, ...(checksum && { [headerOf(checksum.algorithm)]: checksum.value }) };
  return { status: 200, headers };
}

async function copyInto(call: AwsCall, setting: Setting, take: (piece: Buffer) => Promise<unknown>) {
  const { bucket: name, key } = copySource(call);
  const from = setting.store.bucket(name);
  const source = from.objects.get(key);
  if (!source) throw noSuchKey(call, name, setting);
  checkSource(call.headers, source);
  const range = rangeOf(header(call, "x-amz-copy-source-range"), source.bytes);
  const { first, last } = range ?? { first: 0, last: source.bytes - 1 };
  const md5 = createHash("md5");
  for await (const piece of from.read(source.segments, first, last)) {
    md5.update(piece);
    await take(piece);
  }
  return { bytes: last - first + 1, md5: md5.digest("hex"), checksum: undefined };
}

export async function completeUpload(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { store } = setting;
  const asked = readXml(await receiveDocument(call));
  const { name, bucket, key, id, upload } = uploadOf(call, setting);
  const parts = chosenParts(every(asked, "Part"), bucket.parts(id), upload);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes > MAX_OBJECT_BYTES) throw s3Error("EntityTooLarge");
  const md5s = createHash("md5");
  for (const part of parts) md5s.update(part.etag, "hex");
  const etag = `${md5s.digest("hex")}-${parts.length}`;
  const checksum = await checksumOf(bucket, parts, upload);
  const said = checksum && header(call, headerOf(checksum.algorithm));
  if (said !== undefined && said.replace(/-\d+$/, "") !== checksum?.value.replace(/-\d+$/, ""))
    throw s3Error("BadDigest");
  if (!bucket.uploads.get(id)) throw s3Error("NoSuchUpload");
  checkWrite(call.headers, bucket.objects.get(key));
  const { headers, tags } = upload;
  const segments = parts.map(({ file, bytes }) => ({ file, bytes }));
  bucket.put(key, { etag, bytes, modifiedAt: store.now, segments, headers, tags, ...(checksum && { checksum }) });
  bucket.endUpload(id, segments);
  store.tell(name, key, { type: "Object Created", reason: "CompleteMultipartUpload", bytes, etag });
  return xmlReply("CompleteMultipartUploadResult", {
    Location: `http://${call.headers.host}/${name}/${encodeURIComponent(key)}`,
    Bucket: name,
    Key: key,
    ETag: `"${etag}"`,
    ...(checksum && { [elementOf(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }),
  });
}

/** The parts that the caller names. @throws AwsError MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall */
function chosenParts(asked: readonly object[], parts: readonly Part[], { algorithm }: Upload): Part[] {
  if (asked.length === 0) throw s3Error("MalformedXML");
  const chosen = asked.map((one) => {
    const number = Number(textOf(one, "PartNumber"));
    const etag = textOf(one, "ETag")?.replaceAll('"', "");
    const checksum = algorithm && textOf(one, elementOf(algorithm));
    const part = parts.find((known) => known.number === number);
    if (!part || part.etag !== etag || (checksum !== undefined && checksum !== part.checksum))
      throw s3Error("InvalidPart");
    return part;
  });
  if (chosen.some((part, index) => index > 0 && part.number <= (chosen[index - 1]?.number ?? 0)))
    throw s3Error("InvalidPartOrder");
  if (chosen.slice(0, -1).some((part) => part.bytes < MIN_PART_BYTES)) throw s3Error("EntityTooSmall");
  return chosen;
}

async function checksumOf(
  bucket: Bucket,
  parts: readonly Part[],
  { algorithm, checksumType: type }: Upload,
): Promise<Checksum | undefined> {
  if (!algorithm || !type) return undefined;
  if (type === "COMPOSITE") {
    const values = parts.flatMap(({ checksum }) => checksum ?? []);
    return values.length < parts.length ? undefined : { algorithm, type, value: await composite(algorithm, values) };
  }
  const sum = running(algorithm);
  for await (const piece of bucket.read(parts, 0, Number.POSITIVE_INFINITY)) sum.update(piece);
  return { algorithm, type, value: await sum.value() };
}

export async function abortUpload(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { bucket, id } = uploadOf(call, setting);
  bucket.endUpload(id);
  return { status: 204 };
}

export async function listParts(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { name, bucket, key, id, upload } = uploadOf(call, setting);
  const after = numberIn(call, "part-number-marker", 0, MAX_PARTS) ?? 0;
  const max = Math.min(numberIn(call, "max-parts", 0, Number.MAX_SAFE_INTEGER) ?? 1_000, 1_000);
  const left = bucket.parts(id).filter(({ number }) => number > after);
  const page = left.slice(0, max);
  const { algorithm, checksumType } = upload;
  return xmlReply("ListPartsResult", {
    Bucket: name,
    Key: key,
    UploadId: id,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: max,
    IsTruncated: left.length > page.length,
    StorageClass: "STANDARD",
    ChecksumAlgorithm: algorithm,
    ChecksumType: checksumType,
    Part: page.map(({ number, modifiedAt, etag, bytes, checksum }) => ({
      PartNumber: number,
      LastModified: new Date(modifiedAt).toISOString(),
      ETag: `"${etag}"`,
      Size: bytes,
      ...(algorithm && checksum && { [elementOf(algorithm)]: checksum }),
    })),
  });
}

export async function listUploads(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { name, bucket } = target(call, setting);
  const query = (parameter: string) => call.url.searchParams.get(parameter) ?? "";
  const max = Math.min(numberIn(call, "max-uploads", 1, Number.MAX_SAFE_INTEGER) ?? 1_000, 1_000);
  const [prefix, keyMarker, idMarker] = [query("prefix"), query("key-marker"), query("upload-id-marker")];
  const place = ([id, { key }]: readonly [string, { readonly key: string }]) => `${key}\0${id}`;
  const after = idMarker === "" ? `${keyMarker}\u0001` : `${keyMarker}\0${idMarker}`;
  const left = [...bucket.uploads.entries()]
    .filter((one) => one[1].key.startsWith(prefix) && (keyMarker === "" || place(one) > after))
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
  const page = left.slice(0, max);
  const last = left.length > page.length ? page.at(-1) : undefined;
  return xmlReply("ListMultipartUploadsResult", {
    Bucket: name,
    Prefix: prefix || undefined,
    KeyMarker: keyMarker,
    UploadIdMarker: idMarker,
    NextKeyMarker: last?.[1].key,
    NextUploadIdMarker: last?.[0],
    MaxUploads: max,
    IsTruncated: last !== undefined,
    Upload: page.map(([id, { key, startedAt }]) => ({
      Key: key,
      UploadId: id,
      Initiated: new Date(startedAt).toISOString(),
      StorageClass: "STANDARD",
    })),
  });
}
