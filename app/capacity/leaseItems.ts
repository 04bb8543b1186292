// Leases in the capacity table. An ended lease is remembered, so that a late copy of its acquire cannot bring it back.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { functionKey, REMEMBERED_SECONDS } from "./capacityKeys.ts";
import type { Declaration } from "./declaration.ts";
import { LeaseEndedError } from "./errors.ts";
import { isLive, type Lease } from "./lease.ts";
import type { LiveItem } from "./liveItem.ts";
import type { ScalingConfig } from "./scalingConfig.ts";

const leaseKey = (owner: string) => `lease#${owner}`;

export interface LeaseItems {
  /**
   * Takes a lease, or changes and prolongs the one that the owner has; its end never comes nearer.
   * @throws LeaseEndedError if it was released or has expired
   */
  acquire(
    functionName: string,
    owner: string,
    config: ScalingConfig,
    seconds: number,
    reason?: string | undefined,
  ): Promise<Lease>;
  /**
   * Ends the owner's lease, which counts on for the grace period; also remembers the end of one that has not arrived yet.
   * @param graceSeconds as declared if left out
   */
  release(functionName: string, owner: string, graceSeconds?: number): Promise<void>;
}

export const toLease = ({ owner, min, max, acquiredAt, liveUntil, reason, releasedAt }: LiveItem): Lease => ({
  owner,
  config: { min, max },
  acquiredAt,
  liveUntil,
  ...(reason !== undefined && { reason }),
  ...(releasedAt !== undefined && { isReleased: true }),
});

/** @param options.declaration says how long the grace period is */
export function createLeaseItems(
  client: DynamoDBDocumentClient,
  options: { tableName: string; clock: Clock; declaration: (functionName: string) => Promise<Declaration> },
): LeaseItems {
  const { tableName, clock, declaration } = options;
  return {
    async acquire(functionName, owner, config, seconds, reason) {
      const now = clock.nowSeconds();
      const key = { pk: functionKey(functionName), sk: leaseKey(owner) };
      const take = async (liveUntil: number) => {
        const { Attributes: item } = await client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: key,
            UpdateExpression:
              "SET #owner = :owner, #min = :min, #max = :max, acquiredAt = if_not_exists(acquiredAt, :at), " +
              "liveUntil = :liveUntil, expiresAt = :expiresAt" +
              (reason === undefined ? "" : ", reason = :reason"),
            ConditionExpression:
              "attribute_not_exists(releasedAt) AND " +
              "(attribute_not_exists(liveUntil) OR (liveUntil > :now AND liveUntil <= :liveUntil))",
            ExpressionAttributeNames: { "#owner": "owner", "#min": "min", "#max": "max" },
            ExpressionAttributeValues: {
              ":owner": owner,
              ":min": config.min,
              ":max": config.max,
              ":at": clock.now().toISOString(),
              ":now": now,
              ":liveUntil": liveUntil,
              ":expiresAt": liveUntil + REMEMBERED_SECONDS,
              ...(reason !== undefined && { ":reason": reason }),
            },
            ReturnValues: "ALL_NEW",
          }),
        );
        return toLease(item as LiveItem);
      };
      try {
        return await take(now + seconds);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const { Item: item } = await client.send(
          new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
        );
        const { releasedAt, liveUntil = 0 } = (item ?? {}) as Partial<LiveItem>;
        // A shorter wish keeps the end that was promised before.
        if (releasedAt === undefined && isLive({ liveUntil }, now)) return take(liveUntil);
        const how = releasedAt === undefined ? "has expired" : "was released";
        throw new LeaseEndedError(`${owner}: its lease on ${functionName} ${how} already`, { cause: error });
      }
    },

    async release(functionName, owner, given) {
      const graceSeconds = given ?? (await declaration(functionName)).graceSeconds;
      const now = clock.nowSeconds();
      const key = { pk: functionKey(functionName), sk: leaseKey(owner) };
      const end = (set: string, condition: string, values: Record<string, unknown>) =>
        client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: key,
            UpdateExpression: `SET #owner = :owner, releasedAt = :at, expiresAt = :expiresAt${set}`,
            ConditionExpression: `attribute_not_exists(releasedAt) AND ${condition}`,
            ExpressionAttributeNames: { "#owner": "owner" },
            ExpressionAttributeValues: {
              ":owner": owner,
              ":at": clock.now().toISOString(),
              ":expiresAt": now + REMEMBERED_SECONDS,
              ...values,
            },
          }),
        );
      const ends = [
        // A live lease counts on for the grace period, and no longer than it would have.
        () => end(", liveUntil = :grace", "liveUntil > :grace", { ":grace": now + graceSeconds }),
        () => end("", "(attribute_not_exists(liveUntil) OR liveUntil <= :grace)", { ":grace": now + graceSeconds }),
      ];
      for (const attempt of ends) {
        try {
          await attempt();
          return;
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
        }
      }
      // Released before: nothing to do.
    },
  };
}
