// The capacity table: what is declared for each function, who asks for capacity right now, and what was changed.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import type { Clock } from "../shared/clock.ts";
import type { Change } from "./change.ts";
import { type Declaration, declarationSchema } from "./declaration.ts";
import type { Demand } from "./desired.ts";
import { HoldSupersededError, LeaseEndedError, UndeclaredFunctionError } from "./errors.ts";
import type { Hold } from "./hold.ts";
import { isLive, type Lease } from "./lease.ts";
import type { DemandSource } from "./reconciler.ts";
import type { ScalingConfig } from "./scalingConfig.ts";

/** Keys of the table, for whoever creates it or writes a declaration into it. */
export const CAPACITY_KEYS = {
  partition: "pk",
  sort: "sk",
  /** Local index (for consistent reads) that holds an item only while it asks for something. */
  liveIndex: "live",
  liveUntil: "liveUntil",
  /** When DynamoDB may drop the item. */
  timeToLive: "expiresAt",
} as const;

const DECLARATIONS = "declaration";
const HOLD = "hold";
const CHANGE = "change#";
const functionKey = (functionName: string) => `function#${functionName}`;
const leaseKey = (owner: string) => `lease#${owner}`;

/** The key under which a function's declaration is stored. */
export const declarationKey = (functionName: string) => ({ pk: DECLARATIONS, sk: functionName });

const DAY_SECONDS = 24 * 60 * 60;

/** How long an ended lease is remembered, so that a late retry of its acquire cannot bring it back. */
const REMEMBERED_SECONDS = 7 * DAY_SECONDS;

/** How long changes are kept. */
const HISTORY_SECONDS = 90 * DAY_SECONDS;

export interface CapacityTable extends DemandSource {
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
  /** Notes a change that is about to be made. */
  record(functionName: string, change: Omit<Change, "at">): Promise<void>;
  /** The latest changes, newest first. */
  changes(functionName: string, limit: number): Promise<Change[]>;
}

interface LiveItem {
  sk: string;
  owner: string;
  min: number;
  max: number;
  acquiredAt: string;
  liveUntil: number;
  reason?: string;
}

const toLease = ({ owner, min, max, acquiredAt, liveUntil, reason }: LiveItem): Lease => ({
  owner,
  config: { min, max },
  acquiredAt,
  liveUntil,
  ...(reason !== undefined && { reason }),
});

const toHold = ({ owner, min, max, acquiredAt, liveUntil, reason = "" }: LiveItem): Hold => ({
  owner,
  config: { min, max },
  since: acquiredAt,
  liveUntil,
  reason,
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

    async hold(functionName, { owner, config, reason, since, liveUntil }) {
      const item: LiveItem = { sk: HOLD, owner, ...config, reason, acquiredAt: since, liveUntil };
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
