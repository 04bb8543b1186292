import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient({});
let currentUser;

export const handler = async ({ orderId, userName }) => {
  currentUser = userName;
  await client.send(new GetItemCommand({ TableName: "orders", Key: { id: { S: orderId } } }));
  return { orderId, user: currentUser };
};
