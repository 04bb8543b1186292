// Sends the requests of an SDK client over kept connections and reads each answer whole: one timer a request. The SDK's own
// handler sets up to four timers, and hands on a stream that is then piped into another.
import * as http from "node:http";
import * as https from "node:https";
import { HttpResponse } from "@smithy/core/protocols";
import type { HttpHandlerOptions, HttpRequest, RequestHandler } from "@smithy/types";

/** What the SDK retries, because it takes it for a time-out. */
const LOST = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT"]);

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

const AGENT = { keepAlive: true, maxSockets: 50 };

/**
 * @param times.connectionTimeout until a new connection stands, in milliseconds
 * @param times.requestTimeout until the whole answer is there, in milliseconds
 */
export function createRequestHandler(times: {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
}): RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions> & { readonly metadata: object } {
  const agents = { "http:": new http.Agent(AGENT), "https:": new https.Agent(AGENT) };

  const handle = (
    { protocol, hostname, port, path, method, headers, body }: HttpRequest,
    options: HttpHandlerOptions = {},
  ) =>
    new Promise<{ response: HttpResponse }>((resolve, reject) => {
      const abortSignal = options.abortSignal as AbortSignal | undefined;
      const isPlain = protocol === "http:";
      const request = (isPlain ? http : https).request({
        agent: isPlain ? agents["http:"] : agents["https:"],
        host: hostname.replace(/^\[(.*)\]$/, "$1"),
        port,
        path,
        method,
        headers,
      });
      const end = (error: Error) => {
        done();
        request.destroy();
        reject(error);
      };
      const late = (what: string, milliseconds: number) => () =>
        end(named("TimeoutError", `${what} within ${milliseconds} ms`));
      const timer = setTimeout(late("no answer", times.requestTimeout), times.requestTimeout);
      const aborted = () => end(named("AbortError", "the request was aborted"));
      abortSignal?.addEventListener("abort", aborted);
      const done = () => {
        clearTimeout(timer);
        abortSignal?.removeEventListener?.("abort", aborted);
      };
      const failed = (error: Error & { code?: string }) =>
        end(LOST.has(error.code ?? "") ? Object.assign(error, { name: "TimeoutError" }) : error);
      request.on("error", failed);
      request.on("socket", (socket) => {
        if (!socket.connecting) return;
        const connecting = setTimeout(late("no connection", times.connectionTimeout), times.connectionTimeout);
        for (const event of ["connect", "close"]) socket.once(event, () => clearTimeout(connecting));
      });
      request.on("response", (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("error", failed);
        answer.on("end", () => {
          done();
          const [only] = chunks;
          const whole = chunks.length === 1 && only ? only : Buffer.concat(chunks);
          resolve({
            response: new HttpResponse({
              statusCode: answer.statusCode ?? 0,
              reason: answer.statusMessage ?? "",
              headers: answer.headers as Record<string, string>,
              body: whole,
            }),
          });
        });
      });
      if (abortSignal?.aborted) return aborted();
      request.end(body);
    });

  return {
    metadata: { handlerProtocol: "http/1.1" },
    handle,
    destroy() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
