// What the local run says about itself, on the port of the AWS endpoint but on paths that no AWS service has.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Limits } from "./aws/limits.ts";

/** Every path of the local run's own begins so. */
const PREFIX = "/local/";

export const isControl = (url: URL): boolean => url.pathname.startsWith(PREFIX);

/** `GET /local/calls`: the calls of each rate since the start, with the fullest second; `DELETE` counts from zero again. */
export function createControl(limits: Limits) {
  const answers: Readonly<Record<string, () => unknown>> = {
    "GET calls": () => limits.calls(),
    "DELETE calls": () => {
      limits.forget();
      return {};
    },
  };
  return (request: IncomingMessage, response: ServerResponse, url: URL): void => {
    request.resume();
    const asked = `${request.method} ${url.pathname.slice(PREFIX.length)}`;
    const answer = Object.hasOwn(answers, asked) ? answers[asked] : undefined;
    const body = answer?.() ?? { message: `${asked}: not one of ${Object.keys(answers).join(", ")}` };
    response.writeHead(answer ? 200 : 404, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  };
}
