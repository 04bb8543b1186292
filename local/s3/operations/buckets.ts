// Buckets themselves, and what they are told to do.
import type { AwsCall, AwsReply } from "../../aws/call.ts";
import { type CorsRule, corsHeaders } from "../cors.ts";
import { s3Error } from "../errors.ts";
import { receiveDocument } from "../receive.ts";
import { every, readXml, textOf, texts, xmlReply } from "../xml.ts";
import { type Setting, target } from "./setting.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const NAME = /^(?!xn--)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;

export async function createBucket(call: AwsCall, { store }: Setting): Promise<AwsReply> {
  const name = call.path?.Bucket ?? "";
  if (!NAME.test(name)) throw s3Error("InvalidBucketName");
  await receiveDocument(call); // the Region, of which there is one here
  store.create(name);
  return { status: 200, headers: { Location: `/${name}` } };
}

export async function deleteBucket(call: AwsCall, setting: Setting): Promise<AwsReply> {
  setting.store.remove(target(call, setting).name);
  return { status: 204 };
}

export async function headBucket(call: AwsCall, setting: Setting): Promise<AwsReply> {
  target(call, setting);
  return { status: 200, headers: { "x-amz-bucket-region": setting.store.options.place.region } };
}

export async function listBuckets(_: AwsCall, { store }: Setting): Promise<AwsReply> {
  const { accountId } = store.options.place;
  const dated = (name: string) => ({ Name: name, CreationDate: new Date(store.createdAt(name)).toISOString() });
  return xmlReply("ListAllMyBucketsResult", {
    Owner: { ID: accountId },
    Buckets: { Bucket: store.names().map(dated) },
  });
}

export async function bucketLocation(call: AwsCall, setting: Setting): Promise<AwsReply> {
  target(call, setting);
  const { region } = setting.store.options.place;
  return xmlReply("LocationConstraint", region === "us-east-1" ? "" : region);
}

export async function getCors(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { cors } = setting.store.settings(target(call, setting).name);
  if (cors.length === 0) throw s3Error("NoSuchCORSConfiguration");
  return xmlReply("CORSConfiguration", {
    CORSRule: cors.map(({ methods, origins, headers, exposed, maxAgeSeconds }) => ({
      AllowedMethod: methods,
      AllowedOrigin: origins,
      AllowedHeader: headers,
      ExposeHeader: exposed,
      MaxAgeSeconds: maxAgeSeconds,
    })),
  });
}

export async function putCors(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { name } = target(call, setting);
  const rules = every(readXml(await receiveDocument(call)), "CORSRule").map((rule): CorsRule => {
    const maxAge = textOf(rule, "MaxAgeSeconds");
    return {
      methods: texts(rule, "AllowedMethod"),
      origins: texts(rule, "AllowedOrigin"),
      headers: texts(rule, "AllowedHeader"),
      exposed: texts(rule, "ExposeHeader"),
      ...(maxAge !== undefined && { maxAgeSeconds: Number(maxAge) }),
    };
  });
  if (rules.length === 0 || rules.some(({ methods, origins }) => methods.length === 0 || origins.length === 0))
    throw s3Error("MalformedXML");
  setting.store.configure(name, "PutBucketCors", { cors: rules });
  return { status: 200 };
}

export async function deleteCors(call: AwsCall, setting: Setting): Promise<AwsReply> {
  setting.store.configure(target(call, setting).name, "DeleteBucketCors", { cors: [] });
  return { status: 204 };
}

/** What a page of another origin may ask. */
export async function preflight(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { cors } = setting.store.settings(target(call, setting).name);
  const headers = corsHeaders(cors, call.method, call.headers);
  if (!headers) throw s3Error("AccessDenied", "CORSResponse: This CORS request is not allowed.");
  return { status: 200, headers };
}

export async function getNotification(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { eventBridge } = setting.store.settings(target(call, setting).name);
  return xmlReply("NotificationConfiguration", eventBridge ? { EventBridgeConfiguration: {} } : {});
}

const ELSEWHERE = ["TopicConfiguration", "QueueConfiguration", "CloudFunctionConfiguration"];

export async function putNotification(call: AwsCall, setting: Setting): Promise<AwsReply> {
  const { name } = target(call, setting);
  const asked = readXml(await receiveDocument(call));
  const elsewhere = ELSEWHERE.find((element) => element in asked);
  if (elsewhere) throw s3Error("NotImplemented", `${elsewhere}: not simulated; EventBridgeConfiguration is`);
  const eventBridge = "EventBridgeConfiguration" in asked;
  setting.store.configure(name, "PutBucketNotificationConfiguration", { eventBridge });
  return { status: 200 };
}

/** Objects have one version here. */
export async function bucketVersioning(call: AwsCall, setting: Setting): Promise<AwsReply> {
  target(call, setting);
  return xmlReply("VersioningConfiguration", {});
}
