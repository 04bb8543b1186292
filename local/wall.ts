// What every port of the local run refuses before it looks further: a request that a web page of another site may have caused
// (DNS rebinding, cross-site posts), and a path that is none.
import type { IncomingMessage } from "node:http";

/** Any port of this machine, by its usual names. */
const LOOPBACK = /^(localhost|[\w-]+(\.[\w-]+)*\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const ORIGIN = /^https?:\/\/(.+)$/;

export interface Turned {
  readonly status: 400 | 403;
  readonly message: string;
}

/** What is wrong with a request, else its URL, whose path can be decoded. */
export function wall({ url = "/", headers }: Pick<IncomingMessage, "url" | "headers">): Turned | { url: URL } {
  const { host, origin } = headers;
  if (host !== undefined && !LOOPBACK.test(host))
    return { status: 403, message: `Host: must be this machine's (localhost, 127.0.0.1 or [::1]), got ${host}` };
  if (origin !== undefined && !LOOPBACK.test(ORIGIN.exec(origin)?.[1] ?? ""))
    return { status: 403, message: `Origin: must be a page of this machine, got ${origin}` };
  const parsed = url.startsWith("/") ? parse(url) : undefined;
  return parsed ? { url: parsed } : { status: 400, message: `path: must begin with / and be URL-encoded, got ${url}` };
}

function parse(path: string): URL | undefined {
  try {
    // Not as a base: a path that begins with // would name a host.
    const url = new URL(`http://localhost${path}`);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    return undefined;
  }
}
