import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { DynamodbTableItem } from "@cdktf/provider-aws/lib/dynamodb-table-item/index.js";
import { expect, it } from "@jest/globals";
import { readTableItems, readTables } from "../../../local/dynamodb/definitions.ts";
import { openTables } from "../../../local/dynamodb/tables.ts";
import { createResolver } from "../../../local/terraform/resolve.ts";
import { loadSynthesized } from "../../../local/terraform/synthesized.ts";
import { stackIn, synthesize } from "../../support/stacks/synthesize.ts";

it("synthesised tables and items become what DynamoDB is called with, and dynalite accepts them", async () => {
  const { folder, remove } = await synthesize((app) => {
    const stack = stackIn(app, "dev");
    const table = new DynamodbTable(stack, "videos", {
      name: "videos",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "pk",
      rangeKey: "sk",
      attribute: [
        { name: "pk", type: "S" },
        { name: "sk", type: "S" },
        { name: "status", type: "S" },
        { name: "liveUntil", type: "N" },
      ],
      globalSecondaryIndex: [
        { name: "byStatus", hashKey: "status", projectionType: "INCLUDE", nonKeyAttributes: ["title"] },
      ],
      localSecondaryIndex: [{ name: "live", rangeKey: "liveUntil", projectionType: "ALL" }],
      ttl: { attributeName: "expiresAt", enabled: true },
      streamEnabled: true,
      streamViewType: "NEW_IMAGE",
    });
    new DynamodbTable(stack, "plain", {
      name: "plain",
      hashKey: "id",
      attribute: [{ name: "id", type: "S" }],
      readCapacity: 5,
      writeCapacity: 6,
    });
    new DynamodbTableItem(stack, "item", {
      tableName: table.name,
      hashKey: table.hashKey,
      rangeKey: table.rangeKey,
      item: JSON.stringify({ pk: { S: "a" }, sk: { S: "b" }, arn: { S: table.arn } }),
    });
  });
  const synthesized = await loadSynthesized(folder);
  const resolver = createResolver(synthesized);

  const definitions = readTables(synthesized, resolver);
  const items = readTableItems(synthesized, resolver);
  const tables = await openTables({ tables: definitions, items });
  await tables.close();
  await remove();

  const byName = Object.fromEntries(definitions.map((definition) => [definition.create.TableName, definition]));
  expect(byName.videos).toEqual({
    create: {
      TableName: "videos",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
        { AttributeName: "status", AttributeType: "S" },
        { AttributeName: "liveUntil", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      GlobalSecondaryIndexes: [
        {
          IndexName: "byStatus",
          KeySchema: [{ AttributeName: "status", KeyType: "HASH" }],
          Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["title"] },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: "live",
          KeySchema: [
            { AttributeName: "pk", KeyType: "HASH" },
            { AttributeName: "liveUntil", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    },
    timeToLive: "expiresAt",
  });
  expect(byName.plain?.create).toMatchObject({
    BillingMode: "PROVISIONED",
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
  });
  expect(items).toEqual([
    {
      tableName: "videos",
      item: { pk: { S: "a" }, sk: { S: "b" }, arn: { S: "arn:aws:dynamodb:eu-west-1:000000000000:table/videos" } },
    },
  ]);
});
