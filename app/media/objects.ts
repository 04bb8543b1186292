// What the dispatcher does with the media bucket: looks whether a source is there, and deletes what a video leaves.
import { isUnlisted, outputsPrefix, sourceKey } from "./keys.ts";
import { type S3, S3Error } from "./s3.ts";

/** An object as S3 knows it. */
export interface Uploaded {
  readonly bytes: number;
  /** Lower case, as it was sent. */
  readonly contentType: string;
}

export interface Objects {
  /** The source of a video; undefined while it is not there. */
  source(id: string): Promise<Uploaded | undefined>;
  deleteSource(id: string): Promise<void>;
  /** Ends uploads of the source that were begun in parts and not completed; their parts are gone. */
  abortUploads(id: string): Promise<void>;
  /** Outputs of a video's attempts up to `attempt`, but for those of that attempt under `names`; later ones stay. */
  deleteUnlisted(id: string, attempt: number, names: readonly string[]): Promise<void>;
  /** Source, outputs and unfinished uploads of a video. */
  deleteAll(id: string): Promise<void>;
}

export function createObjects(s3: S3): Objects {
  async function keysUnder(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for (let token: string | undefined; ; ) {
      const answer = await s3.send({
        action: "s3:ListBucket",
        method: "GET",
        query: { "list-type": "2", prefix, "encoding-type": "url", ...(token && { "continuation-token": token }) },
      });
      const text = await answer.text();
      keys.push(...valuesOf(text, "Key").map(decoded));
      [token] = valuesOf(text, "NextContinuationToken");
      if (token === undefined) return keys;
    }
  }

  async function deleteKey(key: string): Promise<void> {
    await s3.send({ action: "s3:DeleteObject", method: "DELETE", key }, [404]);
  }

  async function abortUploads(id: string): Promise<void> {
    const key = sourceKey(id);
    const answer = await s3.send({
      action: "s3:ListBucketMultipartUploads",
      method: "GET",
      query: { uploads: "", prefix: key },
    });
    for (const uploadId of valuesOf(await answer.text(), "UploadId")) {
      await s3.send({ action: "s3:AbortMultipartUpload", method: "DELETE", key, query: { uploadId } }, [404]);
    }
  }

  return {
    async source(id) {
      const key = sourceKey(id);
      const answer = await s3.send({ action: "s3:GetObject", method: "HEAD", key }, [403, 404]);
      if (answer.ok) {
        return {
          bytes: Number(answer.headers.get("content-length")),
          contentType: (answer.headers.get("content-type") ?? "").toLowerCase(),
        };
      }
      // To a role that may list by prefix only, S3 says 403 of what is not there.
      if (answer.status === 403 && (await keysUnder(key)).includes(key)) {
        throw new S3Error({ action: "s3:GetObject", method: "HEAD", key }, 403, "AccessDenied");
      }
      return undefined;
    },

    deleteSource: (id) => deleteKey(sourceKey(id)),
    abortUploads,

    async deleteUnlisted(id, attempt, names) {
      const outputs = await keysUnder(outputsPrefix(id));
      await Promise.all(outputs.filter((key) => isUnlisted(key, id, attempt, names)).map(deleteKey));
    },

    async deleteAll(id) {
      // Parts first: an upload that is completed meanwhile is then a source, and goes with it.
      await abortUploads(id);
      const outputs = await keysUnder(outputsPrefix(id));
      await Promise.all([sourceKey(id), ...outputs].map(deleteKey));
    },
  };
}

const valuesOf = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, value = ""]) =>
    value.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
  );

const decoded = (key: string): string => decodeURIComponent(key.replaceAll("+", " "));
