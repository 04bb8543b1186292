import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient({});
const orders = new Map();

export const handler = async ({ orderId }) => {
  if (!orders.has(orderId)) {
    const { Item } = await client.send(new GetItemCommand({ TableName: "orders", Key: { id: { S: orderId } } }));
    orders.set(orderId, Item);
  }
  return { orderId, item: orders.get(orderId) };
};
