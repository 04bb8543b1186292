// What DynamoDB says about tables beside their descriptions, as they were synthesised: dynalite knows nothing of it.
import { crc32 } from "node:zlib";
import { type AwsCall, AwsError, type AwsReply, type Operation } from "../aws/call.ts";
import { ownedByTerraform } from "../aws/ownedByTerraform.ts";
import type { TableDefinition } from "./definitions.ts";

const CHANGES = ["TagResource", "UntagResource", "UpdateContinuousBackups", "UpdateTable", "UpdateTimeToLive"];

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html */
const RECOVERY_DAYS = 35;

/** These operations; also those that refuse because they are Terraform's. */
export const tableReads = (tables: readonly TableDefinition[]): [string, Operation][] => [
  ["DescribeTimeToLive", async (call) => reply(timeToLive(find(tables, call, "ResourceNotFoundException")))],
  ["DescribeContinuousBackups", async (call) => reply(backups(find(tables, call, "TableNotFoundException")))],
  ...ownedByTerraform("dynamodb", CHANGES),
];

const timeToLive = ({ timeToLive: AttributeName }: TableDefinition) => ({
  TimeToLiveDescription:
    AttributeName === undefined ? { TimeToLiveStatus: "DISABLED" } : { TimeToLiveStatus: "ENABLED", AttributeName },
});

/** Without the times that could be restored: no backup is kept here. */
const backups = ({ hasPointInTimeRecovery = false }: TableDefinition) => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: hasPointInTimeRecovery
      ? { PointInTimeRecoveryStatus: "ENABLED", RecoveryPeriodInDays: RECOVERY_DAYS }
      : { PointInTimeRecoveryStatus: "DISABLED" },
  },
});

/** The table by its name or ARN. @throws AwsError */
function find(tables: readonly TableDefinition[], { json = {} }: AwsCall, unknown: string): TableDefinition {
  const { TableName } = json;
  if (typeof TableName !== "string" || TableName === "")
    throw new AwsError({
      status: 400,
      code: "ValidationException",
      message: "The parameter 'TableName' is required but was not present in the request",
    });
  const name = TableName.replace(/^arn:.*:table\//, "");
  const table = tables.find(({ create }) => create.TableName === name);
  if (table) return table;
  const message =
    unknown === "TableNotFoundException"
      ? `Table not found: ${name}`
      : `Requested resource not found: Table: ${name} not found`;
  throw new AwsError({ status: 400, code: unknown, message });
}

/** The SDK compares the checksum. */
function reply(output: object): AwsReply {
  const body = JSON.stringify(output);
  return { status: 200, headers: { "x-amz-crc32": String(crc32(body)) }, body };
}
