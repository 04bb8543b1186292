// The synthesised tables and items, as DynamoDB's own CreateTable and PutItem input.
import { type Block, block, blocks, number, text } from "../terraform/blocks.ts";
import { type Resolver, UnresolvableError } from "../terraform/resolve.ts";
import type { Synthesized } from "../terraform/synthesized.ts";

interface KeyElement {
  AttributeName: string;
  KeyType: "HASH" | "RANGE";
}

export interface IndexDefinition {
  IndexName: string;
  KeySchema: KeyElement[];
  Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
}

/** What CreateTable is called with; lists that would be empty are left out. */
export interface CreateTable {
  TableName: string;
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  KeySchema: KeyElement[];
  BillingMode: string;
  ProvisionedThroughput?: Throughput;
  GlobalSecondaryIndexes?: (IndexDefinition & { ProvisionedThroughput?: Throughput })[];
  LocalSecondaryIndexes?: IndexDefinition[];
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: string };
}

interface Throughput {
  ReadCapacityUnits: number;
  WriteCapacityUnits: number;
}

export interface TableDefinition {
  create: CreateTable;
  /** The attribute that says, in seconds since the epoch, when an item expires. */
  timeToLive?: string;
  /** Whether AWS would keep continuous backups. @default false */
  hasPointInTimeRecovery?: boolean;
}

export interface TableItem {
  tableName: string;
  /** In DynamoDB's JSON, `{"pk": {"S": "…"}}`. */
  item: Record<string, unknown>;
}

/** Every `aws_dynamodb_table`. */
export function readTables(synthesized: Synthesized, resolver: Resolver): TableDefinition[] {
  return synthesized.resources("aws_dynamodb_table").map((resource) => toTable(resolver.configuration(resource)));
}

/** Every `aws_dynamodb_table_item`. */
export function readTableItems(synthesized: Synthesized, resolver: Resolver): TableItem[] {
  return synthesized.resources("aws_dynamodb_table_item").map((resource) => {
    const item = String(resolver.attribute(resource, "item"));
    try {
      return { tableName: String(resolver.attribute(resource, "table_name")), item: JSON.parse(item) };
    } catch (cause) {
      if (cause instanceof UnresolvableError) throw cause;
      throw new UnresolvableError(`${resource.address} item (stack ${resource.stack}): not JSON, got ${item}`, {
        cause,
      });
    }
  });
}

function toTable(config: Block): TableDefinition {
  const provisioned = (text(config.billing_mode) ?? "PROVISIONED") === "PROVISIONED";
  const global = blocks(config.global_secondary_index).map((index) => ({
    ...toIndex(index, keysOf(index)),
    ...(provisioned && { ProvisionedThroughput: throughput(index) }),
  }));
  const local = blocks(config.local_secondary_index).map((index) =>
    toIndex(index, keySchema(text(config.hash_key), text(index.range_key))),
  );
  const timeToLive = block(config.ttl);
  return {
    create: {
      TableName: String(config.name),
      AttributeDefinitions: blocks(config.attribute).map(({ name, type }) => ({
        AttributeName: String(name),
        AttributeType: String(type),
      })),
      KeySchema: keySchema(text(config.hash_key), text(config.range_key)),
      BillingMode: provisioned ? "PROVISIONED" : "PAY_PER_REQUEST",
      ...(provisioned && { ProvisionedThroughput: throughput(config) }),
      ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
      ...(local.length > 0 && { LocalSecondaryIndexes: local }),
      ...(config.stream_enabled === true && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: text(config.stream_view_type) },
      }),
    },
    ...(block(config.point_in_time_recovery).enabled === true && { hasPointInTimeRecovery: true }),
    ...(timeToLive.enabled === true && { timeToLive: String(timeToLive.attribute_name) }),
  };
}

/** As `key_schema`, or as the older `hash_key` and `range_key`. */
function keysOf(index: Block): KeyElement[] {
  const keys = blocks(index.key_schema);
  if (keys.length === 0) return keySchema(text(index.hash_key), text(index.range_key));
  return keys.map(({ attribute_name: name, key_type: type }) => ({
    AttributeName: String(name),
    KeyType: type === "RANGE" ? "RANGE" : "HASH",
  }));
}

const toIndex = (index: Block, KeySchema: KeyElement[]): IndexDefinition => ({
  IndexName: String(index.name),
  KeySchema,
  Projection: {
    ProjectionType: String(index.projection_type),
    ...(blocks(index.non_key_attributes).length > 0 && { NonKeyAttributes: index.non_key_attributes as string[] }),
  },
});

const keySchema = (hashKey: string | undefined, rangeKey: string | undefined): KeyElement[] => [
  { AttributeName: String(hashKey), KeyType: "HASH" },
  ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" as const }]),
];

const throughput = (config: Block): Throughput => ({
  ReadCapacityUnits: number(config.read_capacity) ?? 1,
  WriteCapacityUnits: number(config.write_capacity) ?? 1,
});
