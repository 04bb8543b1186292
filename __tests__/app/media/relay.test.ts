import { once } from "node:events";
import { createServer, request as httpRequest, type RequestListener, Server } from "node:http";
import type { request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, jest } from "@jest/globals";
import { assertPublicHost } from "../../../app/media/publicHost.ts";
import { createRelay, REFUSED } from "../../../app/media/relay.ts";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A relay whose hosts are all this server, spoken to without TLS. */
async function relayTo(serve: RequestListener) {
  const server = createServer(serve);
  await once(server.listen(0, "127.0.0.1"), "listening");
  open.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo;
  const request = ((url: URL, options: object) =>
    httpRequest(`http://${url.hostname}:${port}${url.pathname}`, options)) as typeof httpsRequest;
  return createRelay({ request, addressesOf: async () => ["127.0.0.1"] });
}

it("a source is read in ranges, from an address that was checked", async () => {
  const relay = await relayTo(({ headers, url }, response) => {
    response
      .writeHead(206, { "content-range": "bytes 2-5/9", "set-cookie": "a=b" })
      .end(`${headers.host?.split(":")[0]}${url} ${headers.range}`);
  });

  const got = await fetch(await relay.urlFor("https://films.example/a.mp4", 60), { headers: { range: "bytes=2-5" } });

  expect(await got.text()).toBe("films.example/a.mp4 bytes=2-5");
  expect([got.status, got.headers.get("content-range"), got.headers.get("set-cookie")]).toEqual([
    206,
    "bytes 2-5/9",
    null,
  ]);
});

it.each([
  ...[301, 302, 303, 307, 308].map((status) => ["a redirect is refused", status, REFUSED] as const),
  ...[204, 304, 400, 401, 402, 403, 405, 407, 418].map((status) => ["a refusal is one", status, REFUSED] as const),
  ...[404, 410, 416].map((status) => ["what is missing is missing", status, status] as const),
  ...[408, 425, 429, 500, 502, 503, 504].map((status) => ["what may pass is told", status, status] as const),
])("%s: %d", async (_what, status, expected) => {
  const relay = await relayTo(
    (_request, response) => void response.writeHead(status, { location: "http://127.0.0.1/" }).end(),
  );

  const got = await fetch(await relay.urlFor("https://films.example/a.mp4", 60), { redirect: "manual" });

  expect([got.status, got.headers.get("location"), await got.text()]).toEqual([expected, null, ""]);
});

it.each(["127.0.0.1", "169.254.169.254", "localhost"])("nothing is asked of %s", async (host) => {
  const request = (() => {
    throw new Error("asked");
  }) as unknown as typeof httpsRequest;

  expect((await fetch(await createRelay({ request }).urlFor(`https://${host}/`, 60))).status).toBe(REFUSED);
});

it.each([
  ["EAI_AGAIN", 502],
  ["ENOTFOUND", 404],
])("a name that leads nowhere (%s) is told as %d", async (code, status) => {
  const resolve = () => Promise.reject(Object.assign(new Error(code), { code }));
  const relay = createRelay({ addressesOf: (host) => assertPublicHost(host, resolve) });

  expect((await fetch(await relay.urlFor("https://films.example/", 60))).status).toBe(status);
});

it("a host that has moved into the private network since it was accepted is not asked", async () => {
  const request = (() => {
    throw new Error("asked");
  }) as unknown as typeof httpsRequest;
  const relay = createRelay({ request, addressesOf: (host) => assertPublicHost(host, async () => ["10.0.0.1"]) });

  expect((await fetch(await relay.urlFor("https://films.example/", 60))).status).toBe(REFUSED);
});

it("other paths and methods are refused", async () => {
  const url = await (await relayTo((_request, response) => void response.end("x"))).urlFor(
    "https://films.example/",
    60,
  );

  expect((await fetch(`${url}x`)).status).toBe(404);
  expect((await fetch(url, { method: "POST" })).status).toBe(404);
});

it("a source that breaks off breaks off for its reader too", async () => {
  const relay = await relayTo((_request, response) => {
    response.writeHead(200, { "content-length": "100" }).write("half");
    setImmediate(() => response.destroy());
  });

  const got = await fetch(await relay.urlFor("https://films.example/a.mp4", 60));

  await expect(got.text()).rejects.toThrow("terminated");
});

it("a host that resets the connection in the middle ends that source, and nothing else of the process", async () => {
  const relay = await relayTo(({ socket }, response) => {
    response.writeHead(200, { "content-length": 1_000_000 }).write("x", () => socket.resetAndDestroy());
  });
  const uncaught: unknown[] = [];
  const catches = (error: unknown) => void uncaught.push(error);
  process.on("uncaughtException", catches);
  open.push(() => process.off("uncaughtException", catches));

  const got = await fetch(await relay.urlFor("https://films.example/a.mp4", 60));

  await expect(got.text()).rejects.toThrow("terminated");
  expect(uncaught).toEqual([]);
});

it("a relay that could not listen, or not accept, does the next time", async () => {
  const listen = jest.spyOn(Server.prototype, "listen").mockImplementationOnce(function (this: Server) {
    setImmediate(() => this.emit("error", new Error("EMFILE: too many open files")));
    return this;
  });
  open.push(() => listen.mockRestore());
  const relay = createRelay({ addressesOf: () => Promise.reject(new Error("no name")) });

  await expect(relay.urlFor("https://films.example/", 60)).rejects.toThrow("EMFILE");
  const url = await relay.urlFor("https://films.example/", 60);
  (listen.mock.contexts.at(-1) as Server).emit("error", new Error("accept EMFILE"));

  const got = await fetch(url);

  expect([got.status, await got.text()]).toEqual([502, ""]);
});
