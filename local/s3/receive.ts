// The content of a request, read piece by piece and held against everything that the request says about it.
import { createHash } from "node:crypto";
import { type AwsCall, NoAnswer } from "../aws/call.ts";
import { ALGORITHMS, type Algorithm, headerOf, isAlgorithm, type Running, running } from "./checksums.ts";
import { unchunked } from "./chunks.ts";
import { type S3ErrorCode, s3Error } from "./errors.ts";
import { header } from "./request.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
const MAX_BYTES = 5 * 1024 ** 3;
const MAX_DOCUMENT_BYTES = 2 * 1024 ** 2;

export interface Received {
  readonly bytes: number;
  /** In hexadecimal: the entity tag of what was received in one piece. */
  readonly md5: string;
  readonly checksum?: { readonly algorithm: Algorithm; readonly value: string };
}

/**
 * Reads the content to its end.
 * @param also a checksum that is wanted even if the request brings none
 * @throws AwsError if it is not what the request says; NoAnswer if the client goes away
 */
export async function receive(
  call: AwsCall,
  take: (piece: Buffer) => Promise<unknown>,
  { also, maxBytes = MAX_BYTES }: { also?: Algorithm | undefined; maxBytes?: number } = {},
): Promise<Received> {
  const announced = announcedBytes(call);
  if (announced > maxBytes) throw s3Error("EntityTooLarge");
  const trailers = new Map<string, string>();
  const algorithm = algorithmOf(call) ?? also;
  const md5 = createHash("md5");
  const sha256 = /^[0-9a-f]{64}$/.test(payloadHash(call)) ? createHash("sha256") : undefined;
  const sum: Running | undefined = algorithm && running(algorithm);
  let bytes = 0;
  for await (const piece of contentOf(call, trailers)) {
    bytes += piece.length;
    if (bytes > announced) throw s3Error("IncompleteBody");
    md5.update(piece);
    sha256?.update(piece);
    sum?.update(piece);
    await take(piece);
  }
  if (bytes !== announced) throw s3Error("IncompleteBody");
  if (sha256 && sha256.digest("hex") !== payloadHash(call)) throw s3Error("XAmzContentSHA256Mismatch");
  const digest = md5.digest();
  compare(call.headers["content-md5"] as string | undefined, digest.toString("base64"), 16);
  if (!algorithm || !sum) return { bytes, md5: digest.toString("hex") };
  const value = await sum.value();
  const name = headerOf(algorithm);
  const said = (call.headers[name] as string | undefined) ?? trailers.get(name);
  if (said === undefined && trailerOf(call) === algorithm)
    throw s3Error("InvalidRequest", `trailer ${name} is missing`);
  compare(said, value, Buffer.from(value, "base64").length);
  return { bytes, md5: digest.toString("hex"), checksum: { algorithm, value } };
}

/** A document of the request, such as a list of keys. @throws as `receive` */
export async function receiveDocument(call: AwsCall): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await receive(call, async (piece) => pieces.push(piece), { maxBytes: MAX_DOCUMENT_BYTES });
  return Buffer.concat(pieces);
}

function compare(said: string | undefined, value: string, length: number): void {
  if (said === undefined || said === value) return;
  const code: S3ErrorCode = Buffer.from(said, "base64").length === length ? "BadDigest" : "InvalidDigest";
  throw s3Error(code);
}

const payloadHash = ({ headers }: AwsCall): string => String(headers["x-amz-content-sha256"] ?? "");

const isChunked = (call: AwsCall): boolean =>
  payloadHash(call).startsWith("STREAMING-") || /\baws-chunked\b/.test(call.headers["content-encoding"] ?? "");

async function* contentOf(call: AwsCall, trailers: Map<string, string>): AsyncGenerator<Buffer> {
  const { request } = call;
  if (!request) return;
  const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    yield* isChunked(call) ? unchunked(body, trailers) : body;
  } catch (error) {
    throw request.complete || !request.destroyed ? error : new NoAnswer();
  }
}

function announcedBytes(call: AwsCall): number {
  const { headers } = call;
  const said = isChunked(call) ? headers["x-amz-decoded-content-length"] : headers["content-length"];
  if (said === undefined && headers["transfer-encoding"] !== undefined) throw s3Error("MissingContentLength");
  const bytes = Number(said ?? 0);
  if (!Number.isSafeInteger(bytes) || bytes < 0)
    throw s3Error("InvalidArgument", `length: must be a whole number, got ${said}`);
  return bytes;
}

function trailerOf({ headers }: AwsCall): Algorithm | undefined {
  const name = String(headers["x-amz-trailer"] ?? "").toLowerCase();
  return ALGORITHMS.find((algorithm) => headerOf(algorithm) === name);
}

/**
 * What a header or a trailer brings, or what is asked for. A checksum in the query of a presigned URL is not looked at, as S3
 * does: https://github.com/aws/aws-sdk/issues/480
 */
function algorithmOf(call: AwsCall): Algorithm | undefined {
  const asked = header(call, "x-amz-checksum-algorithm") ?? header(call, "x-amz-sdk-checksum-algorithm");
  const brought = ALGORITHMS.find((algorithm) => call.headers[headerOf(algorithm)] !== undefined) ?? trailerOf(call);
  return brought ?? (isAlgorithm(asked) ? asked : undefined);
}
