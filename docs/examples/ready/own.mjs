// The same with the user in a constant of the call.
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient({});

export const handler = async ({ user, order }) => {
  const { Item } = await client.send(new GetItemCommand({ TableName: "orders", Key: { id: { S: order } } }));
  return { user, order: Item.id.S };
};
