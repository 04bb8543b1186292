// app.locals is of the whole program; response.locals is of one request.
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import serverless from "serverless-http";

const app = express();

app.use((request, _response, next) => {
  request.app.locals.user = request.get("x-user");
  next();
});
app.get("/greeting", async (request, response) => {
  await sleep(6);
  response.json({ greeting: `hello ${request.app.locals.user}` });
});

const serve = serverless(app);

export const handler = ({ userName }, context) =>
  serve(
    {
      version: "2.0",
      rawPath: "/greeting",
      headers: { "x-user": userName },
      requestContext: { http: { method: "GET", path: "/greeting" } },
    },
    context,
  );
