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

const setAnother = (variable: string): string => `set ${variable} to another one`;

/** @param remedy said when the port cannot be had. @throws PortError */
async function listen(port: number, remedy: string): Promise<Listener> {
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
      const problem = error.code === "EADDRINUSE" ? "in use" : `cannot be opened (${error.code})`;
      reject(new PortError(`port ${port}: ${problem}; ${remedy}`));
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

const USUAL_CONSOLE_PORT = 4_600;

/** Takes the port of the page: the given one, else the usual one, else any. @throws PortError */
export async function openConsolePort(
  given: number | undefined,
  remedy = setAnother("LMI_CONSOLE_PORT"),
): Promise<Listener> {
  if (given !== undefined) return listen(given, remedy);
  return listen(USUAL_CONSOLE_PORT, remedy).catch(() => listen(0, remedy));
}

export interface Ports {
  readonly aws: Listener;
  readonly http: Listener;
  close(): Promise<void>;
}

/** Takes both ports, or none. @throws PortError */
export async function openPorts(options: { readonly awsPort: number; readonly apiPort: number }): Promise<Ports> {
  const aws = await listen(options.awsPort, setAnother("LMI_AWS_PORT"));
  try {
    const http = await listen(options.apiPort, setAnother("LMI_API_PORT"));
    return {
      aws,
      http,
      close: async () => {
        await Promise.all([aws.close(), http.close()]);
      },
    };
  } catch (error) {
    await aws.close();
    throw error;
  }
}
