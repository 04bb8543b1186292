// Checks that a request of S3 is signed with the secret of its access key: in its header, or as a presigned URL.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { getCanonicalHeaders, getCanonicalQuery } from "@smithy/signature-v4";
import type { AwsCall, Step } from "../aws/call.ts";
import { AwsError } from "../aws/call.ts";
import type { Credentials } from "../iam/sessions.ts";
import { type S3ErrorCode, s3Error } from "./errors.ts";
import { header } from "./request.ts";
import { PREFLIGHT } from "./routes.ts";

export interface SignatureOptions {
  /** Of a role's session; undefined for any other access key, whose secret is the access key itself. */
  readonly credentialsOf: (accessKeyId: string | undefined) => Credentials | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Signed {
  /** `KEY/20260101/us-east-1/s3/aws4_request` */
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260101T000000Z` */
  readonly date: string;
  readonly payloadHash: string;
  /** From its date on; undefined for a signature in the header, which holds as long as clocks may differ. */
  readonly expiresSeconds?: number;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const SKEW_MILLISECONDS = 15 * 60 * 1000;
const MAX_EXPIRES_SECONDS = 7 * 24 * 60 * 60;
const UNSIGNED = "UNSIGNED-PAYLOAD";

/** Refuses what is not signed, is signed by another secret or for another request, or whose time is over. */
export function signatureStep(options: SignatureOptions): Step {
  return async (call) => {
    if (call.service !== "s3" || call.operation === PREFLIGHT) return undefined;
    try {
      check(call, options);
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return error.refusal;
      throw error;
    }
  };
}

function check(call: AwsCall, { credentialsOf, now }: SignatureOptions): void {
  const signed = call.url.searchParams.has("X-Amz-Signature") ? fromQuery(call) : fromHeader(call);
  const [accessKeyId = "", shortDate = "", region = "", service = ""] = signed.credential.split("/");
  checkTime(signed, shortDate, now());
  const session = credentialsOf(accessKeyId);
  if (session && header(call, "x-amz-security-token") !== session.sessionToken) throw s3Error("InvalidToken");
  const unsigned = Object.keys(call.headers).filter(
    (name) => name.startsWith("x-amz-") && !signed.signedHeaders.includes(name) && name !== "x-amz-content-sha256",
  );
  if (unsigned.length > 0 || !signed.signedHeaders.includes("host"))
    throw s3Error("AccessDenied", `There were headers present in the request which were not signed: ${unsigned}`);
  const secretAccessKey = session?.secretAccessKey ?? accessKeyId;
  const scope = [shortDate, region, service, "aws4_request"];
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const request = createHash("sha256").update(canonicalRequest(call, signed)).digest("hex");
  const expected = hmac(key, [ALGORITHM, signed.date, scope.join("/"), request].join("\n"));
  const given = Buffer.from(signed.signature, "hex");
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  const rule = session ? "" : " Locally the secret of an access key that is no role's is the access key itself.";
  throw s3Error("SignatureDoesNotMatch", `${s3Error("SignatureDoesNotMatch").message}${rule}`);
}

function canonicalRequest({ method, url, headers }: AwsCall, { signedHeaders, payloadHash }: Signed): string {
  const values = signedHeaders.map((name): [string, string] => [name, String(headers[name] ?? "")]);
  const path = url.pathname
    .split("/")
    .map((segment) => encoded(decodeURIComponent(segment)))
    .join("/");
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) query[name] = [...(query[name] ?? []), value];
  const request = { method, path, query, headers: Object.fromEntries(values), protocol: "http:", hostname: "" };
  const canonical = Object.entries(getCanonicalHeaders(request, undefined, new Set(signedHeaders))).sort();
  return [
    method,
    path,
    getCanonicalQuery(request),
    ...canonical.map(([name, value]) => `${name}:${value}`),
    "",
    signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
}

const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

function fromHeader({ headers, url }: AwsCall): Signed {
  const { authorization } = headers;
  if (authorization?.startsWith("AWS ") || url.searchParams.has("AWSAccessKeyId"))
    throw s3Error("InvalidRequest", `The authorization mechanism is not supported. Please use ${ALGORITHM}.`);
  if (authorization === undefined) throw s3Error("AccessDenied");
  const part = (name: string) => new RegExp(`\\b${name}=([^,\\s]+)`).exec(authorization)?.[1];
  const [credential, names, signature] = [part("Credential"), part("SignedHeaders"), part("Signature")];
  const date = headers["x-amz-date"];
  const payloadHash = headers["x-amz-content-sha256"];
  if (!authorization.startsWith(ALGORITHM) || !credential || !names || !signature || typeof date !== "string")
    throw s3Error("AuthorizationHeaderMalformed");
  if (typeof payloadHash !== "string") throw s3Error("InvalidRequest", "Missing required header: x-amz-content-sha256");
  return { credential, signedHeaders: names.split(";"), signature, date, payloadHash };
}

function fromQuery({ url, headers }: AwsCall): Signed {
  const value = (name: string) => url.searchParams.get(name) ?? undefined;
  const [credential, names] = [value("X-Amz-Credential"), value("X-Amz-SignedHeaders")];
  const [signature, date, expires] = [value("X-Amz-Signature"), value("X-Amz-Date"), value("X-Amz-Expires")];
  if (!credential || !names || !signature || !date || !expires || value("X-Amz-Algorithm") !== ALGORITHM)
    throw s3Error("AuthorizationQueryParametersError");
  const expiresSeconds = Number(expires);
  if (!/^\d+$/.test(expires) || expiresSeconds < 1 || expiresSeconds > MAX_EXPIRES_SECONDS)
    throw s3Error(
      "AuthorizationQueryParametersError",
      `X-Amz-Expires: must be 1 to ${MAX_EXPIRES_SECONDS} seconds, got ${expires}`,
    );
  const payloadHash = value("X-Amz-Content-Sha256") ?? String(headers["x-amz-content-sha256"] ?? UNSIGNED);
  return { credential, signedHeaders: names.split(";"), signature, date, payloadHash, expiresSeconds };
}

/** @throws AwsError RequestTimeTooSkewed, AccessDenied */
function checkTime({ date, expiresSeconds }: Signed, shortDate: string, now: number): void {
  const malformed: S3ErrorCode =
    expiresSeconds === undefined ? "AuthorizationHeaderMalformed" : "AuthorizationQueryParametersError";
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const [year = Number.NaN, month = 1, day, hour, minute, second] = parts.map(Number);
  const signedAt = Date.UTC(year, month - 1, day, hour, minute, second);
  if (Number.isNaN(signedAt) || !date.startsWith(shortDate)) throw s3Error(malformed);
  if (expiresSeconds === undefined) {
    if (Math.abs(now - signedAt) > SKEW_MILLISECONDS) throw s3Error("RequestTimeTooSkewed");
    return;
  }
  if (signedAt - now > SKEW_MILLISECONDS) throw s3Error("AccessDenied", "Request is not valid yet");
  if (now > signedAt + expiresSeconds * 1000) throw s3Error("AccessDenied", "Request has expired");
}
