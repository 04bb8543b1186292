// Deleting a video: in its place stays what leads to its objects, so that a call that dies between the two loses none of them.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { UPLOAD_SECONDS } from "./awaited.ts";
import { CUT_OFF_SECONDS } from "./ending.ts";
import { WATCH } from "./table.ts";

/** How long objects may still come, in seconds: of an upload that had begun, or of a processor that was cut off. */
export const LATE_SECONDS = UPLOAD_SECONDS + CUT_OFF_SECONDS;

/**
 * Puts in a video's place what stays of it.
 * @param only which videos; may use #status
 * @returns false when there is no such video
 */
export async function replaceByDeleted(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
  id: string,
  { only, values }: { only: string; values: Readonly<Record<string, unknown>> },
): Promise<boolean> {
  const now = clock.nowSeconds();
  return held(
    client.send(
      new PutCommand({
        TableName: tableName,
        Item: { id, watch: WATCH.deleted, checkAt: now, lateUntil: now + LATE_SECONDS },
        ConditionExpression: `attribute_exists(#status) AND ${only}`,
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: values,
      }),
    ),
  );
}

/** Whether the condition of a write held. */
export async function held(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
