// The capacity table: what is declared for each function, who asks for capacity right now, and what was changed.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, paginateQuery, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { CAPACITY_KEYS, DECLARATIONS, declarationKey, functionKey, REMEMBERED_SECONDS } from "./capacityKeys.ts";
import { type ChangeItems, createChangeItems } from "./changeItems.ts";
import { type Declaration, declarationSchema } from "./declaration.ts";
import type { Demand } from "./desired.ts";
import { LeaseEndedError, UndeclaredFunctionError } from "./errors.ts";
import { createHoldItems, HOLD, type HoldItems, toHold } from "./holdItems.ts";
import { isLive, type Lease } from "./lease.ts";
import type { LiveItem } from "./liveItem.ts";
import type { DemandSource } from "./reconciler.ts";
import type { ScalingConfig } from "./scalingConfig.ts";

const leaseKey = (owner: string) => `lease#${owner}`;

export interface CapacityTable extends DemandSource, HoldItems, ChangeItems {
  /** Names of all declared functions, whether or not their declarations are right. */
  functions(): Promise<string[]>;
  /** Takes a lease, or confirms the one that the owner has; @throws LeaseEndedError if it was released or has expired */
  acquire(
    functionName: string,
    owner: string,
    config: ScalingConfig,
    seconds: number,
    reason?: string | undefined,
  ): Promise<Lease>;
  /** Ends the owner's lease; also remembers the end of one that has not arrived yet. */
  release(functionName: string, owner: string): Promise<void>;
}

const toLease = ({ owner, min, max, acquiredAt, liveUntil, reason }: LiveItem): Lease => ({
  owner,
  config: { min, max },
  acquiredAt,
  liveUntil,
  ...(reason !== undefined && { reason }),
});

export function createCapacityTable(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): CapacityTable {
  async function query<T>(condition: { expression: string; values: Record<string, unknown>; index?: string }) {
    const items: T[] = [];
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: condition.expression,
        ExpressionAttributeValues: condition.values,
        ...(condition.index && { IndexName: condition.index }),
      },
    );
    for await (const page of pages) items.push(...((page.Items ?? []) as T[]));
    return items;
  }

  async function declaration(functionName: string): Promise<Declaration> {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: tableName, Key: declarationKey(functionName), ConsistentRead: true }),
    );
    if (!item) throw new UndeclaredFunctionError(`${functionName}: not declared in table ${tableName}`);
    const { pk: _pk, sk: _sk, ...declared } = item;
    return declarationSchema.parse(declared);
  }

  const live = (functionName: string) =>
    query<LiveItem>({
      index: CAPACITY_KEYS.liveIndex,
      expression: "pk = :pk AND liveUntil > :now",
      values: { ":pk": functionKey(functionName), ":now": clock.nowSeconds() },
    });

  return {
    async demand(functionName): Promise<Demand> {
      const [declared, items] = await Promise.all([declaration(functionName), live(functionName)]);
      const held = items.find(({ sk }) => sk === HOLD);
      return {
        declaration: declared,
        leases: items.filter(({ sk }) => sk !== HOLD).map(toLease),
        ...(held && { hold: toHold(held) }),
      };
    },

    async functions() {
      const items = await query<{ sk: string }>({ expression: "pk = :pk", values: { ":pk": DECLARATIONS } });
      return items.map(({ sk }) => sk);
    },

    async acquire(functionName, owner, config, seconds, reason) {
      const liveUntil = clock.nowSeconds() + seconds;
      try {
        const { Attributes: item } = await client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: { pk: functionKey(functionName), sk: leaseKey(owner) },
            // A repeated acquire changes nothing: the end stays where the first one put it.
            UpdateExpression:
              "SET #owner = :owner, #min = :min, #max = :max, acquiredAt = if_not_exists(acquiredAt, :now), " +
              "liveUntil = if_not_exists(liveUntil, :liveUntil), expiresAt = if_not_exists(expiresAt, :expiresAt)" +
              (reason === undefined ? "" : ", reason = :reason"),
            ConditionExpression: "attribute_not_exists(releasedAt)",
            ExpressionAttributeNames: { "#owner": "owner", "#min": "min", "#max": "max" },
            ExpressionAttributeValues: {
              ":owner": owner,
              ":min": config.min,
              ":max": config.max,
              ":now": clock.now().toISOString(),
              ":liveUntil": liveUntil,
              ":expiresAt": liveUntil + REMEMBERED_SECONDS,
              ...(reason !== undefined && { ":reason": reason }),
            },
            ReturnValues: "ALL_NEW",
          }),
        );
        const lease = toLease(item as LiveItem);
        if (!isLive(lease, clock.nowSeconds())) {
          throw new LeaseEndedError(`${owner}: its lease on ${functionName} has expired already`);
        }
        return lease;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        throw new LeaseEndedError(`${owner}: its lease on ${functionName} was released already`, { cause: error });
      }
    },

    async release(functionName, owner) {
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { pk: functionKey(functionName), sk: leaseKey(owner) },
          UpdateExpression:
            "SET #owner = :owner, releasedAt = if_not_exists(releasedAt, :now), expiresAt = :expiresAt REMOVE liveUntil",
          ExpressionAttributeNames: { "#owner": "owner" },
          ExpressionAttributeValues: {
            ":owner": owner,
            ":now": clock.now().toISOString(),
            ":expiresAt": clock.nowSeconds() + REMEMBERED_SECONDS,
          },
        }),
      );
    },

    ...createHoldItems(client, { tableName, clock }),
    ...createChangeItems(client, { tableName, clock }),
  };
}
