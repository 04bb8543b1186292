// What the api does with the media bucket: hands out URLs for uploads and outputs, and puts parts together.
import type { Output } from "../videos/video.ts";
import { outputKey, sourceKey } from "./keys.ts";
import { type S3, S3Error, type S3Request } from "./s3.ts";

/** The most that one PUT takes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const MAX_PUT_BYTES = 5 * 1024 ** 3;

/** Parts of one upload; the largest may have 5 GiB. */
export const MAX_PARTS = 1_024;

export const MAX_UPLOAD_BYTES = MAX_PARTS * MAX_PUT_BYTES;

const MIB = 1024 ** 2;
const MIN_PART_BYTES = 64 * MIB;

/** How long an upload may begin, in seconds. */
export const UPLOAD_URL_SECONDS = 60 * 60;

/** How long an output's URL lasts, in seconds. */
export const OUTPUT_URL_SECONDS = 15 * 60;

/**
 * How long S3 may take to put parts together before the client is told to ask again, in seconds: it may take minutes, and an API
 * has 29 s. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
const COMPLETION_SECONDS = 20;

/** What is to be uploaded. */
export interface Declared {
  readonly id: string;
  readonly contentType: string;
  readonly bytes: number;
}

interface Ends {
  /** ISO 8601: until when it must have begun. */
  readonly expiresAt: string;
}

/** One PUT of the whole, with exactly these headers and a content-length of the declared bytes. */
export interface SingleUpload extends Ends {
  readonly method: "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A PUT of each part, of which the answer's ETag is needed to complete the upload. */
export interface PartsUpload extends Ends {
  readonly method: "PUT";
  readonly parts: readonly { readonly partNumber: number; readonly bytes: number; readonly url: string }[];
}

export interface Uploads {
  single(declared: Declared): Promise<SingleUpload>;
  /** Begins an upload in parts. @returns its id */
  beginParts(declared: Declared): Promise<string>;
  parts(declared: Declared, uploadId: string): Promise<PartsUpload>;
  /**
   * Makes one object of the parts, whose ETags are given in their order.
   * @returns false when parts are missing or wrong; true also when it was done before
   */
  complete(id: string, uploadId: string, etags: readonly string[]): Promise<boolean>;
  /** A URL under which anyone may read the output for OUTPUT_URL_SECONDS. */
  outputUrl(id: string, attempt: number, name: string): Promise<string>;
}

export const isInParts = ({ bytes }: Pick<Declared, "bytes">): boolean => bytes > MAX_PUT_BYTES;

/** Sizes of the parts, in their order. */
export function partSizes(bytes: number): number[] {
  const each = Math.max(MIN_PART_BYTES, Math.ceil(bytes / MAX_PARTS / MIB) * MIB);
  return Array.from({ length: Math.ceil(bytes / each) }, (_, index) => Math.min(each, bytes - index * each));
}

export function createUploads(s3: S3): Uploads {
  return {
    async single({ id, contentType, bytes }) {
      const headers = { "content-type": contentType, "if-none-match": "*" };
      const { url, expiresAt } = await s3.presign(
        {
          action: "s3:PutObject",
          method: "PUT",
          key: sourceKey(id),
          headers: { ...headers, "content-length": String(bytes) },
        },
        UPLOAD_URL_SECONDS,
      );
      return { method: "PUT", url, headers, expiresAt: new Date(expiresAt).toISOString() };
    },

    async beginParts({ id, contentType }) {
      const answer = await s3.send({
        action: "s3:PutObject",
        method: "POST",
        key: sourceKey(id),
        query: { uploads: "" },
        headers: { "content-type": contentType },
      });
      const uploadId = /<UploadId>([^<]+)<\/UploadId>/.exec(await answer.text())?.[1];
      if (!uploadId) throw new Error(`video ${id}: S3 named no upload`);
      return uploadId;
    },

    async parts({ id, bytes }, uploadId) {
      const signed = await Promise.all(
        partSizes(bytes).map(async (size, index) => {
          const partNumber = index + 1;
          const { url, expiresAt } = await s3.presign(
            {
              action: "s3:PutObject",
              method: "PUT",
              key: sourceKey(id),
              query: { partNumber: String(partNumber), uploadId },
              headers: { "content-length": String(size) },
            },
            UPLOAD_URL_SECONDS,
          );
          return { part: { partNumber, bytes: size, url }, expiresAt };
        }),
      );
      return {
        method: "PUT",
        parts: signed.map(({ part }) => part),
        expiresAt: new Date(Math.min(...signed.map(({ expiresAt }) => expiresAt))).toISOString(),
      };
    },

    async complete(id, uploadId, etags) {
      const parts = etags.map(
        (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escaped(etag)}</ETag></Part>`,
      );
      const request: S3Request = {
        action: "s3:PutObject",
        method: "POST",
        key: sourceKey(id),
        query: { uploadId },
        headers: { "content-type": "application/xml", "if-none-match": "*" },
        body: `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join("")}</CompleteMultipartUpload>`,
        seconds: COMPLETION_SECONDS,
      };
      const answer = await s3.send(request, [400, 404, 412]);
      // 200 may still be an error, which comes when S3 has worked on it.
      const code = /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1];
      if (answer.ok && code === undefined) return true;
      if (code === "NoSuchUpload" || code === "PreconditionFailed") return true; // by an earlier call
      if (answer.status === 400) return false;
      throw new S3Error(request, answer.status, code ?? "");
    },

    async outputUrl(id, attempt, name) {
      const key = outputKey(id, attempt, name);
      return (await s3.presign({ action: "s3:GetObject", method: "GET", key }, OUTPUT_URL_SECONDS)).url;
    },
  };
}

/** An output as a client gets it. */
export const withUrls = (
  uploads: Pick<Uploads, "outputUrl">,
  id: string,
  attempt: number,
  outputs: readonly Output[],
) =>
  Promise.all(outputs.map(async (output) => ({ ...output, url: await uploads.outputUrl(id, attempt, output.name) })));

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
