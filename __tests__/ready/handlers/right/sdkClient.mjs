import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 2 }));

export const handler = async ({ orderId, userName }, { awsRequestId }) => {
  await client.send(new PutItemCommand({ TableName: "orders", Item: { id: { S: orderId }, user: { S: userName } } }));
  const { Item } = await client.send(new GetCommand({ TableName: "orders", Key: { id: orderId } }));
  console.log(JSON.stringify({ awsRequestId, orderId }));
  return Item;
};
