// Uploads and outputs, through the HTTP API as any client of it: the page itself reaches no other address.
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { MAX_PUT_BYTES, type SingleUpload } from "../../app/media/uploads.ts";
import type { Output } from "../../app/videos/video.ts";
import { ConsoleError, type Stream } from "../../local/console/console.ts";

const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const CALL_MILLISECONDS = 30_000;

/** What of an answer is passed on. */
const PASSED = ["content-length", "content-range", "accept-ranges", "etag", "last-modified"];

/** @throws ConsoleError */
export function videoIdOf(value: unknown): string {
  if (typeof value === "string" && ID.test(value)) return value;
  throw new ConsoleError(`video: must be an id, got ${value}`);
}

/** Asks the API. @throws ConsoleError with what it answers */
export async function askApi(
  apiUrl: string,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    signal: AbortSignal.timeout(CALL_MILLISECONDS),
    ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  }).catch((error: Error) => {
    throw new ConsoleError(`${method} ${path}: the HTTP API does not answer (${error.name})`, 502);
  });
  const text = await response.text();
  if (!response.ok) throw new ConsoleError(`${method} ${path}: ${response.status} ${detailIn(text)}`, response.status);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** https://www.rfc-editor.org/rfc/rfc9457 */
function detailIn(text: string): string {
  try {
    const { detail, title } = JSON.parse(text) as { detail?: string; title?: string };
    return detail ?? title ?? text;
  } catch {
    return text.slice(0, 200);
  }
}

/** Takes a file: its bytes are the request's body, and go straight on. */
export const createUpload =
  (apiUrl: string): Stream =>
  async (request, response, query) => {
    const title = query.get("title")?.trim().slice(0, 200) || "untitled";
    const contentType = String(request.headers["content-type"]);
    const bytes = Number(request.headers["content-length"]);
    if (!/^video\/[\w.+-]+$/.test(contentType))
      throw new ConsoleError(`content-type: must be that of a video, got ${contentType}`, 415);
    if (!(bytes > 0 && bytes <= MAX_PUT_BYTES))
      throw new ConsoleError(
        `content-length: must be from 1 to ${MAX_PUT_BYTES}, got ${request.headers["content-length"]}`,
        413,
      );
    const created = await askApi(apiUrl, "POST", "/videos", { title, contentType, bytes, process: "now" });
    const { url, method, headers } = created.upload as SingleUpload;
    const put = await fetch(url, {
      method,
      headers: { ...headers, "content-length": String(bytes) },
      body: Readable.toWeb(request) as ReadableStream<Uint8Array>,
      duplex: "half",
    });
    if (!put.ok) throw new ConsoleError(`upload of "${title}": ${put.status} ${(await put.text()).slice(0, 300)}`, 502);
    response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ id: created.id }));
  };

/** Sends an output, or the part of it that is asked for: `id` is the video's, `name` the output's. */
export const createOutputs =
  (apiUrl: string): Stream =>
  async (request: IncomingMessage, response: ServerResponse, query) => {
    const id = videoIdOf(query.get("id"));
    const { outputs = [] } = (await askApi(apiUrl, "GET", `/videos/${id}`)) as {
      outputs?: (Output & { url: string })[];
    };
    const output = outputs.find(({ name }) => name === query.get("name"));
    if (!output)
      throw new ConsoleError(
        `output: must be one of ${outputs.map(({ name }) => name).join(", ") || "none"}, got ${query.get("name")}`,
        404,
      );
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const { range } = request.headers;
    const found = await fetch(output.url, { headers: range ? { range } : {}, signal: gone.signal });
    const headers = Object.fromEntries(
      PASSED.flatMap((name) => (found.headers.has(name) ? [[name, found.headers.get(name)]] : [])),
    );
    response.writeHead(found.status, {
      ...headers,
      "content-type": output.contentType,
      // Whatever it is, it is no page of the console's.
      "content-security-policy": "sandbox; default-src 'none'; media-src 'self'; img-src 'self'",
    });
    if (!found.body || request.method === "HEAD") return void response.end();
    await pipeline(Readable.fromWeb(found.body as ReadableStream<Uint8Array>), response).catch(() =>
      response.destroy(),
    );
  };
