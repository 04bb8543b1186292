import { beforeAll, describe, expect, it } from "@jest/globals";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { useDynamo } from "../../support/app/dynamo.ts";
import { setEnvironment } from "../../support/app/functions.ts";
import { STATE_MACHINE_ARN } from "../../support/app/stepFunctions.ts";

const dynamo = useDynamo();
let handler: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

beforeAll(async () => {
  setEnvironment({
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    VIDEOS_TABLE: await dynamo.videosTable(),
    CAPACITY_TABLE: await dynamo.capacityTable(),
    MEDIA_BUCKET: "media",
    SOURCE_BUCKETS: "other,media",
    STATE_MACHINE_ARN,
    PROCESSOR_NAME: "processor",
    PROCESSOR_TIMEOUT_SECONDS: "600",
  });
  const module = await import("../../../app/api/handler.ts");
  handler = module.handler as unknown as typeof handler;
});

/** As API Gateway's HTTP API sends it, payload format 2.0. */
function request(method: string, path: string, body?: { text: string; isBase64Encoded?: boolean }) {
  const [rawPath = "", rawQueryString = ""] = path.split("?");
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    headers: { "content-type": "application/json", ...(body && { "content-length": String(body.text.length) }) },
    requestContext: {
      domainName: "api.test",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
    },
    ...(body && { body: body.text }),
    isBase64Encoded: body?.isBase64Encoded ?? false,
  } as unknown as APIGatewayProxyEventV2;
}

describe("the API function", () => {
  it("answers API Gateway's events", async () => {
    const text = JSON.stringify({ title: "Title", sourceUrl: "s3://media/v.mp4" });

    const created = await handler(request("POST", "/videos", { text }));
    const listed = await handler(request("GET", "/videos?status=uploaded&limit=1"));

    expect(created).toMatchObject({ statusCode: 201, isBase64Encoded: false });
    expect(JSON.parse(listed.body ?? "")).toEqual({ videos: [JSON.parse(created.body ?? "")] });
  });

  it("reads a body that came in base64", async () => {
    const text = Buffer.from(JSON.stringify({ title: "Título", sourceUrl: "s3://media/v.mp4" })).toString("base64");

    const { statusCode, body } = await handler(request("POST", "/videos", { text, isBase64Encoded: true }));

    expect([statusCode, JSON.parse(body ?? "").title]).toEqual([201, "Título"]);
  });

  it("refuses a body that is not UTF-8", async () => {
    const text = Buffer.from([0x7b, 0xff, 0x7d]).toString("base64");

    const { statusCode, body } = await handler(request("POST", "/videos", { text, isBase64Encoded: true }));

    expect([statusCode, JSON.parse(body ?? "").detail]).toEqual([400, "The request body is not valid UTF-8."]);
  });

  it("serves a GET that has a body", async () => {
    const { statusCode } = await handler(request("GET", "/health", { text: "{}" }));

    expect(statusCode).toBe(200);
  });

  it("answers HEAD as GET, without the body", async () => {
    const [head, get] = [await handler(request("HEAD", "/health")), await handler(request("GET", "/health"))];

    expect(head).toEqual({ ...get, body: "" });
  });

  it("refuses a body that is too large, of a route that reads one", async () => {
    const { statusCode } = await handler(request("POST", "/videos", { text: "x".repeat(64 * 1024 + 1) }));

    expect(statusCode).toBe(413);
  });

  it("answers a method that the Fetch API refuses as any other that a path does not take", async () => {
    const { statusCode, headers } = await handler(request("TRACE", "/health"));

    expect([statusCode, headers?.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });

  it("sends problems as text that a client can read", async () => {
    const { statusCode, headers, body, isBase64Encoded } = await handler(request("GET", "/videos/v"));

    expect({ statusCode, isBase64Encoded }).toEqual({ statusCode: 404, isBase64Encoded: false });
    expect(headers?.["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(body ?? "")).toMatchObject({ status: 404, detail: "video v does not exist" });
  });

  it("takes sources from configured buckets only", async () => {
    const text = JSON.stringify({ title: "Title", sourceUrl: "s3://others/v.mp4" });

    const { statusCode } = await handler(request("POST", "/videos", { text }));

    expect(statusCode).toBe(422);
  });

  it("signs uploads with its own role's credentials, without a call", async () => {
    const text = JSON.stringify({ title: "Title", contentType: "video/mp4", bytes: 9 });

    const { body } = await handler(request("POST", "/videos", { text }));

    const { id, upload } = JSON.parse(body ?? "");
    const { origin, pathname, searchParams } = new URL(upload.url);
    expect([origin, pathname]).toEqual(["https://media.s3.eu-west-1.amazonaws.com", `/sources/${id}`]);
    expect(searchParams.get("X-Amz-Credential")).toMatch(/^local\/\d+\/eu-west-1\/s3\/aws4_request$/);
  });
});
