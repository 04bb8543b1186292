// An HTTP server on a free port around a request handler, for tests that use real clients.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AwsService, ServiceName, Step } from "../../../local/aws/call.ts";
import { createDoor } from "../../../local/aws/door.ts";

export interface TestServer {
  endpoint: string;
  close(): Promise<void>;
}

export async function serve(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>,
): Promise<TestServer> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  // It closes no connection by itself: on a busy machine the next request would already be on its way.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The door of the local AWS in front of the given services. What they fail with otherwise than by refusing is collected. */
export async function serveAws(
  services: Partial<Record<ServiceName, AwsService>>,
  steps: readonly Step[] = [],
): Promise<TestServer & { errors: unknown[] }> {
  const errors: unknown[] = [];
  const door = createDoor({ services, steps, onError: (_, error) => errors.push(error) });
  const server = await serve((request, response) => door(request, response, new URL(`http://localhost${request.url}`)));
  return { ...server, errors };
}

/** Client settings for a local endpoint. */
export const localClient = (endpoint: string) => ({
  endpoint,
  region: "eu-west-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
});
