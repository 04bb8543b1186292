// The Runtime API of one execution environment, as AWS's runtime client expects it: hands invocations out, takes their answers.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "../requestBody.ts";
import { wall } from "../wall.ts";

const PREFIX = "/2018-06-01/runtime/";
/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (6 MB, plus what AWS allows for its envelope) */
const RESPONSE_LIMIT_BYTES = 6 * 1024 * 1024 + 100;

export interface Invocation {
  requestId: string;
  /** JSON text. */
  payload: string;
  deadlineMilliseconds: number;
  /** With the qualifier that was invoked. */
  functionArn: string;
  /** As in the X-Amzn-Trace-Id header. */
  traceHeader: string;
}

/** `lost`: the environment ended before it answered. */
export type Outcome = { kind: "response" | "error"; payload: string } | { kind: "lost"; reason: string };

/** Told once each, at most. */
export interface InitListener {
  /** The runtime asked for its first invocation. */
  ready(): void;
  /** The function's module could not be initialised; `payload` is the error as AWS would log it. */
  failed(payload: string): void;
}

interface Unanswered {
  invocation: Invocation;
  handedOut: boolean;
  settle(outcome: Outcome): void;
}

export class RuntimeApi {
  readonly #listener: InitListener;
  readonly #clockSkew: () => number;
  readonly #server: Server;
  readonly #unanswered = new Map<string, Unanswered>();
  #parked: ServerResponse[] = [];
  #waiting: Unanswered[] = [];
  #heard: (() => void)[] = [];
  #closed: string | undefined;

  /** @param clockSkew milliseconds by which the function's processes see another time */
  constructor(listener: InitListener, clockSkew: () => number = () => 0) {
    this.#listener = listener;
    this.#clockSkew = clockSkew;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
    // Connections wait as long as the environment is idle.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
  }

  /** Resolves to the port on 127.0.0.1. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, "127.0.0.1", () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  /** Invocations that have no answer yet, also those whose caller has given up. */
  get inFlight(): number {
    return this.#unanswered.size;
  }

  /** Hands the invocation to the runtime as soon as that asks for one. */
  submit(invocation: Invocation): Promise<Outcome> {
    if (this.#closed !== undefined) return Promise.resolve({ kind: "lost", reason: this.#closed });
    return new Promise((resolve) => {
      const unanswered: Unanswered = {
        invocation,
        handedOut: false,
        settle: (outcome) => {
          this.#unanswered.delete(invocation.requestId);
          resolve(outcome);
        },
      };
      this.#unanswered.set(invocation.requestId, unanswered);
      this.#waiting.push(unanswered);
      this.#handOut();
    });
  }

  /** Takes an invocation back that the runtime has not seen, so that it never runs and holds no slot. */
  withdraw(requestId: string): void {
    const unanswered = this.#unanswered.get(requestId);
    if (unanswered === undefined || unanswered.handedOut) return;
    this.#waiting = this.#waiting.filter((one) => one !== unanswered);
    unanswered.settle({ kind: "lost", reason: "withdrawn before it ran" });
  }

  /** Sends the polls that wait back, so that the runtime hears of what has changed, and polls again. */
  askAgain(): void {
    for (const response of this.#parked.splice(0)) response.writeHead(204, this.#clockHeader()).end();
  }

  /** Resolves when the runtime calls. It is asked to, unless all its threads are busy. */
  signOfLife(): Promise<void> {
    return new Promise((heard) => {
      this.#heard.push(heard);
      this.askAgain();
    });
  }

  /** Ends the server; whatever is unanswered is lost. */
  close(reason: string): void {
    this.#closed = reason;
    for (const unanswered of [...this.#unanswered.values()]) unanswered.settle({ kind: "lost", reason });
    this.#waiting = [];
    this.#parked = [];
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #handOut(): void {
    while (this.#waiting.length > 0 && this.#parked.length > 0) {
      const response = this.#parked.shift();
      const unanswered = this.#waiting.shift();
      if (response === undefined || unanswered === undefined) return;
      const { invocation } = unanswered;
      unanswered.handedOut = true;
      response.writeHead(200, {
        "Content-Type": "application/json",
        "Lambda-Runtime-Aws-Request-Id": invocation.requestId,
        "Lambda-Runtime-Deadline-Ms": String(invocation.deadlineMilliseconds + this.#clockSkew()),
        "Lambda-Runtime-Invoked-Function-Arn": invocation.functionArn,
        "Lambda-Runtime-Trace-Id": invocation.traceHeader,
        ...this.#clockHeader(),
      });
      response.end(invocation.payload);
    }
  }

  /** Not AWS's: ricShim.cjs reads it. */
  #clockHeader(): Record<string, string> {
    return { "Lambda-Runtime-Local-Clock-Skew-Ms": String(this.#clockSkew()) };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const heard of this.#heard.splice(0)) heard();
    const refusal = wall(request);
    if ("status" in refusal) return acknowledge(response, refusal.status);
    const path = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : "";
    if (request.method === "GET" && path === "invocation/next") {
      this.#parked.push(response);
      response.once("close", () => {
        this.#parked = this.#parked.filter((one) => one !== response);
      });
      this.#listener.ready();
      this.#handOut();
      return;
    }
    if (request.method === "POST" && path === "init/error") {
      this.#listener.failed((await readBody(request, RESPONSE_LIMIT_BYTES))?.toString("utf8") ?? TOO_LARGE);
      acknowledge(response, 202);
      return;
    }
    const answer = /^invocation\/([^/]+)\/(response|error)$/.exec(path);
    if (request.method !== "POST" || answer === null) return acknowledge(response, 404);
    const unanswered = this.#unanswered.get(decodeURIComponent(answer[1] ?? ""));
    const outcome = await readOutcome(request, answer[2] === "error");
    // An answer that came twice, because the first acknowledgement was lost, finds nothing to settle.
    acknowledge(response, unanswered === undefined ? 400 : 202);
    unanswered?.settle(outcome);
  }
}

const TOO_LARGE = JSON.stringify({
  errorType: "Function.ResponseSizeTooLarge",
  errorMessage: `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`,
});

async function readOutcome(request: IncomingMessage, isError: boolean): Promise<Outcome> {
  const body = await readBody(request, RESPONSE_LIMIT_BYTES);
  if (!body) return { kind: "error", payload: TOO_LARGE };
  // A streaming handler that fails says so behind its body.
  const streamed = request.trailers["lambda-runtime-function-error-body"];
  if (streamed) return { kind: "error", payload: Buffer.from(streamed, "base64").toString("utf8") };
  return { kind: isError ? "error" : "response", payload: body.toString("utf8") };
}

function acknowledge(response: ServerResponse, status: number): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(status < 300 ? '{"status":"OK"}' : `{"errorType":"InvalidRequest","errorMessage":"status ${status}"}`);
}
