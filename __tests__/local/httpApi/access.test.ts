import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Gateway } from "../../../local/httpApi/gateway.ts";
import type { HttpApi } from "../../../local/httpApi/routes.ts";
import { serve, type TestServer } from "../../support/http/httpServer.ts";
import { bearer } from "../../support/http/token.ts";

const ISSUER = "https://identity.example.com/";
const authorizer = { issuer: ISSUER, audience: ["api"] };
const to = { functionArn: "f", timeoutMilliseconds: 1_000, authorization: "JWT", authorizer };
const API: HttpApi = {
  id: "abc",
  executionArn: "arn:aws:execute-api:eu-west-1:000000000000:abc",
  name: "api",
  stage: "$default",
  routes: [
    { ...to, key: "GET /videos", scopes: ["read", "all"] },
    { ...to, key: "DELETE /videos", scopes: [] },
  ],
  cors: {
    origins: ["https://app.example.com"],
    methods: ["GET", "DELETE"],
    headers: ["authorization"],
    exposed: ["etag"],
    maxAgeSeconds: 60,
  },
};
const token = (scope: string, claims = {}) =>
  bearer({ iss: ISSUER, aud: "api", exp: Date.now() / 1000 + 60, sub: "me", scope, ...claims });

interface Event {
  readonly requestContext: { readonly authorizer?: unknown };
}
const events: Event[] = [];
let server: TestServer;

beforeAll(async () => {
  const gateway = new Gateway({
    api: API,
    accountId: "000000000000",
    invokeLambda: async (_arn, payload) => {
      events.push(JSON.parse(payload));
      const headers = { etag: "1", "Access-Control-Allow-Origin": "*" };
      return { statusCode: 200, payload: JSON.stringify({ statusCode: 200, headers }) };
    },
    onServed: () => {},
  });
  server = await serve((request, response) =>
    gateway.handle(request, response, new URL(`http://localhost${request.url}`)),
  );
});
afterAll(() => server.close());

async function ask(method: string, path: string, headers: Record<string, string>) {
  events.length = 0;
  const response = await fetch(`${server.endpoint}${path}`, { method, headers });
  return { status: response.status, headers: response.headers, body: await response.text(), called: events.length };
}

describe("a route with scopes", () => {
  it.each([
    ["no token", {}, 401, "Unauthorized"],
    ["an ended token", { authorization: token("read", { exp: 1 }) }, 401, "Unauthorized"],
    ["another scope", { authorization: token("write readall") }, 403, "Forbidden"],
  ])("refuses a request with %s", async (_what, headers, status, message) => {
    const answer = await ask("GET", "/videos", headers as Record<string, string>);

    expect([answer.status, JSON.parse(answer.body), answer.called]).toEqual([status, { message }, 0]);
  });

  it("lets a token through that has one of them, and hands on what it claims", async () => {
    const { status } = await ask("GET", "/videos", { authorization: token("write all") });

    expect(status).toBe(200);
    expect(events[0]?.requestContext.authorizer).toMatchObject({
      jwt: { claims: { sub: "me", scope: "write all" }, scopes: ["write", "all"] },
    });
  });
});

describe("a route without scopes", () => {
  it("is open to who calls from this machine", async () => {
    expect((await ask("DELETE", "/videos", {})).status).toBe(200);
  });
});

describe("an API with CORS", () => {
  const preflight = { "access-control-request-method": "GET", "access-control-request-headers": "authorization" };

  it("answers preflights of its origins without the function, and tells other origins nothing", async () => {
    const [ours, other] = [
      await ask("OPTIONS", "/videos", { ...preflight, origin: "https://app.example.com" }),
      await ask("OPTIONS", "/anywhere", { ...preflight, origin: "https://evil.example" }),
    ];

    expect([ours.status, ours.called, ours.headers.get("access-control-allow-origin")]).toEqual([
      204,
      0,
      "https://app.example.com",
    ]);
    expect(ours.headers.get("access-control-allow-methods")).toBe("GET,DELETE");
    expect(ours.headers.get("access-control-allow-headers")).toBe("authorization");
    expect(ours.headers.get("access-control-max-age")).toBe("60");
    expect([other.status, other.headers.get("access-control-allow-origin")]).toEqual([204, null]);
  });

  it("sets the headers of answers, also of its own, in place of the function's", async () => {
    const origin = "https://app.example.com";
    const answers = [
      await ask("DELETE", "/videos", { origin }),
      await ask("GET", "/videos", { origin }),
      await ask("DELETE", "/videos", { origin: "https://evil.example" }),
      await ask("DELETE", "/videos", {}),
    ];

    expect(answers.map(({ headers }) => headers.get("access-control-allow-origin"))).toEqual([
      origin,
      origin,
      null,
      null,
    ]);
    expect(answers[0]?.headers.get("access-control-expose-headers")).toBe("etag");
  });
});
