import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient({});
let lastOrder;

const put = (TableName, id) => client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));

export const handler = async ({ orderId }) => {
  lastOrder = orderId;
  await put("orders", orderId);
  await put("audit", `audit of ${lastOrder}`);
  return { ok: true, kept: "once" };
};
