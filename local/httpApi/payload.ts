// API Gateway's payload format 2.0, both ways.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import { type IncomingMessage, validateHeaderName, validateHeaderValue } from "node:http";
import { TRACE_HEADER } from "../trace.ts";
import type { HttpApi, Match } from "./routes.ts";
import type { Token } from "./token.ts";

/** Media types whose bodies travel as text; the rest as base64. */
const TEXT = /^(text\/|application\/([\w.-]+\+)?(json|xml|javascript)\b|application\/x-www-form-urlencoded\b)/i;

const DOMAIN = "localhost";

export interface GatewayRequest {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
  readonly requestId: string;
  readonly accountId: string;
  readonly at: Date;
  readonly token?: Token | undefined;
  /** Its X-Amzn-Trace-Id header. */
  readonly trace: string;
}

/** The event that the function is invoked with. */
export function toEvent({ id, stage }: HttpApi, { route, pathParameters }: Match, given: GatewayRequest) {
  const { request, url, body, requestId, accountId, at, token, trace } = given;
  const method = request.method ?? "GET";
  const { pathname, search, searchParams } = url;
  const { cookie, ...headers } = request.headers;
  const isText = body.length === 0 || TEXT.test(headers["content-type"] ?? "");
  const joined = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  );
  const query = new Map<string, string>();
  for (const [name, value] of searchParams) query.set(name, query.has(name) ? `${query.get(name)},${value}` : value);
  const path = decodeURI(pathname);
  return {
    version: "2.0",
    routeKey: route.key,
    rawPath: path,
    rawQueryString: search.slice(1),
    ...(cookie && { cookies: cookie.split("; ") }),
    headers: { ...joined, [TRACE_HEADER]: trace },
    ...(query.size > 0 && { queryStringParameters: Object.fromEntries(query) }),
    ...(pathParameters && { pathParameters }),
    requestContext: {
      accountId,
      apiId: id,
      ...(token && {
        authorizer: { jwt: { claims: token.claims, scopes: route.scopes.length > 0 ? token.scopes : null } },
      }),
      domainName: joined.host ?? DOMAIN,
      domainPrefix: id,
      http: {
        method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
        userAgent: joined["user-agent"] ?? "",
      },
      requestId,
      routeKey: route.key,
      stage,
      time: at.toUTCString(),
      timeEpoch: at.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: !isText,
  };
}

export interface GatewayResponse {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer;
}

const message = (status: number, text: string): GatewayResponse => ({
  status,
  headers: { "content-type": "application/json" },
  body: Buffer.from(JSON.stringify({ message: text })),
});

/** What a client gets when the function failed, or answered what is no response. */
export const INTERNAL_ERROR = message(500, "Internal Server Error");

/** What a client gets when the function could not be reached: throttled, deactivated, or too slow. */
export const UNAVAILABLE = message(503, "Service Unavailable");

export const TOO_LARGE = message(413, "Request Entity Too Large");

/** For a route with scopes: there is no token that its authorizer takes. */
export const UNAUTHORIZED = message(401, "Unauthorized");

/** The token has none of the route's scopes. */
export const FORBIDDEN = message(403, "Forbidden");

export const NOT_FOUND = message(404, "Not Found");

/** The function's result as an HTTP response. */
export function toResponse(payload: string): GatewayResponse {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return INTERNAL_ERROR;
  }
  // Without a status code, the whole result is the body of a 200.
  if (typeof result !== "object" || result === null || !("statusCode" in result)) {
    return { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(payload) };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = result as Record<string, unknown>;
  const status = Number(statusCode);
  const sent = {
    ...(headers as Record<string, string>),
    ...(Array.isArray(cookies) && { "set-cookie": cookies.map(String) }),
  };
  if (!Number.isInteger(status) || status < 200 || status > 599 || !canBeSent(sent)) return INTERNAL_ERROR;
  return {
    status,
    headers: sent,
    body: Buffer.from(String(body ?? ""), isBase64Encoded === true ? "base64" : "utf8"),
  };
}

/** Whether HTTP has headers of these names with these values. */
function canBeSent(headers: Record<string, string | string[]>): boolean {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      for (const one of [value].flat()) validateHeaderValue(name, one);
    }
    return true;
  } catch {
    return false;
  }
}
