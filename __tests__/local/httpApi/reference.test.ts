import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import description from "../../../app/api/openapi.json" with { type: "json" };
import { createReference } from "../../../local/httpApi/reference.ts";
import { serve, type TestServer } from "../../support/http/httpServer.ts";

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

/** The reference of an API that describes itself in this way. */
async function page(described: unknown, method = "GET"): Promise<Response> {
  const api = await serve(async (_request, response) => {
    response.writeHead(described === undefined ? 503 : 200).end(JSON.stringify(described));
  });
  const docs = await serve(createReference(api.endpoint));
  servers.push(api, docs);
  return fetch(`${docs.endpoint}/docs`, { method });
}

describe("the reference", () => {
  it("shows every operation, parameter, answer and schema of the API", async () => {
    const html = await (await page(description)).text();

    for (const [path, operations] of Object.entries(description.paths)) {
      for (const method of Object.keys(operations))
        expect(html).toContain(`<h2><code>${method.toUpperCase()} ${path}</code></h2>`);
    }
    for (const name of ["idempotency-key", "if-match", "cursor"]) expect(html).toContain(`<code>${name}</code>`);
    for (const name of Object.keys(description.components.schemas)) expect(html).toContain(`id="schema-${name}"`);
    for (const [, anchor] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${anchor}"`);
  });

  it("asks for nothing from elsewhere, and its policy allows no more than its own style", async () => {
    const response = await page(description);
    const html = await response.text();

    const style = /<style>(.*)<\/style>/s.exec(html)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(response.headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(html).not.toMatch(/<(script|link|img|iframe)|\s(src|style|on\w+)=|url\(/);
    expect([...html.matchAll(/href="([^"]*)"/g)].every(([, to]) => to?.startsWith("#") || to === "/openapi.json")).toBe(
      true,
    );
  });

  it("shows what is described as text, whatever it is", async () => {
    const evil = '</pre><script>alert(1)</script>"';
    const described = {
      info: { title: evil, version: evil },
      paths: { [`/${evil}`]: { get: { summary: evil, responses: { [evil]: { description: evil } } } } },
      components: { schemas: { [evil]: { description: evil } } },
    };

    const html = await (await page(described)).text();

    expect(html).not.toContain("<script");
    expect(html).toContain("&lt;script&gt;");
  });

  it.each([
    ["there is no description", undefined, "GET", 502],
    ["the description is none", {}, "GET", 502],
    ["the method is another", description, "POST", 405],
  ])("says so when %s", async (_when, described, method, status) => {
    expect((await page(described, method)).status).toBe(status);
  });
});
