// What a bucket's lifecycle rules let go. https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
import type { Bucket } from "./bucket.ts";

export interface LifecycleRule {
  readonly prefix: string;
  /** All of them, with these values. */
  readonly tags: Readonly<Record<string, string>>;
  readonly expirationDays?: number;
  readonly abortUploadsAfterDays?: number;
}

const DAY = 86_400_000;

/** S3 counts days from the midnight (UTC) that follows. */
const isDue = (since: number, days: number, now: number) => (Math.floor(since / DAY) + 1 + days) * DAY <= now;

/** Lets go what is due. @returns the keys that expired */
export function applyLifecycle(bucket: Bucket, rules: readonly LifecycleRule[], now: number): string[] {
  const expired: string[] = [];
  for (const { prefix, tags, expirationDays, abortUploadsAfterDays } of rules) {
    if (abortUploadsAfterDays !== undefined) {
      for (const [id, { key, startedAt }] of [...bucket.uploads.entries()])
        if (key.startsWith(prefix) && isDue(startedAt, abortUploadsAfterDays, now)) bucket.endUpload(id);
    }
    if (expirationDays === undefined) continue;
    for (const [key, object] of [...bucket.objects.entries()]) {
      const isMeant =
        key.startsWith(prefix) && Object.entries(tags).every(([tag, value]) => object.tags[tag] === value);
      if (isMeant && isDue(object.modifiedAt, expirationDays, now) && bucket.delete(key)) expired.push(key);
    }
  }
  return expired;
}
