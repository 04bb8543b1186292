// Holds in the capacity table, ordered by the time of their decision: neither a hold nor its end replaces what was decided
// later, so a retry that arrives late, after the opposite action, is refused.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { functionKey, REMEMBERED_SECONDS } from "./capacityKeys.ts";
import { HoldSupersededError } from "./errors.ts";
import type { Hold } from "./hold.ts";
import type { LiveItem } from "./liveItem.ts";

/** The sort key of a function's hold, of which there is one at most. */
export const HOLD = "hold";

export interface HoldItems {
  /**
   * Puts a hold in the place of an older one.
   * @throws HoldSupersededError when a newer one is there, or the end of one: a late copy of this call must not undo it
   */
  hold(functionName: string, hold: Hold): Promise<void>;
  /**
   * Ends the hold, if there is one, and remembers it.
   * @param at when that was decided, ISO 8601
   * @throws HoldSupersededError when a newer hold is there
   */
  resume(functionName: string, at: string): Promise<void>;
}

export const toHold = ({ owner, min, max, acquiredAt, liveUntil, reason = "", neverDown }: LiveItem): Hold => ({
  owner,
  config: { min, max },
  since: acquiredAt,
  liveUntil,
  reason,
  ...(neverDown && { neverDown }),
});

export function createHoldItems(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): HoldItems {
  /** Sends a write of the hold, whose condition says that nothing newer is there. */
  async function inOrder(functionName: string, command: PutCommand | UpdateCommand): Promise<void> {
    try {
      await (command instanceof PutCommand ? client.send(command) : client.send(command));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new HoldSupersededError(`${functionName}: a newer hold, or the end of one, is there already`, {
        cause: error,
      });
    }
  }

  return {
    async hold(functionName, { owner, config, reason, since, liveUntil, neverDown }) {
      const item: LiveItem = {
        sk: HOLD,
        owner,
        ...config,
        reason,
        acquiredAt: since,
        liveUntil,
        ...(neverDown && { neverDown }),
      };
      await inOrder(
        functionName,
        new PutCommand({
          TableName: tableName,
          Item: { pk: functionKey(functionName), ...item, expiresAt: liveUntil + REMEMBERED_SECONDS },
          // Its own copy may come again; what is no hold any more was ended.
          ConditionExpression:
            "attribute_not_exists(acquiredAt) OR acquiredAt < :at OR (acquiredAt = :at AND attribute_exists(liveUntil))",
          ExpressionAttributeValues: { ":at": since },
        }),
      );
    },

    async resume(functionName, at) {
      await inOrder(
        functionName,
        new UpdateCommand({
          TableName: tableName,
          Key: { pk: functionKey(functionName), sk: HOLD },
          UpdateExpression: "SET acquiredAt = :at, expiresAt = :expiresAt REMOVE liveUntil",
          ConditionExpression: "attribute_not_exists(acquiredAt) OR acquiredAt <= :at",
          ExpressionAttributeValues: { ":at": at, ":expiresAt": clock.nowSeconds() + REMEMBERED_SECONDS },
        }),
      );
    },
  };
}
