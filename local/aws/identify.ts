// Whose request it is, and what for: by x-amz-target, by Lambda's paths, by the Action of the query protocol; the credential
// scope says which of AWS's services is meant where these leave it open.
import type { IncomingHttpHeaders } from "node:http";
import { matchRoute } from "../lambda/routes.ts";
import { matchS3 } from "../s3/routes.ts";
import type { Refusal, ServiceName } from "./call.ts";
import { type Protocol, SERVICES } from "./services.ts";

/** What a request says without its body. */
export interface Head {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

/** `service` is undefined for one that is not run locally; `asked` names it, or is undefined when the request names none. */
export interface Addressee {
  readonly service: ServiceName | undefined;
  readonly asked: string | undefined;
  readonly protocol: Protocol;
  /** Of a service that is run here, by a protocol that it does not speak here. */
  readonly refusal?: Refusal;
}

/** The local CloudWatch has two of the three protocols of the real one; this is a client of before 2026. */
const OF_XML: Refusal = {
  status: 501,
  code: "NotImplementedException",
  message:
    "CloudWatch by the query protocol (XML): not spoken locally, its JSON and CBOR are; update the AWS CLI or the SDK (botocore 1.41 is too old, 1.42.30 is not)",
};

/** https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
const CBOR_PATH = /^\/service\/([^/]+)\/operation\/([^/]+)$/;

/** Every Lambda path begins with the date of an API version. */
const LAMBDA_PATH = /^\/\d{4}-\d{2}-\d{2}\//;
const FORM = /^application\/x-www-form-urlencoded\b/;

/** The service that a request is for. */
export function addressee({ method, url, headers }: Head): Addressee {
  const scope = credential(headers, url)?.service;
  const target = header(headers, "x-amz-target");
  const isForm = FORM.test(header(headers, "content-type") ?? "") || url.searchParams.has("Action");
  if (target !== undefined) {
    const service = byTarget(target);
    return { service, asked: target, protocol: service ? SERVICES[service].protocol : "json-1.1" };
  }
  const inCbor = cborTarget(url, headers);
  if (inCbor !== undefined) {
    const service = byTarget(inCbor.target);
    if (service !== undefined && SERVICES[service].isOfManyProtocols)
      return { service, asked: inCbor.target, protocol: "cbor" };
  }
  if (LAMBDA_PATH.test(url.pathname) && (scope ?? "lambda") === "lambda")
    return { service: "lambda", asked: "lambda", protocol: "rest-json" };
  if (isS3(method, url, headers)) return { service: "s3", asked: "s3", protocol: "s3" };
  if (scope === undefined) return { service: isForm ? "sts" : undefined, asked: undefined, protocol: "query" };
  if (scope === "monitoring") return { service: undefined, asked: scope, protocol: "query", refusal: OF_XML };
  const asked = isForm ? scope : `${scope}: ${method} ${url.pathname}`;
  const service = Object.hasOwn(SERVICES, scope) ? (scope as ServiceName) : undefined;
  return { service, asked, protocol: service ? SERVICES[service].protocol : protocolOf(scope, isForm, headers) };
}

/** The target and the operation of a path of the CBOR protocol. */
function cborTarget(url: URL, headers: IncomingHttpHeaders): { target: string; operation: string } | undefined {
  if (header(headers, "smithy-protocol") !== "rpc-v2-cbor") return undefined;
  const [, target, operation] = CBOR_PATH.exec(url.pathname) ?? [];
  return target !== undefined && operation !== undefined ? { target, operation } : undefined;
}

/** What has no credential scope: a browser's question whether it may ask, and a URL that is presigned in the older way. */
const isS3 = (method: string, url: URL, headers: IncomingHttpHeaders): boolean =>
  (method === "OPTIONS" && headers["access-control-request-method"] !== undefined) ||
  (url.searchParams.has("AWSAccessKeyId") && url.searchParams.has("Signature"));

/** Services of which neither a target nor a form tells that they speak XML. */
const XML_SERVICES: Readonly<Record<string, Protocol>> = {
  ec2: "ec2",
  route53: "query",
  cloudfront: "query",
};

function protocolOf(scope: string, isForm: boolean, headers: IncomingHttpHeaders): Protocol {
  if (header(headers, "smithy-protocol") === "rpc-v2-cbor") return "cbor";
  if (Object.hasOwn(XML_SERVICES, scope)) return XML_SERVICES[scope] as Protocol;
  return isForm ? "query" : "rest-json";
}

/** `DynamoDB_20111205` is an older version of a service that is here, so that it has no operations is for the service to say. */
function byTarget(target: string): ServiceName | undefined {
  const family = (name: string) => name.split(".")[0]?.replace(/_\d{8}$/, "");
  for (const [name, service] of Object.entries(SERVICES)) {
    if (service.target !== undefined && family(service.target) === family(target)) return name as ServiceName;
  }
  return undefined;
}

/** The operation, by its real name, with the variables of its path; undefined when the service has no such operation. */
export function operationOf(
  service: ServiceName,
  { method, url, headers }: Head,
  form: URLSearchParams | undefined,
): { operation: string; path?: Record<string, string> } | undefined {
  const { target, operations, version } = SERVICES[service];
  if (service === "lambda") return matchRoute(method, url);
  if (service === "s3") return matchS3(method, url, headers);
  const known = (name: string | null | undefined) => (name && operations.has(name) ? { operation: name } : undefined);
  if (target === undefined) return form?.get("Version") === version ? known(form?.get("Action")) : undefined;
  const inCbor = cborTarget(url, headers);
  if (inCbor) return method === "POST" && inCbor.target === target ? known(inCbor.operation) : undefined;
  const given = header(headers, "x-amz-target");
  return method === "POST" && given?.startsWith(`${target}.`) ? known(given.slice(target.length + 1)) : undefined;
}

/** Access key and service of the credential scope, `KEY/20260101/us-east-1/SERVICE/aws4_request`. */
export function credential(
  headers: IncomingHttpHeaders,
  url: URL,
): { accessKeyId: string; service: string | undefined } | undefined {
  const signed = /\bCredential=([^,\s]+)/.exec(header(headers, "authorization") ?? "")?.[1];
  const scope = signed ?? url.searchParams.get("X-Amz-Credential") ?? undefined;
  const [accessKeyId, , , service] = scope?.split("/") ?? [];
  return accessKeyId ? { accessKeyId, service: service?.toLowerCase() || undefined } : undefined;
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
