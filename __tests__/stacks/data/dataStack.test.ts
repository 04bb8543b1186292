import { afterAll, describe, expect, it } from "@jest/globals";
import { CAPACITY_KEYS } from "../../../app/capacity/capacityKeys.ts";
import { VIDEO_INDEXES, VIDEO_TIME_TO_LIVE, WATCHED_ATTRIBUTES } from "../../../app/videos/table.ts";
import { TABLES } from "../../../scripts/scale/tables.ts";
import { ENVIRONMENTS } from "../../../stacks/config/environments.ts";
import { removeTemporaryFolders, synthesise } from "../../support/stacks/template.ts";

interface Table {
  readonly name: string;
  readonly hash_key: string;
  readonly range_key?: string;
  readonly attribute: readonly { readonly name: string; readonly type: string }[];
  readonly deletion_protection_enabled: boolean;
}

const keys = (hash: string, range: string) => [
  { attribute_name: hash, key_type: "HASH" },
  { attribute_name: range, key_type: "RANGE" },
];

/** Of a global index its own, of a local one the table's first. */
function namesIn(index: Record<string, unknown>, { hash_key: hash }: Record<string, unknown>): unknown[] {
  const schema = index.key_schema as ReturnType<typeof keys> | undefined;
  return schema ? schema.map(({ attribute_name: name }) => name) : [hash, index.range_key];
}

const synthesised = synthesise(ENVIRONMENTS);
afterAll(removeTemporaryFolders);

describe.each(["dev", "prod"])("the tables of %s", (environment) => {
  const tables = synthesised.stack(`${environment}-data`).resources<Table>("aws_dynamodb_table");
  const table = (name: string) => tables.find((candidate) => candidate.name === `${environment}-video-${name}`);

  it("are two", () => {
    expect(tables.map(({ name }) => name)).toEqual([`${environment}-video-capacity`, `${environment}-video-videos`]);
  });

  it("cost nothing while nobody uses them, can be restored to any second, and are encrypted", () => {
    for (const found of tables) {
      expect(found).toMatchObject({
        billing_mode: "PAY_PER_REQUEST",
        point_in_time_recovery: { enabled: true },
        server_side_encryption: { enabled: true },
      });
    }
  });

  it("forget what has expired", () => {
    expect(table("videos")).toHaveProperty("ttl", { attribute_name: VIDEO_TIME_TO_LIVE, enabled: true });
    expect(table("capacity")).toHaveProperty("ttl", { attribute_name: CAPACITY_KEYS.timeToLive, enabled: true });
  });

  it("are keyed and indexed as the functions read them", () => {
    expect(table("videos")).toMatchObject({
      hash_key: "id",
      global_secondary_index: [
        { name: VIDEO_INDEXES.byCreation, key_schema: keys("listed", "id"), projection_type: "KEYS_ONLY" },
        { name: VIDEO_INDEXES.byStatus, key_schema: keys("status", "createdAt"), projection_type: "KEYS_ONLY" },
        {
          name: VIDEO_INDEXES.watched,
          key_schema: keys("watch", "checkAt"),
          projection_type: "INCLUDE",
          non_key_attributes: WATCHED_ATTRIBUTES,
        },
      ],
    });
    expect(table("capacity")).toMatchObject({
      hash_key: CAPACITY_KEYS.partition,
      range_key: CAPACITY_KEYS.sort,
      local_secondary_index: [
        { name: CAPACITY_KEYS.liveIndex, range_key: CAPACITY_KEYS.liveUntil, projection_type: "ALL" },
      ],
    });
  });

  it("use no field of an index that the provider has deprecated", () => {
    const indexes = tables.map((found) => JSON.stringify(Object(found).global_secondary_index ?? []));
    expect(indexes.join()).not.toMatch(/hash_key|range_key/);
  });

  it("are what the simulation plays", () => {
    for (const played of TABLES) {
      const found = table(played.TableName) as unknown as Record<string, unknown>;
      const keysOf = (index: Record<string, unknown>) =>
        JSON.stringify([index.name, ...namesIn(index, found), index.projection_type, index.non_key_attributes]);
      const indexes = [found.global_secondary_index ?? [], found.local_secondary_index ?? []].flat();
      const expected = [...(played.GlobalSecondaryIndexes ?? []), ...(played.LocalSecondaryIndexes ?? [])];
      expect((indexes as Record<string, unknown>[]).map(keysOf)).toEqual(
        expected.map(({ IndexName: name, KeySchema: [hash, range], Projection: projection }) =>
          JSON.stringify([
            name,
            hash?.AttributeName,
            range?.AttributeName,
            projection.ProjectionType,
            projection.NonKeyAttributes,
          ]),
        ),
      );
    }
  });

  it("declare exactly the attributes that are keys, which is all that DynamoDB accepts", () => {
    for (const found of tables) {
      const keys = [
        ...JSON.stringify(found).matchAll(/"(?:hash_key|range_key|attribute_name)":"(\w+)"(?!,"enabled")/g),
      ].map(([, key]) => key);
      expect(found.attribute.map(({ name }) => name).toSorted()).toEqual([...new Set(keys)].toSorted());
    }
  });

  it("are protected from deletion in prod only", () => {
    expect(tables.map((found) => found.deletion_protection_enabled)).toEqual(tables.map(() => environment === "prod"));
  });
});
