// The HTTP API on this machine: through the synthesised route and integration to the function.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServiceCaller } from "../iam/caller.ts";
import { readBody } from "../requestBody.ts";
import type { InvokeLambda } from "../stepFunctions/tasks.ts";
import { handedOn, traceIn } from "../trace.ts";
import { preflight, withCors } from "./cors.ts";
import {
  FORBIDDEN,
  type GatewayResponse,
  INTERNAL_ERROR,
  NOT_FOUND,
  TOO_LARGE,
  toEvent,
  toResponse,
  UNAUTHORIZED,
  UNAVAILABLE,
} from "./payload.ts";
import { type HttpApi, type Match, matchRoute } from "./routes.ts";
import { tokenIn } from "./token.ts";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** One request, answered. */
export interface Served {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
}

export interface GatewayOptions {
  readonly api: HttpApi;
  readonly accountId: string;
  readonly invokeLambda: InvokeLambda;
  readonly onServed: (served: Served) => void;
}

export class Gateway {
  readonly #options: GatewayOptions;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  /** Answers a request; never throws. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const started = performance.now();
    const { cors } = this.#options.api;
    const allowed = preflight(cors, request);
    const requestId = randomUUID();
    const { status, headers, body } = allowed
      ? { status: 204, headers: allowed, body: Buffer.alloc(0) }
      : await this.#respond(request, url, requestId).catch(() => INTERNAL_ERROR);
    // The id that the access log has, too.
    const sent = { ...(allowed ?? withCors(cors, request, headers)), "apigw-requestid": requestId };
    response.writeHead(status, { ...sent, "content-length": body.length }).end(body);
    const method = request.method ?? "GET";
    this.#options.onServed({ method, path: url.pathname, status, milliseconds: performance.now() - started });
  }

  async #respond(request: IncomingMessage, url: URL, requestId: string): Promise<GatewayResponse> {
    const { api, accountId, invokeLambda } = this.#options;
    const match = matchRoute(api.routes, request.method ?? "GET", url.pathname);
    if (!match) return NOT_FOUND;
    const { authorizer, scopes } = match.route;
    const token = authorizer && tokenIn(request.headers.authorization, authorizer, Date.now() / 1000);
    if (scopes.length > 0) {
      if (!token) return UNAUTHORIZED;
      if (!token.scopes.some((scope) => scopes.includes(scope))) return FORBIDDEN;
    }
    const body = await readBody(request, MAX_BODY_BYTES);
    if (!body) return TOO_LARGE;
    const trace = handedOn(traceIn(request.headers));
    const event = toEvent(api, match, {
      request,
      url,
      body,
      requestId,
      accountId,
      at: new Date(),
      token,
      trace,
    });
    const { functionArn, timeoutMilliseconds } = match.route;
    const invocation = await within(
      timeoutMilliseconds,
      invokeLambda(functionArn, JSON.stringify(event), callerFor(api, match), trace),
    );
    // That the API may not invoke its function is for its owner to know.
    if (invocation?.statusCode === 403) return INTERNAL_ERROR;
    if (!invocation || invocation.statusCode >= 300) return UNAVAILABLE;
    return invocation.functionError ? INTERNAL_ERROR : toResponse(invocation.payload);
  }
}

/** API Gateway in its own name, for the stage and the route. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function callerFor({ executionArn, stage }: HttpApi, { route }: Match): ServiceCaller {
  const [method = "", path] = route.key.split(" ");
  const resource = path === undefined ? method : `${method === "ANY" ? "*" : method}${path}`;
  return { service: "apigateway.amazonaws.com", sourceArn: `${executionArn}/${stage}/${resource}` };
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
