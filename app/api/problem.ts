// Errors as problem details (RFC 9457): what a client may know, and nothing internal.
import type { ErrorHandler, Hono, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Log } from "../shared/logger.ts";
import {
  CursorError,
  KeyInFlightError,
  KeyReusedError,
  VideoChangedError,
  VideoNotFoundError,
  VideoStateError,
} from "../videos/errors.ts";
import { allowedMethods } from "./allowedMethods.ts";
import { empty, json, type PlainHeaders } from "./answer.ts";
import { idsOf } from "./requestLog.ts";

const TITLES: Partial<Record<ContentfulStatusCode, string>> = {
  400: "Bad request",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  412: "Precondition failed",
  413: "Content too large",
  415: "Unsupported media type",
  422: "Unprocessable content",
  500: "Internal error",
  503: "Service unavailable",
};

/** One wrong value: where it is and what is wrong with it. */
export interface Invalid {
  readonly path: string;
  readonly message: string;
}

/** Thrown where a request is refused; carries what the client is told. */
export class ProblemError extends HTTPException {
  readonly invalid: readonly Invalid[] | undefined;

  constructor(status: ContentfulStatusCode, detail: string, invalid?: readonly Invalid[]) {
    super(status, { message: detail });
    this.invalid = invalid;
  }
}

/** How long a client should wait after a 503, in seconds. */
const RETRY_AFTER_SECONDS = 2;

/** Names under which AWS says "not now". */
const THROTTLES = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "TooManyRequestsException",
  "ServiceUnavailable",
  "TimeoutError",
  "SlowDown",
  "InternalError",
  "ConditionalRequestConflict",
]);

function respond(
  status: ContentfulStatusCode,
  detail: string,
  invalid?: readonly Invalid[],
  headers: PlainHeaders = {},
): Response {
  const body = { type: "about:blank", title: TITLES[status] ?? "Error", status, detail, ...(invalid && { invalid }) };
  return json(body, status, {
    "content-type": "application/problem+json",
    ...(status === 503 && { "retry-after": String(RETRY_AFTER_SECONDS) }),
    ...headers,
  });
}

/** Told apart: a path that does not exist, and one that does not take the method; OPTIONS says which methods it takes. */
export function onNotFound(app: Hono): NotFoundHandler {
  const methodsOf = allowedMethods(app);
  return (c) => {
    const { method, path } = c.req;
    const methods = methodsOf(path);
    if (methods.length === 0) return respond(404, `${method} ${path} does not exist`);
    const allow = methods.join(", ");
    if (method === "OPTIONS") return empty({ allow });
    return respond(405, `${path} takes ${allow}, got ${method}`, undefined, { allow });
  };
}

/** Turns what a route threw into a response; what nobody foresaw is logged and answered with a bare 500. */
export const onError =
  (log: Log): ErrorHandler =>
  (error, c) => {
    if (error instanceof ProblemError) return respond(error.status, error.message, error.invalid);
    if (error instanceof HTTPException) return respond(error.status as ContentfulStatusCode, error.message);
    if (error instanceof VideoNotFoundError) return respond(404, error.message);
    if (error instanceof VideoChangedError) return respond(412, error.message);
    if (error instanceof VideoStateError || error instanceof KeyInFlightError) return respond(409, error.message);
    if (error instanceof CursorError || error instanceof KeyReusedError) return respond(422, error.message);
    log.error("request failed", { ...idsOf(c), method: c.req.method, path: c.req.path, error });
    if (THROTTLES.has(error.name)) return respond(503, "The service is busy; try again.");
    return respond(500, "The request could not be carried out.");
  };
