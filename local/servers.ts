// The two ports. They are taken before anything else starts, so that a busy one costs nothing.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LocalError } from "./localError.ts";
import { wall } from "./wall.ts";

/** @param url what the request asks for; its path can be decoded */
export type Handle = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

export class PortError extends LocalError {
  override readonly name = "PortError";
}

export interface Listener {
  readonly port: number;
  /** From now on requests are answered; until then they get 503. */
  serve(handle: Handle): void;
  /** Refuses further requests and cuts the connections. */
  close(): Promise<void>;
}

/** On loopback only: nothing here checks who calls. */
const HOST = "127.0.0.1";

/**
 * @param variable named when the port is busy
 * @throws PortError
 */
export async function listen(port: number, variable: string): Promise<Listener> {
  let handle: Handle | undefined;
  const server: Server = createServer((request, response) => {
    if (!handle) {
      response.writeHead(503, { "retry-after": "1" }).end();
      return;
    }
    const passed = wall(request);
    if ("status" in passed) {
      const body = JSON.stringify({ message: passed.message });
      response.writeHead(passed.status, { "content-type": "application/json" }).end(body);
      return;
    }
    handle(request, response, passed.url).catch((error) => {
      console.error(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : error}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const busy = error.code === "EADDRINUSE";
      reject(busy ? new PortError(`port ${port}: in use; set ${variable} to another one`) : error);
    });
    server.listen(port, HOST, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    serve: (serving) => {
      handle = serving;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
