import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { Hono } from "hono";

const client = new DynamoDBClient({});
const app = new Hono();

app.use(async (context, next) => {
  context.set("user", context.req.header("x-user"));
  await next();
});
app.get("/orders/:id", async (context) => {
  const id = context.req.param("id");
  await client.send(new GetItemCommand({ TableName: "orders", Key: { id: { S: id } } }));
  return context.json({ id, user: context.get("user") });
});

export const handler = async ({ orderId, userName }) => {
  const answer = await app.request(`/orders/${orderId}`, { headers: { "x-user": userName } });
  return { statusCode: answer.status, body: await answer.text() };
};
