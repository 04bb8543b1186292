// The HTTP API on this machine: through the synthesised route and integration to the function.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { InvokeLambda } from "../stepFunctions/tasks.ts";
import {
  type GatewayResponse,
  INTERNAL_ERROR,
  NOT_FOUND,
  TOO_LARGE,
  toEvent,
  toResponse,
  UNAVAILABLE,
} from "./payload.ts";
import { type HttpApi, matchRoute } from "./routes.ts";

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
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const { status, headers, body } = await this.#respond(request).catch(() => INTERNAL_ERROR);
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    response.writeHead(status, { ...headers, "content-length": body.length }).end(body);
    this.#options.onServed({
      method: request.method ?? "GET",
      path: pathname,
      status,
      milliseconds: performance.now() - started,
    });
  }

  async #respond(request: IncomingMessage): Promise<GatewayResponse> {
    const { api, accountId, invokeLambda } = this.#options;
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const match = matchRoute(api.routes, request.method ?? "GET", pathname);
    if (!match) return NOT_FOUND;
    const body = await read(request);
    if (!body) return TOO_LARGE;
    const event = toEvent(api, match, { request, body, requestId: randomUUID(), accountId, at: new Date() });
    const { functionArn, timeoutMilliseconds } = match.route;
    const invocation = await within(timeoutMilliseconds, invokeLambda(functionArn, JSON.stringify(event)));
    if (!invocation || invocation.statusCode >= 300) return UNAVAILABLE;
    return invocation.functionError ? INTERNAL_ERROR : toResponse(invocation.payload);
  }
}

async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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
