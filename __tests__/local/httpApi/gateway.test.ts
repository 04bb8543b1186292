import { expect, it } from "@jest/globals";
import { Gateway } from "../../../local/httpApi/gateway.ts";
import type { Caller } from "../../../local/iam/caller.ts";
import type { Invocation } from "../../../local/stepFunctions/tasks.ts";
import { serve } from "../../support/http/httpServer.ts";

const API = "arn:aws:execute-api:eu-west-1:000000000000:abc";

/** What an API with one route answers to GET /videos/7, and whom it invokes its function as. */
async function ask(key: string, answer: Invocation) {
  const callers: Caller[] = [];
  const route = { key, functionArn: "f", timeoutMilliseconds: 1_000, authorization: "NONE", scopes: [] };
  const gateway = new Gateway({
    api: { id: "abc", executionArn: API, name: "api", stage: "$default", routes: [route] },
    accountId: "000000000000",
    invokeLambda: async (_arn, _payload, caller) => {
      callers.push(caller);
      return answer;
    },
    onServed: () => {},
  });
  const server = await serve((request, response) =>
    gateway.handle(request, response, new URL(`http://localhost${request.url}`)),
  );
  const { status } = await fetch(`${server.endpoint}/videos/7`);
  await server.close();
  return { status, callers };
}

it.each([
  ["$default", "$default/$default"],
  ["GET /videos/{id}", "$default/GET/videos/{id}"],
  ["ANY /{proxy+}", "$default/*/{proxy+}"],
])("invokes as API Gateway, for its stage and the route %s", async (key, resource) => {
  const { callers } = await ask(key, { statusCode: 200, payload: '{"statusCode":204}' });
  expect(callers).toEqual([{ service: "apigateway.amazonaws.com", sourceArn: `${API}/${resource}` }]);
});

it.each([
  ["may not invoke its function", { statusCode: 403, payload: "denied" }, 500],
  ["finds its function busy", { statusCode: 429, payload: "busy" }, 503],
])("answers when it %s", async (_, answer, expected) => {
  expect((await ask("$default", answer)).status).toBe(expected);
});
