import { describe, expect, it } from "@jest/globals";
import { problem, problemOf, testApi } from "../../support/app/api.ts";
import { useDynamo } from "../../support/app/dynamo.ts";

const dynamo = useDynamo();
const LIMIT = 64 * 1024;
const given = { title: "Title", sourceUrl: "s3://media/v.mp4" };
const TOO_LARGE = problem(413, "Content too large", "The request body must not be larger than 65536 bytes.");

/** A request to create a video whose body has exactly that many bytes. */
function bodyOf(bytes: number): string {
  const body = JSON.stringify(given);
  return body + " ".repeat(bytes - body.length);
}

describe("the app", () => {
  it("answers that it is well", async () => {
    const { send } = await testApi(dynamo);

    const response = await send("GET", "/health");

    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
  });

  it.each([
    ["GET", "/"],
    ["GET", "/video"],
    ["POST", "/nowhere"],
    ["OPTIONS", "/nowhere"],
  ])("knows nothing of %s %s", async (method, path) => {
    const { send } = await testApi(dynamo);

    const response = await send(method, path);

    expect(response.status).toBe(404);
    expect(await problemOf(response)).toEqual(problem(404, "Not found", `${method} ${path} does not exist`));
  });

  it.each([
    ["PUT", "/videos", "GET, HEAD, OPTIONS, POST"],
    ["POST", "/videos/v", "DELETE, GET, HEAD, OPTIONS, PATCH"],
    ["GET", "/videos/v/process", "OPTIONS, POST"],
    ["DELETE", "/health", "GET, HEAD, OPTIONS"],
  ])("says which methods a path takes: %s %s", async (method, path, allow) => {
    const { send } = await testApi(dynamo);

    const [refused, options] = [await send(method, path), await send("OPTIONS", path)];

    expect([refused.status, refused.headers.get("allow")]).toEqual([405, allow]);
    expect(await problemOf(refused)).toEqual(
      problem(405, "Method not allowed", `${path} takes ${allow}, got ${method}`),
    );
    expect([options.status, options.headers.get("allow")]).toEqual([204, allow]);
  });

  it("answers HEAD as GET, without the body", async () => {
    const { send } = await testApi(dynamo);

    const response = await send("HEAD", "/health");

    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "application/json",
      "",
    ]);
  });

  it.each(["/health", "/videos", "/videos/v", "/nowhere"])("sends headers that protect a browser: %s", async (path) => {
    const { send } = await testApi(dynamo);

    const { headers } = await send("GET", path);

    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("strict-transport-security")).toMatch(/max-age=\d+/);
  });

  it.each([
    ["whose length is told", true],
    ["whose length shows only as it is read", false],
  ])("takes a body as large as the limit and refuses one that is larger, %s", async (_how, told) => {
    const { send } = await testApi(dynamo);
    const post = (bytes: number) =>
      send("POST", "/videos", bodyOf(bytes), {
        "content-type": "application/json",
        ...(told && { "content-length": String(bytes) }),
      });

    const [fits, tooLarge] = [await post(LIMIT), await post(LIMIT + 1)];

    expect(fits.status).toBe(201);
    expect(tooLarge.status).toBe(413);
    expect(await problemOf(tooLarge)).toEqual(TOO_LARGE);
  });
});

describe("what nobody foresaw", () => {
  const failingWith = (error: Error) => ({ broken: { get: () => Promise.reject(error) } });

  it.each([
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TooManyRequestsException",
    "ServiceUnavailable",
    "TimeoutError",
    "SlowDown",
    "InternalError",
    "ConditionalRequestConflict",
  ])("is answered with 503 and when to come back when AWS says %s", async (name) => {
    const { send } = await testApi(dynamo, failingWith(Object.assign(new Error("table videos-prod"), { name })));

    const response = await send("GET", "/videos/v");

    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
    expect(await problemOf(response)).toEqual(problem(503, "Service unavailable", "The service is busy; try again."));
  });

  it("is answered with a 500 that tells nothing, and is logged whole", async () => {
    const error = new Error("arn:aws:dynamodb:eu-west-1:123456789012:table/videos-prod");
    const { send, log } = await testApi(dynamo, failingWith(error));

    const response = await send("GET", "/videos/v");

    expect([response.status, response.headers.get("retry-after")]).toEqual([500, null]);
    expect(await problemOf(response)).toEqual(problem(500, "Internal error", "The request could not be carried out."));
    expect(log.entries.filter(({ level }) => level !== "info")).toEqual([
      { level: "error", message: "request failed", details: { method: "GET", path: "/videos/v", error } },
    ]);
  });

  it("is not what a client's mistake is: that is no error", async () => {
    const { send, log } = await testApi(dynamo);

    await send("GET", "/videos/v");
    await send("POST", "/videos", "{");

    expect(log.entries.map(({ level }) => level)).toEqual(["info", "info"]);
  });
});
