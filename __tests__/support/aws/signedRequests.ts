// An S3 that only checks signatures, by AWS's published rules and with none of the SDK's code: requests are recorded, and
// answered by the test. https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "session/token==" };

export interface Received {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SignedServer {
  readonly endpoint: string;
  readonly received: Received[];
  /** What comes next, in this order; then 200 with nothing. */
  readonly answers: Answer[];
  close(): Promise<void>;
}

export async function signedServer(): Promise<SignedServer> {
  const received: Received[] = [];
  const answers: Answer[] = [];
  const server = createServer(async (request, response) => {
    const got = await read(request);
    received.push(got);
    const wrong = whatIsWrong(got);
    const {
      status,
      body = "",
      headers = {},
    } = wrong ? { status: 403, body: wrong } : (answers.shift() ?? { status: 200 });
    response.writeHead(status, headers);
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method ?? "",
    path: request.url ?? "",
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** Code of the error, or undefined when the signature is right. */
export function whatIsWrong({ method, path, headers, body }: Received): string | undefined {
  const [pathname = "", search = ""] = path.split("?");
  const query = search.split("&").filter((pair) => pair !== "");
  const queried = (name: string) => {
    const pair = query.find((text) => text.startsWith(`${name}=`));
    return pair === undefined ? undefined : decodeURIComponent(pair.slice(name.length + 1));
  };
  const isPresigned = queried("X-Amz-Signature") !== undefined;
  const [, scopeOf, signedOf, signatureOf] =
    /Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(headers.authorization ?? "") ?? [];
  const credential = isPresigned ? queried("X-Amz-Credential") : scopeOf;
  const signed = (isPresigned ? queried("X-Amz-SignedHeaders") : signedOf) ?? "";
  const signature = isPresigned ? queried("X-Amz-Signature") : signatureOf;
  const date = (isPresigned ? queried("X-Amz-Date") : headers["x-amz-date"]) ?? "";
  const hash = (isPresigned ? queried("X-Amz-Content-Sha256") : headers["x-amz-content-sha256"]) ?? "UNSIGNED-PAYLOAD";
  const token = isPresigned ? queried("X-Amz-Security-Token") : headers["x-amz-security-token"];
  if (token !== CREDENTIALS.sessionToken) return "<Code>InvalidToken</Code>";
  if (hash !== "UNSIGNED-PAYLOAD" && hash !== sha256(body)) return "<Code>XAmzContentSHA256Mismatch</Code>";

  const scope = (credential ?? "").split("/").slice(1).join("/");
  const canonical = [
    method,
    pathname,
    query
      .filter((pair) => !pair.startsWith("X-Amz-Signature="))
      .sort()
      .join("&"),
    ...signed.split(";").map((name) => `${name}:${headers[name] ?? ""}`),
    "",
    signed,
    hash,
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${CREDENTIALS.secretAccessKey}`);
  return hmac(key, toSign).toString("hex") === signature ? undefined : "<Code>SignatureDoesNotMatch</Code>";
}
