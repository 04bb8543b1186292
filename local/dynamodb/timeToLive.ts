// DynamoDB's time to live, which dynalite does not have: deletes items whose expiry has passed.
import type { TableDefinition } from "./definitions.ts";
import { type Dynalite, DynamoDbError } from "./dynalite.ts";

/** DynamoDB leaves items alone that expired longer ago. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
const FORGOTTEN_SECONDS = 5 * 365 * 24 * 60 * 60;

type Item = Record<string, unknown>;

/** Deletes every expired item of the table. @returns how many */
export async function deleteExpired(dynalite: Dynalite, table: TableDefinition, now: Date): Promise<number> {
  const { timeToLive, create } = table;
  if (timeToLive === undefined) return 0;
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const values = { ":now": { N: String(nowSeconds) }, ":forgotten": { N: String(nowSeconds - FORGOTTEN_SECONDS) } };
  const expired = "#ttl < :now AND #ttl > :forgotten";
  let deleted = 0;
  let start: Item | undefined;
  do {
    const page: { Items: Item[]; LastEvaluatedKey?: Item } = await dynalite.call("Scan", {
      TableName: create.TableName,
      FilterExpression: expired,
      ExpressionAttributeNames: { "#ttl": timeToLive },
      ExpressionAttributeValues: values,
      ...(start && { ExclusiveStartKey: start }),
    });
    for (const item of page.Items) {
      const key = Object.fromEntries(create.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
      const condition = { ConditionExpression: expired, ExpressionAttributeNames: { "#ttl": timeToLive } };
      try {
        await dynalite.call("DeleteItem", {
          TableName: create.TableName,
          Key: key,
          ...condition,
          ExpressionAttributeValues: values,
        });
        deleted += 1;
      } catch (error) {
        // Renewed since the scan.
        if (!(error instanceof DynamoDbError && error.name === "ConditionalCheckFailedException")) throw error;
      }
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return deleted;
}
