import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { CHECK_AFTER_SECONDS, createQueuedVideos } from "../../../app/videos/queue.ts";
import { overflowMark } from "../../../app/videos/runs.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { NEXT_RUN, RUN, testVideos } from "../../support/app/videos.ts";

const dynamo = useDynamo();
const ids = (attempts: readonly { videoId: string }[]) => attempts.map(({ videoId }) => videoId);

/** A client for which each page of a query ends after two items, as one of DynamoDB's ends at 1 MB. */
function shortPages() {
  const raw = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const client = DynamoDBDocumentClient.from(raw, { marshallOptions: { removeUndefinedValues: true } });
  let pages = 0;
  client.middlewareStack.add(
    (next, { commandName }) =>
      (call) => {
        if (commandName !== "QueryCommand") return next(call);
        pages += 1;
        return next({ ...call, input: { ...call.input, Limit: 2 } });
      },
    { step: "initialize" },
  );
  return { client, pages: () => pages };
}

describe("an index of more than one page", () => {
  it("is read to its end, and no further than is asked for", async () => {
    const rigged = await testVideos(dynamo);
    const { clock, tableName } = rigged;
    for (const id of "abcdefg") {
      await rigged.video(id, "queued");
      clock.advance(1);
    }
    const { client, pages } = shortPages();
    const queue = createQueuedVideos(client, { tableName, clock });
    const during = async <T>(work: () => Promise<T>) => {
      const before = pages();
      return [await work(), pages() - before];
    };

    expect(await queue.waiting("now", 100)).toBe(7);
    expect(await during(() => queue.waiting("now", 3))).toEqual([4, 2]);
    expect(ids(await queue.claim("now", RUN, 5))).toEqual([..."abcde"]);
    await rigged.queue.claim("now", overflowMark(NEXT_RUN), 2);
    expect(await queue.inFlight(100)).toEqual({ managed: 5, overflow: 2 });
    expect((await queue.claimsOf(overflowMark(NEXT_RUN))).map(({ id }) => id).sort()).toEqual(["f", "g"]);
    expect(await queue.reclaim(RUN, 3)).toMatchObject({ taken: [{}, {}, {}], held: 3 });
    clock.advance(CHECK_AFTER_SECONDS);
    expect(await queue.unattended(6)).toHaveLength(6);
    expect(ids(await queue.takeOver("now", overflowMark(RUN), 4))).toHaveLength(4);
    client.destroy();
  });
});
