// The capacity table: what is declared for each function, who asks for capacity right now, and what was changed.
import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { CAPACITY_KEYS, DECLARATIONS, declarationKey, functionKey } from "./capacityKeys.ts";
import type { CapacityView } from "./capacityView.ts";
import { type ChangeItems, createChangeItems } from "./changeItems.ts";
import { type Declaration, declarationSchema } from "./declaration.ts";
import { type Demand, desired } from "./desired.ts";
import { UndeclaredFunctionError } from "./errors.ts";
import { createHoldItems, HOLD, type HoldItems, toHold } from "./holdItems.ts";
import { createLeaseItems, type LeaseItems, toLease } from "./leaseItems.ts";
import type { LiveItem } from "./liveItem.ts";
import { createObservationItems, type ObservationItems } from "./observationItems.ts";
import { type DemandSource, hasEnough } from "./rounds.ts";
import { isDeactivated } from "./scalingConfig.ts";

export interface CapacityTable extends DemandSource, LeaseItems, HoldItems, ChangeItems, ObservationItems {
  /** Names of all declared functions, whether or not their declarations are right. */
  functions(): Promise<string[]>;
  /** @throws UndeclaredFunctionError */
  declaration(functionName: string): Promise<Declaration>;
  /** What capacity is, as written down; no call of Lambda. */
  view(functionName: string): Promise<CapacityView>;
}

/** One execution environment. */
const ANY = { min: 1, max: 1 };

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

  const observations = createObservationItems(client, { tableName, clock });

  async function demand(functionName: string): Promise<Demand> {
    const [declared, items] = await Promise.all([declaration(functionName), live(functionName)]);
    const held = items.find(({ sk }) => sk === HOLD);
    return {
      declaration: declared,
      leases: items.filter(({ sk }) => sk !== HOLD).map(toLease),
      ...(held && { hold: toHold(held) }),
    };
  }

  return {
    demand,
    declaration,

    async view(functionName) {
      const asked = await demand(functionName);
      const observation = await observations.observation(functionName);
      const { config } = desired(asked, clock.nowSeconds());
      const isAskedFor = !isDeactivated(config);
      return { declaration: asked.declaration, isAskedFor, isThere: isAskedFor && hasEnough(observation, ANY) };
    },

    async functions() {
      const items = await query<{ sk: string }>({ expression: "pk = :pk", values: { ":pk": DECLARATIONS } });
      return items.map(({ sk }) => sk);
    },

    ...createLeaseItems(client, { tableName, clock, declaration }),
    ...observations,
    ...createHoldItems(client, { tableName, clock }),
    ...createChangeItems(client, { tableName, clock }),
  };
}
