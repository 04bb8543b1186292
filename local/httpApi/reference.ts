// GET /docs on this machine: what the API's own /openapi.json describes, as a page. Nothing of it is deployed.
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Description, referencePage, STYLE } from "./referencePage.ts";

export const REFERENCE_PATH = "/docs";

/** Nothing but the page's own style: no script, no request, no frame around it. */
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** @param apiUrl where the API is; asked for each page, so that the page is as the API is now */
export const createReference =
  (apiUrl: string) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    const answer = await fetch(`${apiUrl}/openapi.json`).catch(() => undefined);
    const description = answer?.ok ? ((await answer.json()) as Description) : undefined;
    if (!description?.paths) {
      response.writeHead(502, { "content-type": "text/plain" }).end("The API gives no /openapi.json now.\n");
      return;
    }
    response.writeHead(200, HEADERS).end(request.method === "HEAD" ? undefined : referencePage(description));
  };
