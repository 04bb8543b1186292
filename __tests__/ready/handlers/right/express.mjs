import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import express from "express";
import serverless from "serverless-http";

const client = new DynamoDBClient({});
const app = express();

app.use(express.json());
app.use((request, response, next) => {
  response.locals.user = request.get("x-user");
  next();
});
app.post("/orders/:id", async (request, response) => {
  const { id } = request.params;
  const Item = { id: { S: id }, user: { S: response.locals.user }, tenant: { S: request.body.tenant } };
  await client.send(new PutItemCommand({ TableName: "orders", Item }));
  response.status(201).json({ id, user: response.locals.user, tenant: request.body.tenant });
});

const serve = serverless(app);

export const handler = ({ orderId, userName, tenant }, context) =>
  serve(
    {
      version: "2.0",
      rawPath: `/orders/${orderId}`,
      rawQueryString: "",
      headers: { "content-type": "application/json", "x-user": userName },
      requestContext: { http: { method: "POST", path: `/orders/${orderId}` } },
      body: JSON.stringify({ tenant }),
      isBase64Encoded: false,
    },
    context,
  );
