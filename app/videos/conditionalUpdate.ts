// One conditional update of a video: the only way in which a video changes.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { LISTED } from "./table.ts";
import type { Video } from "./video.ts";

export interface Change {
  /** Attributes to set, by name. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Numbers that grow by one; they begin at 0. */
  readonly increment?: readonly string[];
  /** False when nothing changes that a client sees. @default true */
  readonly visible?: boolean;
  /** Attributes to remove. */
  readonly remove?: readonly string[];
  /** Appended to the condition that there is a video; may use the names of `values`, and #status and #attempt. */
  readonly only?: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** The video as it is stored, or undefined when the condition did not hold. */
export type ConditionalUpdate = (id: string, change: Change, signal?: AbortSignal) => Promise<StoredVideo | undefined>;

/** An item of the table: a video and what only the table's own code uses. */
export type StoredVideo = Video & Readonly<Record<string, unknown>>;

export function createConditionalUpdate(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): ConditionalUpdate {
  return async (id, { set, increment = [], visible = true, remove = [], only, values = {} }, signal) => {
    const names: Record<string, string> = { "#status": "status", "#attempt": "attempt" };
    const given: Record<string, unknown> = { ...values };
    const all = Object.entries({
      ...set,
      ...(visible && { updatedAt: clock.now().toISOString() }),
      ...("status" in set && { listed: LISTED }), // videos from before the index get into it as they move
    }).filter(([, value]) => value !== undefined);
    const assignments = all.map(([name, value], index) => {
      names[`#set${index}`] = name;
      given[`:set${index}`] = value;
      return `#set${index} = :set${index}`;
    });
    const increments = increment.map((name, index) => {
      names[`#add${index}`] = name;
      return `#add${index} = if_not_exists(#add${index}, :zero) + :one`;
    });
    if (increments.length > 0) Object.assign(given, { ":zero": 0, ":one": 1 });
    const removals = remove.map((name, index) => {
      names[`#remove${index}`] = name;
      return `#remove${index}`;
    });
    const condition = ["attribute_exists(#status)", ...(only ? [only] : [])].join(" AND ");
    const expression = Object.entries({ SET: [...assignments, ...increments], REMOVE: removals })
      .flatMap(([clause, parts]) => (parts.length > 0 ? [`${clause} ${parts.join(", ")}`] : []))
      .join(" ");
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
        { ...(signal && { abortSignal: signal }) },
      );
      return (item ?? {}) as StoredVideo;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  };
}
