// The console's door as a browser has it, over HTTP.
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ConsoleError, type ConsoleOptions, createConsole } from "../../../local/console/console.ts";
import { Feed } from "../../../local/console/feed.ts";
import { systemClock } from "../../../local/lambda/clock.ts";
import { type Listener, openConsolePort } from "../../../local/servers.ts";

let listener: Listener;
let feed: Feed;

const file = {
  contentType: "text/html; charset=utf-8",
  body: Buffer.from("<p>page</p>"),
  zipped: gzipSync("<p>page</p>"),
};

async function open(more: Partial<ConsoleOptions> = {}) {
  const options = { files: new Map([["/", file]]), feed, lookups: {}, streams: {}, ...more };
  listener.serve(createConsole(options));
}

const url = (path: string) => `http://127.0.0.1:${listener.port}${path}`;

/** What fetch may not send: any header. */
function raw(head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(listener.port, "127.0.0.1", () => socket.end(`${head}\r\nconnection: close\r\n\r\n`));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

beforeEach(async () => {
  listener = await openConsolePort(0);
  feed = new Feed(systemClock);
});

afterEach(async () => {
  feed.close();
  await listener.close();
});

describe("the console's door", () => {
  it("sends the page with a policy that allows nothing from elsewhere and nothing inline", async () => {
    await open();
    const response = await fetch(url("/"));

    expect(await response.text()).toBe("<p>page</p>");
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });

  it.each([
    ["another host's name", "host: evil.example", "", /^HTTP\/1.1 403/],
    ["another site", "host: 127.0.0.1", "origin: https://evil.example", /^HTTP\/1.1 403/],
    ["a page of another port of this machine", "host: 127.0.0.1:1", "origin: http://127.0.0.1:2", /^HTTP\/1.1 403/],
    ["a request that another page caused", "host: 127.0.0.1:1", "sec-fetch-site: same-site", /^HTTP\/1.1 403/],
    ["its own page", "host: 127.0.0.1:1", "origin: http://127.0.0.1:1", /^HTTP\/1.1 200/],
    ["a typed address", "host: localhost:1", "sec-fetch-site: none", /^HTTP\/1.1 200/],
  ])("answers %s as it should", async (_, host, more, expected) => {
    await open();

    expect(await raw(`GET / HTTP/1.1\r\n${host}${more ? `\r\n${more}` : ""}`)).toMatch(expected);
  });

  it.each(["/nothing", "/act/hold", "/look/run", "/stream/output", "/look/__proto__", "/look/constructor", "/upload"])(
    "has no %s unless it is given one",
    async (path) => {
      await open();
      const answers = await Promise.all(
        ["GET", "POST"].map((method) =>
          fetch(url(path), {
            method,
            ...(method === "POST" && { body: "{}", headers: { "content-type": "application/json" } }),
          }),
        ),
      );

      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    },
  );

  it("does what is asked for, and says a mistake in a line", async () => {
    await open({
      actions: {
        hold: async ({ min }) => {
          if (min !== "1") throw new ConsoleError(`min: must be 1, got ${min}`);
          return "held";
        },
      },
    });
    const post = async (body: string, type = "application/json") => {
      const response = await fetch(url("/act/hold"), { method: "POST", body, headers: { "content-type": type } });
      return [response.status, ((await response.json()) as { message: string }).message];
    };

    expect(await post('{"min":"1"}')).toEqual([200, "held"]);
    expect(await post('{"min":"2"}')).toEqual([400, "min: must be 1, got 2"]);
    expect(await post("[]")).toEqual([400, "body: must be a JSON object"]);
    expect(await post('{"min":"1"}', "text/plain")).toEqual([
      415,
      "content-type: must be application/json, got text/plain",
    ]);
    expect((await fetch(url("/act/hold"))).status).toBe(404);
  });

  it("refuses more pages than it has room for, and forgets those that have gone", async () => {
    await open();
    const leave = new AbortController();
    const pages = await Promise.all(Array.from({ length: 32 }, () => fetch(url("/events"), { signal: leave.signal })));
    const refused = await fetch(url("/events"));

    expect(pages.every(({ status }) => status === 200)).toBe(true);
    expect([refused.status, await refused.json()]).toEqual([
      503,
      { message: "pages: at most 32 may be open at once, got one more" },
    ]);
    leave.abort();
    while (feed.subscribers > 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await fetch(url("/events"), { signal: AbortSignal.timeout(1_000) })).status).toBe(200);
  });
});
