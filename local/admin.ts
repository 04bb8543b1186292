// The local run's own door, under /_local/ of the AWS endpoint: faults on demand, and how often AWS was called. It exists on this
// machine only; the port listens on loopback, and refused requests of other hosts and origins before.

import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "./aws/call.ts";
import type { Limits } from "./aws/limits.ts";
import type { Faults } from "./faults/faults.ts";
import { FaultError } from "./faults/options.ts";
import { readBody } from "./requestBody.ts";

/** Where paths of this door begin. */
export const ADMIN_PATH = "/_local/";

const MAX_BYTES = 64 * 1024;

export interface AdminOptions {
  readonly faults: Faults;
  readonly limits: Limits;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: unknown): Reply => ({ status: 200, body });
const refused = (status: number, message: string): Reply => ({ status, body: { message } });

/** Answers what is under ADMIN_PATH, in JSON; a refusal is `{ message }`. */
export function createAdmin(options: AdminOptions) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    let reply: Reply;
    try {
      reply = await answer(options, request, url.pathname.slice(ADMIN_PATH.length));
    } catch (error) {
      // What an option means and what it names is for the caller to mend.
      if (!(error instanceof FaultError || error instanceof AwsError)) throw error;
      reply = refused(400, error.message);
    }
    request.resume();
    response.writeHead(reply.status, { "content-type": "application/json" }).end(JSON.stringify(reply.body));
  };
}

async function answer({ faults, limits }: AdminOptions, request: IncomingMessage, path: string): Promise<Reply> {
  const { method } = request;
  const id = /^faults\/(\d{1,9})$/.exec(path)?.[1];
  switch (`${method} ${id === undefined ? path : "faults/*"}`) {
    case "GET calls":
      return ok({ calls: limits.calls() });
    case "DELETE calls":
      limits.forget();
      return ok({ calls: [] });
    case "GET faults":
      return ok({ faults: faults.list() });
    case "POST faults":
      return { status: 201, body: { fault: faults.add(await readJson(request)) } };
    case "DELETE faults":
      return ok({ cleared: faults.clear() });
    case "DELETE faults/*":
      return ok({ cleared: faults.clear(Number(id)) });
  }
  return refused(404, `${method} ${ADMIN_PATH}${path}: must be GET or DELETE calls, GET, POST or DELETE faults`);
}

/** @throws FaultError */
async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const type = request.headers["content-type"];
  // A web page can send other types without being asked whether it may.
  if (!/^application\/json\b/.test(type ?? ""))
    throw new FaultError(`content-type: must be application/json, got ${type}`);
  const body = await readBody(request, MAX_BYTES);
  if (!body) throw new FaultError(`body: must be at most ${MAX_BYTES} bytes`);
  const value = parse(body.toString("utf8"));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new FaultError("body: must be a JSON object");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
