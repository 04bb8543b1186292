// One conditional update of a video: the only way in which a video changes.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { toVideo } from "./table.ts";
import type { Video } from "./video.ts";

export interface Change {
  /** Attributes to set, by name. */
  readonly set: Readonly<Record<string, unknown>>;
  /** False when nothing changes that a client sees. @default true */
  readonly visible?: boolean;
  /** Attributes to remove. */
  readonly remove?: readonly string[];
  /** Appended to `attribute_exists(id)`; may use the names of `values`, and #status and #attempt. */
  readonly only?: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Applies the change; undefined when its condition did not hold. */
export type ConditionalUpdate = (id: string, change: Change) => Promise<Video | undefined>;

export function createConditionalUpdate(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): ConditionalUpdate {
  return async (id, { set, visible = true, remove = [], only, values = {} }) => {
    const names: Record<string, string> = { "#status": "status", "#attempt": "attempt" };
    const given: Record<string, unknown> = { ...values };
    const all = { ...set, ...(visible && { updatedAt: clock.now().toISOString() }) };
    const assignments = Object.entries(all).map(([name, value], index) => {
      names[`#set${index}`] = name;
      given[`:set${index}`] = value;
      return `#set${index} = :set${index}`;
    });
    const removals = remove.map((name, index) => {
      names[`#remove${index}`] = name;
      return `#remove${index}`;
    });
    const condition = ["attribute_exists(id)", ...(only ? [only] : [])].join(" AND ");
    const expression = `SET ${assignments.join(", ")}${removals.length > 0 ? ` REMOVE ${removals.join(", ")}` : ""}`;
    const used = Object.entries(names).filter(([name]) => `${condition} ${expression}`.includes(name));
    try {
      const { Attributes: item } = await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { id },
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: Object.fromEntries(used),
          ExpressionAttributeValues: given,
          ReturnValues: "ALL_NEW",
        }),
      );
      return toVideo(item ?? {});
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  };
}
