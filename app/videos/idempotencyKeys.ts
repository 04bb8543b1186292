// Idempotency keys of creations, beside the videos that they made. A key is claimed before its video is written, with the id
// that the video will have: however often a creation is repeated, and wherever it broke off, it makes one video.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { KeyInFlightError, KeyReusedError } from "./errors.ts";
import { VIDEO_TIME_TO_LIVE } from "./table.ts";
import type { Video } from "./video.ts";

/** For how long a key is known, in seconds. */
export const KEY_SECONDS = 24 * 60 * 60;

/** How long one request may take; API Gateway waits for 30 s. What is still in flight then has broken off. */
export const IN_FLIGHT_SECONDS = 60;

/** A creation as its client names it. */
export interface Creation {
  /** Unique to a caller and what the caller calls it. */
  readonly key: string;
  /** Of what is asked for. */
  readonly fingerprint: string;
}

export interface Claimed {
  /** The id that the video has, or is to have; it may be there already when the key was claimed before. */
  readonly videoId: string;
  /** The video as it was created, when the creation has been answered. */
  readonly answered?: Video;
}

export interface IdempotencyKeys {
  /** @param videoId for a new video; @throws KeyReusedError, and KeyInFlightError while another request has the key */
  claim(creation: Creation, videoId: string): Promise<Claimed>;
  /** Notes what the creation came to. */
  answer(key: string, video: Video): Promise<void>;
  /** Gives the key back: nothing was created. */
  release(key: string, videoId: string): Promise<void>;
}

/** No video is called so. */
const idOf = (key: string): string => `idempotency#${key}`;

interface Stored {
  readonly fingerprint: string;
  readonly videoId: string;
  readonly answered?: Video;
}

export function createIdempotencyKeys(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): IdempotencyKeys {
  /** What is stored under the key, unless this call has stored the item. */
  async function stored(item: Stored & { id: string }, now: number): Promise<Stored | undefined> {
    try {
      await client.send(
        new PutCommand({
          TableName: tableName,
          Item: { ...item, inFlightUntil: now + IN_FLIGHT_SECONDS, [VIDEO_TIME_TO_LIVE]: now + KEY_SECONDS },
          // DynamoDB drops items some time after their end.
          ConditionExpression: "attribute_not_exists(id) OR #end <= :now",
          ExpressionAttributeNames: { "#end": VIDEO_TIME_TO_LIVE },
          ExpressionAttributeValues: { ":now": now },
        }),
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const found = await client.send(
        new GetCommand({ TableName: tableName, Key: { id: item.id }, ConsistentRead: true }),
      );
      if (!found.Item) throw new KeyInFlightError(); // it ended in between: another request may have it by now
      return found.Item as unknown as Stored;
    }
  }

  /** False when the condition does not hold. */
  async function update(key: string, expression: string, only: string, values: Record<string, unknown>) {
    try {
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { id: idOf(key) },
          UpdateExpression: expression,
          ConditionExpression: only,
          ExpressionAttributeValues: values,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    async claim({ key, fingerprint }, videoId) {
      const now = clock.nowSeconds();
      const known = await stored({ id: idOf(key), fingerprint, videoId }, now);
      if (known === undefined) return { videoId };
      if (known.fingerprint !== fingerprint) throw new KeyReusedError();
      if (known.answered) return { videoId: known.videoId, answered: known.answered };
      const isTaken = await update(key, "SET inFlightUntil = :until", "videoId = :videoId AND inFlightUntil <= :now", {
        ":until": now + IN_FLIGHT_SECONDS,
        ":videoId": known.videoId,
        ":now": now,
      });
      if (!isTaken) throw new KeyInFlightError();
      return { videoId: known.videoId };
    },

    async answer(key, video) {
      await update(key, "SET answered = :video REMOVE inFlightUntil", "videoId = :videoId", {
        ":video": video,
        ":videoId": video.id,
      });
    },

    async release(key, videoId) {
      const only = "videoId = :videoId AND attribute_not_exists(answered)";
      await update(key, "SET inFlightUntil = :never", only, { ":never": 0, ":videoId": videoId });
    },
  };
}
