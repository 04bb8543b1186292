// The console's door: the page, its feed, what it looks up, and the actions where there are any. On loopback; requests of other
// hosts are refused by the port, those of other pages here.
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../requestBody.ts";
import type { Handle } from "../servers.ts";
import type { Feed } from "./feed.ts";
import type { PageFile, PageFiles } from "./pageFiles.ts";

/** A mistake of the page's user, told in a line. */
export class ConsoleError extends Error {
  override readonly name = "ConsoleError";
  /** @default 400 */
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** Answers JSON. @throws ConsoleError */
export type Lookup = (query: URLSearchParams) => Promise<unknown>;

/** Does something. @returns what came of it, in a line or more @throws ConsoleError */
export type Act = (values: Readonly<Record<string, unknown>>) => Promise<string>;

/** Answers with something else than JSON, such as a part of a film. @throws ConsoleError */
export type Stream = (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => Promise<void>;

export interface ConsoleOptions {
  readonly files: PageFiles;
  readonly feed: Feed;
  readonly lookups: Readonly<Record<string, Lookup>>;
  readonly streams: Readonly<Record<string, Stream>>;
  /** None where the console only reads: then there is no route for any. */
  readonly actions?: Readonly<Record<string, Act>>;
  /** Takes a file. */
  readonly upload?: Stream;
}

/** Pages that are open at once. */
const MOST_PAGES = 32;
const HEARTBEAT_MILLISECONDS = 15_000;
/** A page that has not read so many bytes is cut off; it comes back, and goes on where it was. */
const MOST_UNREAD_BYTES = 8 * 1024 * 1024;
const MAX_ACTION_BYTES = 64 * 1024;

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = {
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/** Answers what a browser asks of the console. */
export function createConsole(options: ConsoleOptions): Handle {
  return async (request, response, url) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    try {
      checkOrigin(request);
      await answer(options, request, response, url);
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      if (response.headersSent) response.destroy();
      else json(response, error.status, { message: error.message });
    }
    request.resume();
  };
}

/** Only this page may ask: not one of another port of this machine either. @throws ConsoleError */
function checkOrigin({ headers }: IncomingMessage): void {
  const { host, origin } = headers;
  const site = headers["sec-fetch-site"];
  if (origin !== undefined && origin !== `http://${host}`)
    throw new ConsoleError(`Origin: must be http://${host}, got ${origin}`, 403);
  if (site !== undefined && site !== "same-origin" && site !== "none")
    throw new ConsoleError(`Sec-Fetch-Site: must be same-origin or none, got ${site}`, 403);
}

async function answer(options: ConsoleOptions, request: IncomingMessage, response: ServerResponse, url: URL) {
  const { files, feed, lookups, streams, actions = {}, upload } = options;
  const { pathname, searchParams } = url;
  const reads = request.method === "GET" || request.method === "HEAD";
  const file = files.get(pathname);
  if (reads && file) return sendFile(file, request, response);
  if (reads && pathname === "/events") return follow(feed, request, response);
  const [, kind, name = ""] = /^\/(look|stream|act)\/([\w-]+)$/.exec(pathname) ?? [];
  const lookup = kind === "look" && own(lookups, name);
  if (reads && lookup) return json(response, 200, await lookup(searchParams));
  const stream = kind === "stream" && own(streams, name);
  if (reads && stream) return stream(request, response, searchParams);
  const act = kind === "act" && own(actions, name);
  if (request.method === "POST" && act) return json(response, 200, { message: await act(await readValues(request)) });
  if (request.method === "POST" && pathname === "/upload" && upload) return upload(request, response, searchParams);
  throw new ConsoleError(`${request.method} ${pathname}: not found`, 404);
}

const own = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;

function sendFile({ contentType, body, zipped }: PageFile, request: IncomingMessage, response: ServerResponse): void {
  const zips = /\bgzip\b/.test(String(request.headers["accept-encoding"]));
  const sent = zips ? zipped : body;
  response.writeHead(200, {
    "content-type": contentType,
    "content-length": sent.length,
    ...(zips && { "content-encoding": "gzip" }),
  });
  response.end(request.method === "HEAD" ? undefined : sent);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
function follow(feed: Feed, request: IncomingMessage, response: ServerResponse): void {
  if (feed.subscribers >= MOST_PAGES)
    throw new ConsoleError(`pages: at most ${MOST_PAGES} may be open at once, got one more`, 503);
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (event: string) => {
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    else response.write(event);
  };
  send("retry: 500\n\n");
  const id = request.headers["last-event-id"];
  const cancel = feed.subscribe(typeof id === "string" ? id : undefined, send);
  const heartbeat = setInterval(() => send(":\n\n"), HEARTBEAT_MILLISECONDS);
  response.once("close", () => {
    clearInterval(heartbeat);
    cancel();
  });
}

/** @throws ConsoleError */
async function readValues(request: IncomingMessage): Promise<Record<string, unknown>> {
  const type = request.headers["content-type"];
  // A page of another site can send other types without being asked whether it may.
  if (type !== "application/json") throw new ConsoleError(`content-type: must be application/json, got ${type}`, 415);
  const body = await readBody(request, MAX_ACTION_BYTES);
  if (!body) throw new ConsoleError(`body: must be at most ${MAX_ACTION_BYTES} bytes`, 413);
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {}
  throw new ConsoleError("body: must be a JSON object");
}
