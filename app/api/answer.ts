// Responses as text and plain headers. The Fetch API's Response turns both into objects of its own, which the function would
// have to read again: that is dearer than everything else that the API does with a request.

/** On every answer: a browser is to keep to https, and neither to guess media types nor to show an answer within a page. */
const SECURITY = {
  "strict-transport-security": "max-age=15552000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
} as const;

/** Headers by lower-case name. */
export type PlainHeaders = Readonly<Record<string, string>>;

/** What Hono and its users need of a Response, made when it is asked for. */
export class Answer {
  readonly status: number;
  readonly body: string | null;
  readonly plainHeaders: Record<string, string>;

  constructor(status: number, body: string | null, headers: PlainHeaders) {
    this.status = status;
    this.body = body;
    this.plainHeaders = { ...headers, ...SECURITY };
  }

  get headers(): Headers {
    return new Headers(this.plainHeaders);
  }

  get ok(): boolean {
    return this.status < 300;
  }

  async text(): Promise<string> {
    return this.body ?? "";
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.body ?? "");
  }

  clone(): this {
    return this;
  }
}

const response = (status: number, body: string | null, headers: PlainHeaders) =>
  new Answer(status, body, headers) as unknown as Response;

/** @param status 200 unless it is given */
export const json = (value: unknown, status = 200, headers: PlainHeaders = {}): Response =>
  response(status, JSON.stringify(value), { "content-type": "application/json", ...headers });

export const empty = (headers: PlainHeaders = {}): Response => response(204, null, headers);
