// Signed requests to the media bucket: presigned for clients, or sent from here. With the SDK's signer and without its S3
// client, which would make each function's bundle larger by half a megabyte.
import { HttpRequest } from "@smithy/core/protocols";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AwsCredentialIdentity } from "@smithy/types";
import type { Clock } from "../shared/clock.ts";
import { REQUEST } from "../shared/request.ts";

export interface S3Request {
  /** The right that it needs: the functions' roles are held to it. */
  readonly action: `s3:${string}`;
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** @default the media bucket */
  readonly bucket?: string;
  /** @default the bucket itself */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** All of them are signed. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob;
  /** How long the answer may take where S3 works on it for a while: then it is not asked for twice. @default 3, and a retry */
  readonly seconds?: number;
  /** Ends the request, and its retries. */
  readonly signal?: AbortSignal;
}

export interface Presigned {
  readonly url: string;
  /** Milliseconds since the epoch: when the URL ends or, where that is known and sooner, the session that signed it. */
  readonly expiresAt: number;
}

export interface S3 {
  presign(request: S3Request, seconds: number): Promise<Presigned>;
  /** @throws S3Error for an answer other than 2xx that `allowed` does not name; network errors as they are */
  send(request: S3Request, allowed?: readonly number[]): Promise<Response>;
}

export interface S3Options {
  readonly bucket: string;
  /** The service elsewhere than on AWS; the bucket is then part of the path. */
  readonly endpoint?: string | undefined;
  /** Those of an SDK client's `config`. */
  readonly region: () => Promise<string>;
  readonly credentials: () => Promise<AwsCredentialIdentity>;
  readonly clock: Clock;
  /** @default global fetch */
  readonly fetch?: typeof fetch;
}

/** S3 refused a request. */
export class S3Error extends Error {
  readonly status: number;
  /** As for the SDK's errors: a retry may get over it. */
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(request: S3Request, status: number, code: string) {
    super(`S3 ${request.method} ${request.key ?? "bucket"}: ${status} ${code}`);
    this.name = code || "S3Error";
    this.status = status;
    this.$metadata = { httpStatusCode: status };
  }
}

const ATTEMPTS = 3;
const BACK_OFF_MILLISECONDS = 100;

/** What a file may take to send, in milliseconds: a slow link is not a silent one. */
const FILE_MILLISECONDS = 10 * 60 * 1000;

const Sha256 = Hash.bind(null, "sha256");

export function createS3({
  bucket: mediaBucket,
  endpoint,
  region,
  credentials,
  clock,
  fetch: call = fetch,
}: S3Options): S3 {
  const signer = new SignatureV4({ service: "s3", region, credentials, sha256: Sha256, uriEscapePath: false });

  async function httpRequest({
    bucket = mediaBucket,
    method,
    key = "",
    query = {},
    headers = {},
    body,
  }: S3Request): Promise<HttpRequest> {
    const inRegion = await region();
    const suffix = inRegion.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    const base = new URL(endpoint ?? `https://${bucket}.s3.${inRegion}.${suffix}`);
    const path = [...(endpoint === undefined ? [] : [bucket]), ...key.split("/").map(encodeURIComponent)].join("/");
    const { protocol, hostname, port, host } = base;
    return new HttpRequest({
      method,
      protocol,
      hostname,
      ...(port !== "" && { port: Number(port) }),
      path: `/${path}`,
      query: { ...query },
      headers: { host, ...headers, ...(typeof body !== "string" && { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }) },
      ...(typeof body === "string" && { body }),
    });
  }

  return {
    async presign(request, seconds) {
      const now = clock.now();
      const signed = await signer.presign(await httpRequest(request), { expiresIn: seconds, signingDate: now });
      const ends = (await credentials()).expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      return { url: urlOf(signed), expiresAt: Math.min(now.getTime() + seconds * 1000, ends) };
    },

    async send(request, allowed = []) {
      const { method, body, seconds, signal } = request;
      const milliseconds =
        body instanceof Blob ? FILE_MILLISECONDS : seconds === undefined ? REQUEST.requestTimeout : seconds * 1000;
      for (let attempt = 1; ; attempt += 1) {
        const signed = await signer.sign(await httpRequest(request), { signingDate: clock.now() });
        const { host: _host, ...headers } = signed.headers;
        try {
          const response = await call(urlOf(signed), {
            method,
            headers,
            ...(body !== undefined && { body }),
            redirect: "error",
            signal: AbortSignal.any([AbortSignal.timeout(milliseconds), ...(signal ? [signal] : [])]),
          });
          if (response.ok || allowed.includes(response.status)) return response;
          const text = method === "HEAD" ? "" : await response.text();
          throw new S3Error(request, response.status, /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? "");
        } catch (error) {
          const isRefused = error instanceof S3Error && error.status < 500 && error.status !== 429;
          const isUnderWay = seconds !== undefined && (error as Error).name === "TimeoutError";
          if (isRefused || isUnderWay || signal?.aborted || attempt === ATTEMPTS) throw error;
          await clock.sleep(BACK_OFF_MILLISECONDS * 2 ** attempt);
        }
      }
    },
  };
}

function urlOf({ protocol, hostname, port, path, query = {} }: Awaited<ReturnType<SignatureV4["presign"]>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
  const search = pairs.length > 0 ? `?${pairs.join("&")}` : "";
  return `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}${search}`;
}

/** As the signature counts it: RFC 3986. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
