import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { HttpRequest } from "@smithy/core/protocols";
import { createRequestHandler } from "../../../app/shared/requestHandler.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function served(listener: RequestListener, times = { connectionTimeout: 1_000, requestTimeout: 60_000 }) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const handler = createRequestHandler(times);
  const request = new HttpRequest({
    protocol: "http:",
    hostname: "127.0.0.1",
    port,
    method: "POST",
    path: "/a",
    body: "é",
  });
  return { handler, request };
}

describe("the request handler", () => {
  it("sends a request and reads the answer whole, over one connection for many", async () => {
    const sockets = new Set();
    const { handler, request } = await served(async (asked, answer) => {
      sockets.add(asked.socket);
      answer.writeHead(201, { "x-of": `${asked.method} ${asked.url}` });
      for await (const chunk of asked) answer.write(chunk);
      answer.end("!");
    });

    for (let time = 0; time < 3; time += 1) {
      const { response } = await handler.handle(request);
      expect([response.statusCode, response.headers["x-of"], String(response.body)]).toEqual([201, "POST /a", "é!"]);
    }

    expect(sockets.size).toBe(1);
    handler.destroy?.();
  });

  it.each([
    ["says nothing", () => {}],
    ["stops within its answer", (answer: { write(text: string): void }) => answer.write("half")],
  ])("ends a request with a TimeoutError when the peer %s", async (_what, act) => {
    const { handler, request } = await served((_asked, answer) => void act(answer), {
      connectionTimeout: 1_000,
      requestTimeout: 50,
    });

    await expect(handler.handle(request)).rejects.toMatchObject({
      name: "TimeoutError",
      message: "no answer within 50 ms",
    });
  });

  it("takes a lost connection for a time-out, which the SDK tries again", async () => {
    const { handler, request } = await served((asked) => void asked.socket.destroy());

    await expect(handler.handle(request)).rejects.toMatchObject({ name: "TimeoutError", code: "ECONNRESET" });
  });

  it("takes an answer that breaks off for a time-out, too", async () => {
    const { handler, request } = await served((asked, answer) => {
      answer.write("half", () => asked.socket.destroy());
    });

    await expect(handler.handle(request)).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("leaves other errors as they are", async () => {
    const { handler, request } = await served(() => {});
    request.port = 1;

    await expect(handler.handle(request)).rejects.toMatchObject({ name: "Error", code: "ECONNREFUSED" });
  });

  it.each(["before", "while"])("ends a request that is aborted %s it is sent", async (when) => {
    const stop = new AbortController();
    const { handler, request } = await served(() => stop.abort());
    if (when === "before") stop.abort();

    await expect(handler.handle(request, { abortSignal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });
  });
});
