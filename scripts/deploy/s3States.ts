// The states in a bucket. Loads the S3 client, which nothing else here needs.
import type { S3Location, StatePlace } from "./leftOver.ts";
import type { State } from "./state.ts";

/** A bucket that does not answer must not hold up a deployment: terraform says so anyway. */
const TIMEOUT_MILLISECONDS = 10_000;
const SUFFIX = ".tfstate";

export async function openBucket({ bucket, region, prefix }: S3Location): Promise<StatePlace> {
  const { GetObjectCommand, ListObjectsV2Command, S3Client } = await import("@aws-sdk/client-s3");
  const client = new S3Client({ region });
  const bounded = () => ({ abortSignal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
  return {
    shown: `s3://${bucket}/${prefix}`,
    async names() {
      const names: string[] = [];
      let next: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: "/", ContinuationToken: next }),
          bounded(),
        );
        for (const { Key = "" } of page.Contents ?? []) {
          if (Key.endsWith(SUFFIX)) names.push(Key.slice(prefix.length, -SUFFIX.length));
        }
        next = page.NextContinuationToken;
      } while (next);
      return names;
    },
    async read(name) {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: `${prefix}${name}${SUFFIX}` }),
        bounded(),
      );
      const text = await Body?.transformToString();
      return text ? (JSON.parse(text) as State) : undefined;
    },
  };
}
