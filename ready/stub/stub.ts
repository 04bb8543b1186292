// All that a handler reaches: a server on loopback that every connection of the workers is led to. It knows whose each request
// is, answers late by the seed, and can withhold an answer until it is told.
import type { IncomingMessage, ServerResponse } from "node:http";
import { addressee, credential, operationOf } from "../../local/aws/identify.ts";
import { readBody } from "../../local/requestBody.ts";
import { INVOCATION_HEADER } from "../inside/header.ts";
import type { Answerer, StubAnswer, StubRequest } from "./answers.ts";
import { listen } from "./listener.ts";

const MOST_BYTES = 64 * 1024 * 1024;

export interface Exchange {
  readonly request: StubRequest;
  /** Of the invocation that made it; undefined outside of all, such as at init. */
  readonly invocation: string | undefined;
  /** Milliseconds on the clock of the workers. */
  readonly from: number;
  to: number | undefined;
  /** What was answered, as text. */
  answer: string;
  /** Whether any answerer knew the request. */
  readonly known: boolean;
}

export interface Hold {
  /** Resolves when the request has come that is withheld. */
  readonly reached: Promise<void>;
  release(): void;
}

export interface Stub {
  readonly port: number;
  readonly exchanges: readonly Exchange[];
  /** Milliseconds by which the next answer is late; set for each phase. */
  delay: () => number;
  /** Whether exchanges are kept; @default true */
  recorded: boolean;
  /** Withholds the answer to an invocation's `nth` request, from 1. */
  hold(invocation: string, nth: number): Hold;
  close(): Promise<void>;
}

const now = (): number => performance.timeOrigin + performance.now();

function inputOf(body: string): Record<string, unknown> {
  try {
    const value = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** A client cannot have another's AWS host: its own name says the service where no signature does. */
const HOST = /^(?:[\w.-]+\.)?([a-z0-9-]+)\.[a-z0-9-]+\.amazonaws\.com$/;

function requestOf(message: IncomingMessage, body: string): StubRequest {
  const { method = "GET", url: path = "/", headers } = message;
  const host = (headers.host ?? "").replace(/:(?:80|443)$/, "");
  const url = new URL(path.startsWith("/") ? path : "/", "http://stub");
  const head = { method, url, headers };
  const signed = credential(headers, url)?.service;
  const target = typeof headers["x-amz-target"] === "string" ? headers["x-amz-target"] : undefined;
  const service = signed ?? HOST.exec(host)?.[1] ?? (target ? addressee(head).service : undefined);
  const form = /urlencoded/.test(headers["content-type"] ?? "") ? new URLSearchParams(body) : undefined;
  const { service: here } = addressee(head);
  const operation =
    target?.split(".").at(-1) ??
    form?.get("Action") ??
    (here === "lambda" ? operationOf(here, head, form)?.operation : undefined) ??
    `${method} ${url.pathname}`;
  return { service, operation, method, host, path, headers, body, input: inputOf(body) };
}

const asText = ({ body }: StubAnswer): string =>
  typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);

/** Listens on a port of its own. @param answerers asked in this order */
export async function createStub(answerers: readonly Answerer[]): Promise<Stub> {
  const exchanges: Exchange[] = [];
  const counts = new Map<string, number>();
  const holds = new Map<string, { reach(): void; readonly released: Promise<void> }>();
  let delay: () => number = () => 0;

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const from = now();
    const marked = message.headers[INVOCATION_HEADER];
    const invocation = typeof marked === "string" ? marked : undefined;
    delete message.headers[INVOCATION_HEADER];
    const body = (await readBody(message, MOST_BYTES))?.toString("utf8") ?? "";
    const request = requestOf(message, body);
    let answer: StubAnswer | undefined;
    for (const answerer of answerers) answer ??= await answerer(request);
    const known = answer !== undefined;
    answer ??= {
      status: 501,
      body: {
        __type: "NotImplementedException",
        message: `lmi ready: no answer to ${request.service ?? request.host} ${request.operation}; give one with --stub`,
      },
    };
    const exchange: Exchange = { request, invocation, from, to: undefined, answer: asText(answer), known };
    if (stub.recorded) exchanges.push(exchange);
    if (invocation !== undefined && holds.size > 0) {
      const nth = (counts.get(invocation) ?? 0) + 1;
      counts.set(invocation, nth);
      const hold = holds.get(`${invocation} ${nth}`);
      hold?.reach();
      await hold?.released;
    }
    const late = delay();
    if (late > 0) await new Promise((done) => setTimeout(done, late));
    exchange.to = now();
    const type = typeof answer.body === "string" ? {} : { "content-type": "application/x-amz-json-1.0" };
    response.writeHead(answer.status ?? 200, { ...type, ...answer.headers });
    response.end(message.method === "HEAD" ? "" : exchange.answer);
  };

  const listener = await listen((message, response) => {
    serve(message, response).catch(() => response.destroy());
  });
  const stub: Stub = {
    recorded: true,
    port: listener.port,
    exchanges,
    get delay() {
      return delay;
    },
    set delay(next) {
      delay = next;
    },
    hold(invocation, nth) {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const key = `${invocation} ${nth}`;
      holds.set(key, { reach: reached.resolve, released: released.promise });
      const release = () => {
        holds.delete(key);
        released.resolve();
      };
      return { reached: reached.promise, release };
    },
    close: () => listener.close(),
  };
  return stub;
}
