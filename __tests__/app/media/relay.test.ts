import { once } from "node:events";
import { createServer, request as httpRequest, type RequestListener } from "node:http";
import type { request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "@jest/globals";
import { createRelay } from "../../../app/media/relay.ts";

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
  ["a redirect is not followed", 302, 400],
  ["what is missing is missing", 404, 404],
  ["what fails has failed", 500, 500],
])("%s", async (_what, status, expected) => {
  const relay = await relayTo(
    (_request, response) => void response.writeHead(status, { location: "http://127.0.0.1/" }).end("no"),
  );

  const got = await fetch(await relay.urlFor("https://films.example/a.mp4", 60), { redirect: "manual" });

  expect([got.status, got.headers.get("location"), await got.text()]).toEqual([expected, null, ""]);
});

it.each(["127.0.0.1", "169.254.169.254", "localhost"])("nothing is asked of %s", async (host) => {
  const request = (() => {
    throw new Error("asked");
  }) as unknown as typeof httpsRequest;

  expect((await fetch(await createRelay({ request }).urlFor(`https://${host}/`, 60))).status).toBe(403);
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

  await expect(got.text()).rejects.toThrow();
});
