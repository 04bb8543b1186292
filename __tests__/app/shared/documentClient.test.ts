import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { documentClientOf } from "../../../app/shared/documentClient.ts";
import { useDynamo } from "../../support/app/dynamo.ts";

const dynamo = useDynamo();

async function documents() {
  const client = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  return { TableName: await dynamo.videosTable(), client: documentClientOf(client, {}, 6) };
}

describe("the document client", () => {
  it("keeps calls apart that are under way at once, though they share their middleware", async () => {
    const { client, TableName } = await documents();
    const ids = Array.from({ length: 200 }, (_, index) => `video-${index}`);

    await Promise.all(ids.map((id) => client.send(new PutCommand({ TableName, Item: { id, of: { id } } }))));
    const items = await Promise.all(ids.map((id) => client.send(new GetCommand({ TableName, Key: { id } }))));

    expect(items.map(({ Item }) => Item)).toEqual(ids.map((id) => ({ id, of: { id } })));
  });

  it("aborts a call that has a signal", async () => {
    const { client, TableName } = await documents();

    const call = client.send(new GetCommand({ TableName, Key: { id: "v" } }), { abortSignal: AbortSignal.abort() });

    await expect(call).rejects.toMatchObject({ name: "AbortError" });
  });
});
