// The history of changes in the capacity table.
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import type { Clock } from "../shared/clock.ts";
import { DAY_SECONDS, functionKey } from "./capacityKeys.ts";
import type { Change } from "./change.ts";

const CHANGE = "change#";

/** How long changes are kept. */
const HISTORY_SECONDS = 90 * DAY_SECONDS;

export interface ChangeItems {
  /** Notes a change that is about to be made. */
  record(functionName: string, change: Omit<Change, "at">): Promise<void>;
  /** The latest changes, newest first. */
  changes(functionName: string, limit: number): Promise<Change[]>;
}

export function createChangeItems(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): ChangeItems {
  return {
    async record(functionName, { by, from, to, reasons }) {
      const at = clock.now();
      const change: Change = { at: at.toISOString(), by, from, to, reasons };
      await client.send(
        new PutCommand({
          TableName: tableName,
          Item: {
            pk: functionKey(functionName),
            sk: `${CHANGE}${ulid(at.getTime())}`,
            ...change,
            expiresAt: clock.nowSeconds() + HISTORY_SECONDS,
          },
        }),
      );
    },

    async changes(functionName, limit) {
      const { Items: items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :change)",
          ExpressionAttributeValues: { ":pk": functionKey(functionName), ":change": CHANGE },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      return items.map(({ at, by, from, to, reasons }) => ({ at, by, from, to, reasons }) as Change);
    },
  };
}
