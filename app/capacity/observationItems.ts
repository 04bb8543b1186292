// Observations in the capacity table, and the lock that makes rounds follow each other: one writer per function, which stops
// by itself before another one may begin.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { functionKey } from "./capacityKeys.ts";
import { type Finished, type LastPut, type Observation, UNOBSERVED } from "./observation.ts";
import { TZDATA } from "./timeOfDay.ts";

const OBSERVATION = "observation";

/** How long a round has the function for itself, in seconds; its holder puts nothing in the last PUT_MARGIN_SECONDS of them. */
export const ROUND_SECONDS = 20;
export const PUT_MARGIN_SECONDS = 10;

/** By how much the clocks of two functions may differ before a round could begin too early, in seconds. */
const SKEW_SECONDS = 5;

export interface ObservationItems {
  observation(functionName: string): Promise<Observation>;
  /**
   * Begins a round, unless one is under way or began less than `intervalMilliseconds` ago; undefined then.
   * @returns the observation with the new round's number
   */
  beginRound(functionName: string, intervalMilliseconds: number): Promise<Observation | undefined>;
  /** Notes what is about to be put; false when the round is over, so that nothing may be put. */
  notePut(functionName: string, round: number, put: LastPut, lowers: boolean): Promise<boolean>;
  /**
   * Ends a round with what it saw; false when another one has begun meanwhile, so that it counts for nothing.
   * @param keep whether a put of it may still arrive: the next round then waits for the lock's end
   */
  finishRound(functionName: string, finished: Finished, keep: boolean): Promise<boolean>;
}

export function createObservationItems(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): ObservationItems {
  const key = (functionName: string) => ({ pk: functionKey(functionName), sk: OBSERVATION });

  function toObservation(item: Record<string, unknown> | undefined): Observation {
    if (!item) return UNOBSERVED;
    const { round, startedAt, finished, lastPut, loweredAt, tzdata } = item as unknown as Observation;
    return {
      round,
      startedAt,
      ...(finished && { finished }),
      ...(lastPut && { lastPut }),
      ...(loweredAt !== undefined && { loweredAt }),
      ...(tzdata !== undefined && { tzdata }),
    };
  }

  /** Undefined when the condition did not hold. */
  async function update(
    functionName: string,
    expression: string,
    condition: string,
    values: Record<string, unknown>,
  ): Promise<Record<string, unknown> | undefined> {
    try {
      const { Attributes: item } = await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: key(functionName),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeValues: values,
          ReturnValues: "ALL_NEW",
        }),
      );
      return item;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  return {
    async observation(functionName) {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: tableName, Key: key(functionName), ConsistentRead: true }),
      );
      return toObservation(item);
    },

    async beginRound(functionName, intervalMilliseconds) {
      const now = clock.now().getTime();
      const item = await update(
        functionName,
        "SET startedAt = :now, lockedUntil = :until ADD round :one",
        "(attribute_not_exists(lockedUntil) OR lockedUntil < :free) AND " +
          "(attribute_not_exists(startedAt) OR startedAt <= :before)",
        {
          ":now": now,
          ":until": now + ROUND_SECONDS * 1000,
          ":free": now - SKEW_SECONDS * 1000,
          ":before": now - intervalMilliseconds,
          ":one": 1,
        },
      );
      return item && toObservation(item);
    },

    async notePut(functionName, round, put, lowers) {
      const noted = await update(
        functionName,
        `SET lastPut = :put${lowers ? ", loweredAt = :at" : ""}`,
        "round = :round",
        { ":put": put, ":round": round, ...(lowers && { ":at": put.at }) },
      );
      return noted !== undefined;
    },

    async finishRound(functionName, finished, keep) {
      const ended = await update(
        functionName,
        `SET finished = :finished, tzdata = :tzdata${keep ? "" : " REMOVE lockedUntil"}`,
        "round = :round",
        { ":finished": finished, ":round": finished.round, ":tzdata": TZDATA },
      );
      return ended !== undefined;
    },
  };
}
