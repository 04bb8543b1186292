import { ConditionalCheckFailedException, DynamoDBClient, ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { createDocumentClient } from "../../../app/shared/awsClients.ts";
import { documentClientOf } from "../../../app/shared/documentClient.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { setEnvironment } from "../../support/app/functions.ts";

const dynamo = useDynamo();
beforeAll(() => setEnvironment({ AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint }));

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

  it("reads and writes every kind of value that items have, as the SDK does", async () => {
    const { client, TableName } = await documents();
    const ours = createDocumentClient();
    const item = {
      id: "v",
      text: 'é\u2028"',
      n: 1.5,
      big: 1e15,
      no: null,
      yes: true,
      list: [1, "a", {}],
      set: new Set(["a"]),
    };

    await ours.send(new PutCommand({ TableName, Item: { ...item, left: undefined } }));

    const key = { TableName, Key: { id: "v" } };
    const [read, theirs] = [await ours.send(new GetCommand(key)), await client.send(new GetCommand(key))];
    expect(read.Item).toEqual(item);
    expect(theirs.Item).toEqual(item);
    expect(read.$metadata.httpStatusCode).toBe(200);
  });

  it("throws the SDK's errors", async () => {
    const { TableName } = await documents();
    const ours = createDocumentClient();
    const put = () =>
      ours.send(new PutCommand({ TableName, Item: { id: "v" }, ConditionExpression: "attribute_not_exists(id)" }));
    await put();

    await expect(put()).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    await expect(ours.send(new GetCommand({ TableName: "missing", Key: { id: "v" } }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it("sends no binary value: DynamoDB refuses it", async () => {
    const { TableName } = await documents();

    const put = createDocumentClient().send(new PutCommand({ TableName, Item: { id: "v", bytes: Buffer.from("b") } }));

    await expect(put).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });

  it("aborts a call that has a signal", async () => {
    const { client, TableName } = await documents();

    const call = client.send(new GetCommand({ TableName, Key: { id: "v" } }), { abortSignal: AbortSignal.abort() });

    await expect(call).rejects.toMatchObject({ name: "AbortError" });
  });
});
