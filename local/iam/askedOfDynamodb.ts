// What the calls of DynamoDB ask of IAM: tables, indexes, and the partition keys that a call names.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
import type { AwsCall } from "../aws/call.ts";
import type { CreateTable } from "../dynamodb/definitions.ts";
import { type Account, type Asked, arnIn, type PartitionKeys } from "./account.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Calls about the account. */
const WITHOUT_TABLE = ["DescribeEndpoints", "DescribeLimits", "ListTables"];

/** How the partition keys of the tables and their indexes are called. */
export function partitionKeys(tables: readonly CreateTable[]): PartitionKeys {
  const hash = (keys: CreateTable["KeySchema"]) => keys.find(({ KeyType }) => KeyType === "HASH")?.AttributeName;
  return (name, index) => {
    const table = tables.find(({ TableName }) => TableName === name);
    if (!table || index === undefined) return table && hash(table.KeySchema);
    const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
    const found = indexes.find(({ IndexName }) => IndexName === index);
    return found && hash(found.KeySchema);
  };
}

export function dynamodbAsks({ operation = "", json = {} }: AwsCall, { place, keys }: Account): Asked[] {
  const action = `dynamodb:${operation}`;
  if (WITHOUT_TABLE.includes(operation)) return [{ action, resource: "*" }];
  const ask = (table: string, leading: readonly string[], index?: string): Asked => {
    const tableArn = table.startsWith("arn:") ? table : arnIn(place, "dynamodb", `table/${table}`);
    const resource = index === undefined ? tableArn : `${tableArn}/index/${index}`;
    // A call that names no partition key, such as a Scan, brings no such condition key.
    return { action, resource, ...(leading.length > 0 && { context: { "dynamodb:leadingkeys": leading } }) };
  };
  const keyOf = (table: string, index?: string) => keys(table.split("/").at(-1) ?? "", index) ?? "";

  const requested = json.RequestItems;
  if (isObject(requested))
    return Object.entries(requested).map(([table, asked]) => ask(table, batchKeys(asked, keyOf(table))));

  const table = json.TableName ?? json.ResourceArn;
  if (typeof table !== "string") return []; // DynamoDB says what is missing
  const index = typeof json.IndexName === "string" ? json.IndexName : undefined;
  const key = keyOf(table, index);
  return [ask(table, [...leadingKey(json.Key ?? json.Item, key), ...queriedKeys(json, key)], index)];
}

/** Of BatchGetItem (`Keys`) and BatchWriteItem (a list of puts and deletes). */
function batchKeys(asked: unknown, key: string): string[] {
  const items = isObject(asked)
    ? list(asked.Keys)
    : list(asked)
        .filter(isObject)
        .map(({ PutRequest, DeleteRequest }) =>
          isObject(PutRequest) ? PutRequest.Item : isObject(DeleteRequest) ? DeleteRequest.Key : undefined,
        );
  return items.flatMap((item) => leadingKey(item, key));
}

/** Of a Query: the value that its condition says the partition key equals. */
function queriedKeys(json: Fields, key: string): string[] {
  const { KeyConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues, KeyConditions } = json;
  const legacy = isObject(KeyConditions) ? KeyConditions[key] : undefined;
  if (isObject(legacy)) return list(legacy.AttributeValueList).flatMap(scalar);
  if (typeof KeyConditionExpression !== "string") return [];
  const names = isObject(ExpressionAttributeNames) ? ExpressionAttributeNames : {};
  const values = isObject(ExpressionAttributeValues) ? ExpressionAttributeValues : {};
  const equalities = KeyConditionExpression.matchAll(/([\w#]+)\s*=\s*(:\w+)|(:\w+)\s*=\s*([\w#]+)/g);
  return [...equalities].flatMap(([, name = "", value = "", valueFirst = value, nameLast = name]) =>
    (names[nameLast] ?? nameLast) === key ? scalar(values[valueFirst]) : [],
  );
}

const leadingKey = (item: unknown, key: string): string[] => (isObject(item) ? scalar(item[key]) : []);

/** A key's value as IAM sees it: a string, whatever its type. */
function scalar(value: unknown): string[] {
  const [content] = isObject(value) ? Object.values(value) : [];
  return typeof content === "string" ? [content] : [];
}

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
