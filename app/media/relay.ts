// Sources on other hosts, for a program that would follow redirects and resolve names by itself: it reads them from this
// process, which connects to public addresses only.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import { type AddressInfo, isIP, type LookupFunction } from "node:net";
import { pipeline } from "node:stream";
import { assertPublicHost, NotPublicError } from "./publicHost.ts";

export interface Relay {
  /** A URL on this machine's loopback from which an https:// URL can be read for so long. */
  urlFor(url: string, seconds: number): Promise<string>;
}

export interface RelayOptions {
  /** The addresses of a host that may be connected to. @default assertPublicHost */
  readonly addressesOf?: (host: string) => Promise<readonly string[]>;
  /** @default that of node:https */
  readonly request?: typeof httpsRequest;
}

/** How long a host may stay silent. */
const SILENT_MILLISECONDS = 10_000;

/** What the reader is told when a host will not hand a source out, or may not be asked; S3 has another use for 401 and 403. */
export const REFUSED = 451;

/** Of the statuses below 500: the source is not there, or another try may get it. */
const TOLD_AS_IT_IS = [404, 408, 410, 416, 425, 429];

/** The resolver's errors that pass. */
const PASSING_LOOKUPS = ["EAI_AGAIN", "ESERVFAIL", "ETIMEOUT"];

const PASSED_ON = ["content-length", "content-range", "content-type", "accept-ranges"];

export function createRelay({ addressesOf = assertPublicHost, request = httpsRequest }: RelayOptions = {}): Relay {
  const sources = new Map<string, URL>();
  let server: Promise<Server> | undefined;

  async function serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const source = sources.get(asked.url?.slice(1) ?? "");
    if (!source || asked.method !== "GET") return void answer.writeHead(404).end();
    const { range } = asked.headers;
    const sent = request(source, {
      lookup: to(await addressesOf(source.hostname)),
      headers: { ...(range !== undefined && { range }) },
      timeout: SILENT_MILLISECONDS,
    });
    // Also after the answer has begun: an error that nobody listens to ends the process, and every job in it.
    sent.on("error", () => {});
    answer.once("close", () => sent.destroy());
    sent.once("timeout", () => sent.destroy());
    const [got] = (await once(sent.end(), "response")) as [IncomingMessage];
    const { statusCode = 502 } = got;
    if (statusCode !== 200 && statusCode !== 206) {
      sent.destroy();
      // A redirect is refused as well: it would lead to a host that was not configured.
      const isTold = statusCode >= 500 || TOLD_AS_IT_IS.includes(statusCode);
      return void answer.writeHead(isTold ? statusCode : REFUSED).end();
    }
    const headers = PASSED_ON.flatMap((name) => (got.headers[name] === undefined ? [] : [[name, got.headers[name]]]));
    answer.writeHead(statusCode, Object.fromEntries(headers));
    pipeline(got, answer, () => {}); // a source that breaks off is the reader's to notice
  }

  async function listen(): Promise<Server> {
    const listening = createServer((asked, answer) => {
      answer.shouldKeepAlive = false;
      serve(asked, answer).catch((error) => {
        if (!answer.headersSent) answer.writeHead(statusOf(error));
        answer.end();
      });
    });
    await once(listening.listen(0, "127.0.0.1"), "listening");
    listening.on("error", () => {}); // a connection that cannot be accepted is its reader's to notice
    return listening.unref();
  }

  return {
    async urlFor(url, seconds) {
      server ??= listen().catch((error) => {
        server = undefined;
        throw error;
      });
      const { port } = (await server).address() as AddressInfo;
      const id = randomUUID();
      sources.set(id, new URL(url));
      setTimeout(() => sources.delete(id), seconds * 1000).unref();
      return `http://127.0.0.1:${port}/${id}`;
    },
  };
}

/** What the reader is told when no answer came. */
function statusOf(error: unknown): number {
  if (!(error instanceof NotPublicError)) return 502;
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === undefined) return REFUSED;
  return PASSING_LOOKUPS.includes(code) ? 502 : 404;
}

/** Leads every name to these addresses. */
const to =
  (addresses: readonly string[]): LookupFunction =>
  (_host, { all }, callback) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    if (all) return callback(null, found);
    callback(null, found[0]?.address ?? "", found[0]?.family);
  };
