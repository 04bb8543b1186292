// Presigned URLs of S3, made by the SDK's own signer.
import { S3Client } from "@aws-sdk/client-s3";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "../../../local/iam/sessions.ts";

export interface Presigning {
  readonly method?: string;
  /** `/bucket/key`, encoded. */
  readonly path: string;
  /** What must be sent as it is here. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly expiresIn?: number;
  readonly signingDate?: Date;
}

export async function presigned(
  endpoint: string,
  credentials: Omit<Credentials, "sessionToken"> & Partial<Credentials>,
  { method = "GET", path, headers = {}, query = {}, expiresIn = 60, signingDate = new Date() }: Presigning,
): Promise<string> {
  const client = new S3Client({ region: "us-east-1", credentials });
  const { sha256 } = client.config;
  client.destroy();
  const signer = new SignatureV4({
    service: "s3",
    region: "us-east-1",
    credentials,
    sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const { host, hostname, port, protocol } = new URL(endpoint);
  const request = {
    method,
    protocol,
    hostname,
    port: Number(port),
    path,
    query: { ...query },
    headers: { host, "x-amz-content-sha256": "UNSIGNED-PAYLOAD", ...headers },
  };
  const signed = await signer.presign(request, {
    expiresIn,
    signingDate,
    signableHeaders: new Set(Object.keys(headers)),
  });
  return `${endpoint}${path}?${new URLSearchParams(signed.query as Record<string, string>)}`;
}
