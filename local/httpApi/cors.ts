// CORS as API Gateway does it for an HTTP API: it answers preflights itself, and sets the headers of all other answers.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
import type { IncomingMessage } from "node:http";

type Headers = Record<string, string | string[]>;

export interface Cors {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAgeSeconds: number;
}

const isAllowed = ({ origins }: Cors, origin: string | undefined): origin is string =>
  origin !== undefined && (origins.includes("*") || origins.includes(origin.toLowerCase()));

/** The headers of the answer to a preflight, which has no body; undefined for every other request. */
export function preflight(cors: Cors | undefined, { method, headers }: IncomingMessage): Headers | undefined {
  const { origin, "access-control-request-method": asked } = headers;
  if (!cors || method !== "OPTIONS" || origin === undefined || asked === undefined) return undefined;
  if (!isAllowed(cors, origin)) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": cors.methods.join(","),
    "access-control-allow-headers": cors.headers.join(","),
    "access-control-max-age": String(cors.maxAgeSeconds),
  };
}

/** An answer's headers with those that are configured, in place of those that the function sent. */
export function withCors(cors: Cors | undefined, { headers: { origin } }: IncomingMessage, answer: Headers): Headers {
  if (!cors) return answer;
  const own = Object.entries(answer).filter(([name]) => !/^access-control-/i.test(name));
  return {
    ...Object.fromEntries(own),
    ...(isAllowed(cors, origin) && {
      "access-control-allow-origin": origin,
      "access-control-expose-headers": cors.exposed.join(","),
    }),
  };
}
