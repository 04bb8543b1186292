import { describe, expect, it } from "@jest/globals";
import { Hono } from "hono";
import { z } from "zod";
import { onError } from "../../../app/api/problem.ts";
import { jsonBody } from "../../../app/api/requestBody.ts";
import { problem, problemOf } from "../../support/app/api.ts";
import { recordingLog } from "../../support/app/log.ts";

const schema = z.strictObject({
  name: z.string().optional(),
  inner: z.strictObject({ list: z.array(z.number()) }).optional(),
});

function post(body: string, type = "application/json") {
  const app = new Hono();
  app.post("/", async (c) => c.json(await jsonBody(c, schema)));
  app.onError(onError(recordingLog()));
  return app.request("/", { method: "POST", body, headers: { "content-type": type } });
}

describe("a request body", () => {
  it.each([
    "application/json",
    "application/json; charset=utf-8",
    "Application/JSON",
    "application/merge-patch+json",
    "application/vnd.api.v1+json ; charset=utf-8",
  ])("is read as JSON when it says so: %s", async (type) => {
    const response = await post('{"name":"v"}', type);

    expect([response.status, await response.json()]).toEqual([200, { name: "v" }]);
  });

  it.each(["text/plain;charset=UTF-8", "application/xml", "application/jsonp", "text/json", "multipart/form-data"])(
    "of another media type is refused with 415: %s",
    async (type) => {
      const response = await post('{"name":"v"}', type);

      expect(response.status).toBe(415);
      expect(await problemOf(response)).toEqual(
        problem(415, "Unsupported media type", `content-type must be application/json, got "${type}"`),
      );
    },
  );

  it("without a media type is refused with 415", async () => {
    const app = new Hono();
    app.post("/", async (c) => c.json(await jsonBody(c, schema)));
    app.onError(onError(recordingLog()));

    const response = await app.request("/", { method: "POST", body: new TextEncoder().encode("{}") });

    expect(await problemOf(response)).toMatchObject({
      status: 415,
      detail: 'content-type must be application/json, got ""',
    });
  });

  it("that is empty counts as an empty object, whatever its media type", async () => {
    const response = await post("", "text/plain");

    expect([response.status, await response.json()]).toEqual([200, {}]);
  });

  it.each(["{", "nope", '{"name":}', " "])("that is malformed is refused with 400: %j", async (body) => {
    const response = await post(body);

    expect(response.status).toBe(400);
    expect(await problemOf(response)).toEqual(problem(400, "Bad request", "The request body is not valid JSON."));
  });

  it("with wrong values is refused with 422 that names each of them by its path", async () => {
    const response = await post('{"name":1,"inner":{"list":[1,"2"]}}');

    const invalid = [
      { path: "name", message: "Invalid input: expected string, received number" },
      { path: "inner.list.1", message: "Invalid input: expected number, received string" },
    ];
    const detail = invalid.map(({ path, message }) => `${path}: ${message}`).join("; ");
    expect(response.status).toBe(422);
    expect(await problemOf(response)).toEqual(problem(422, "Unprocessable content", detail, invalid));
  });

  it.each(["null", "[]", "1", '"text"'])("that is no object is refused with 422: %s", async (body) => {
    expect(await problemOf(await post(body))).toMatchObject({
      status: 422,
      invalid: [{ path: "(body)", message: expect.stringMatching(/^Invalid input: expected object, received /) }],
    });
  });

  it.each([
    ['{"other":1}', 'Unrecognized key: "other"'],
    ['{"__proto__":{"admin":true}}', 'Unrecognized key: "__proto__"'],
    ['{"constructor":{}}', 'Unrecognized key: "constructor"'],
    ['{"a":1,"b":2}', 'Unrecognized keys: "a", "b"'],
  ])("with keys that are not known is refused with 422: %s", async (body, message) => {
    expect(await problemOf(await post(body))).toMatchObject({ status: 422, invalid: [{ path: "(body)", message }] });
  });
});
