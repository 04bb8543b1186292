// Brings a stored table to its definition: creates it, keeps it, gives it other global indexes, or refuses.
import { LocalError } from "../localError.ts";
import type { CreateTable, IndexDefinition } from "./definitions.ts";
import { type Dynalite, DynamoDbError, type StoredTable } from "./dynalite.ts";

/** A stored table cannot become what is defined without losing its items. */
export class TableChangedError extends LocalError {
  override name = "TableChangedError";
}

const ACTIVE_POLLS = 200;

/** Creates the table unless it is stored already. @throws TableChangedError if its keys or local indexes differ from the stored ones */
export async function prepareTable(dynalite: Dynalite, definition: CreateTable): Promise<void> {
  const stored = await describe(dynalite, definition.TableName);
  // A process that was killed while creating it leaves a table that never becomes active; it holds no items yet.
  if (stored && stored.TableStatus !== "CREATING") return keep(dynalite, stored, definition);
  if (stored) await dynalite.writeTable(definition.TableName, undefined);
  await dynalite.call("CreateTable", definition);
  for (let poll = 0; poll < ACTIVE_POLLS; poll++) {
    if ((await describe(dynalite, definition.TableName))?.TableStatus === "ACTIVE") return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`table "${definition.TableName}": not active ${ACTIVE_POLLS * 5} ms after it was created`);
}

async function keep(dynalite: Dynalite, stored: StoredTable, definition: CreateTable): Promise<void> {
  const now = fixedParts(stored as unknown as CreateTable);
  const wanted = fixedParts(definition);
  if (now !== wanted) {
    throw new TableChangedError(
      `table "${definition.TableName}": its keys or local indexes changed, stored ${now}, defined ${wanted}; start with --fresh=dynamodb to drop what is stored`,
    );
  }
  await dynalite.writeTable(definition.TableName, {
    ...stored,
    AttributeDefinitions: definition.AttributeDefinitions,
    GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes?.map((index) => ({
      IndexSizeBytes: 0,
      ItemCount: 0,
      IndexArn: `${stored.TableArn}/index/${index.IndexName}`,
      IndexStatus: "ACTIVE",
      ...index,
      ProvisionedThroughput: {
        ReadCapacityUnits: 0,
        WriteCapacityUnits: 0,
        ...index.ProvisionedThroughput,
        NumberOfDecreasesToday: 0,
      },
    })),
  });
}

async function describe(dynalite: Dynalite, name: string): Promise<StoredTable | undefined> {
  try {
    return (await dynalite.call<{ Table: StoredTable }>("DescribeTable", { TableName: name })).Table;
  } catch (error) {
    if (error instanceof DynamoDbError && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** What cannot change while the items stay, as one comparable line. */
function fixedParts(table: CreateTable): string {
  const type = (attribute: string) =>
    table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === attribute)?.AttributeType;
  const keys = (elements: CreateTable["KeySchema"]) =>
    elements.map(({ AttributeName }) => `${AttributeName}:${type(AttributeName)}`).join(",");
  const index = ({ IndexName, KeySchema, Projection }: IndexDefinition) =>
    `${IndexName}(${keys(KeySchema)} ${[Projection.ProjectionType, ...(Projection.NonKeyAttributes ?? [])].join(",")})`;
  return [keys(table.KeySchema), ...(table.LocalSecondaryIndexes ?? []).map(index).sort()].join(" ");
}
