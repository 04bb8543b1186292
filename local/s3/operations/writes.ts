// Writing and deleting objects, and their tags.
import type { AwsCall, AwsReply } from "../../aws/call.ts";
import type { StoredObject } from "../bucket.ts";
import { elementOf, headerOf } from "../checksums.ts";
import { checkSource, checkWrite } from "../conditions.ts";
import { s3Error } from "../errors.ts";
import { receive, receiveDocument } from "../receive.ts";
import { checkedTags, copySource, header, keptHeaders, tagsIn } from "../request.ts";
import { type Elements, every, readXml, textOf, xmlReply } from "../xml.ts";
import { objectOf } from "./reads.ts";
import { noSuchKey, type Setting, target } from "./setting.ts";

const ENCRYPTION = { "x-amz-server-side-encryption": "AES256" };

export async function putObject(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { store } = setting;
  const { name, bucket, key } = target(call, setting);
  checkWrite(call.headers, bucket.objects.get(key));
  const [headers, tags] = [keptHeaders(call), tagsIn(call)];
  const { file, bytes, md5: etag, checksum } = await bucket.write((take) => receive(call, take));
  const segments = [{ file, bytes }];
  const full = checksum && ({ ...checksum, type: "FULL_OBJECT" } as const);
  try {
    checkWrite(call.headers, bucket.objects.get(key)); // another write may have been faster
    bucket.put(key, { etag, bytes, modifiedAt: store.now, segments, headers, tags, ...(full && { checksum: full }) });
  } catch (error) {
    bucket.forget(segments);
    throw error;
  }
  store.tell(name, key, { type: "Object Created", reason: "PutObject", bytes, etag });
  return {
    status: 200,
    headers: {
      ETag: `"${etag}"`,
      ...ENCRYPTION,
      ...(full && { [headerOf(full.algorithm)]: full.value, "x-amz-checksum-type": full.type }),
    },
  };
}

export async function copyObject(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { store } = setting;
  const { name, bucket, key } = target(call, setting);
  const source = copySource(call);
  const from = store.bucket(source.bucket);
  const copied = from.objects.get(source.key);
  if (!copied) throw noSuchKey(call, source.bucket, setting);
  checkSource(call.headers, copied);
  const replaces = (what: string) => header(call, `x-amz-${what}-directive`) === "REPLACE";
  if (from === bucket && source.key === key && !replaces("metadata") && !replaces("tagging"))
    throw s3Error("InvalidRequest", "This copy request is illegal: it changes nothing of the object.");
  checkWrite(call.headers, bucket.objects.get(key));
  const changed = {
    ...(replaces("metadata") && { headers: keptHeaders(call) }),
    ...(replaces("tagging") && { tags: tagsIn(call) }),
  };
  const segments = from === bucket ? await bucket.copy(copied.segments) : await copyOver();
  const object: StoredObject = { ...copied, ...changed, segments, modifiedAt: store.now };
  try {
    checkWrite(call.headers, bucket.objects.get(key));
    bucket.put(key, object);
  } catch (error) {
    bucket.forget(segments);
    throw error;
  }
  const { bytes, etag, checksum } = object;
  store.tell(name, key, { type: "Object Created", reason: "CopyObject", bytes, etag });
  return xmlReply("CopyObjectResult", {
    LastModified: new Date(object.modifiedAt).toISOString(),
    ETag: `"${etag}"`,
    ...(checksum && { [elementOf(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }),
  });

  async function copyOver() {
    const { bytes = 0 } = copied ?? {};
    const { file } = await bucket.write(async (take) => {
      for await (const piece of from.read(copied?.segments ?? [], 0, bytes - 1)) await take(piece as Buffer);
      return { bytes };
    });
    return [{ file, bytes }];
  }
}

function removeObject(name: string, key: string, { store }: Setting): void {
  if (store.bucket(name).delete(key)) store.tell(name, key, { type: "Object Deleted", reason: "DeleteObject" });
}

export async function deleteObject(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { name, bucket, key } = target(call, setting);
  if (call.headers["if-match"] !== undefined) checkWrite(call.headers, bucket.objects.get(key));
  removeObject(name, key, setting);
  return { status: 204 };
}

const MAX_DELETED = 1_000;

/** Each key has its own answer, also when the caller may not delete it. */
export async function deleteObjects(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { name, bucket } = target(call, setting);
  const asked = readXml(await receiveDocument(call));
  const objects = every(asked, "Object");
  if (objects.length === 0 || objects.length > MAX_DELETED) throw s3Error("MalformedXML");
  const isQuiet = textOf(asked, "Quiet") === "true";
  const refused = (Key: string, error: { name: string; message: string }) => ({
    Error: { Key, Code: error.name, Message: error.message },
  });
  const results = objects.map((one): { Deleted?: Elements; Error?: Elements } => {
    const Key = textOf(one, "Key") ?? "";
    if (!setting.may(call, "s3:DeleteObject", `${name}/${Key}`)) return refused(Key, s3Error("AccessDenied"));
    const etag = textOf(one, "ETag");
    if (etag !== undefined && bucket.objects.get(Key)?.etag !== etag.replaceAll('"', ""))
      return refused(Key, s3Error("PreconditionFailed"));
    removeObject(name, Key, setting);
    return isQuiet ? {} : { Deleted: { Key } };
  });
  const all = (element: "Deleted" | "Error") =>
    results.map((result) => result[element]).filter((one) => one !== undefined);
  return xmlReply("DeleteResult", { Deleted: all("Deleted"), Error: all("Error") });
}

export async function getTagging(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const tags = Object.entries(objectOf(call, setting).tags);
  return xmlReply("Tagging", { TagSet: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } });
}

export async function putTagging(call: AwsCall, setting: Setting): Promise<AwsReply> {
  objectOf(call, setting);
  const [set] = every(readXml(await receiveDocument(call)), "TagSet");
  const pairs = every(set ?? {}, "Tag").map((tag) => [textOf(tag, "Key") ?? "", textOf(tag, "Value") ?? ""] as const);
  return changeTags(call, setting, checkedTags(pairs), 200);
}

export const deleteTagging = async (call: AwsCall, setting: Setting): Promise<AwsReply> =>
  changeTags(call, setting, {}, 204);

function changeTags(call: AwsCall, setting: Setting, tags: Record<string, string>, status: number): AwsReply {
  const { bucket, key } = target(call, setting);
  bucket.objects.put(key, { ...objectOf(call, setting), tags });
  return { status };
}
