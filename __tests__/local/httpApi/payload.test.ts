import { describe, expect, it } from "@jest/globals";
import { INTERNAL_ERROR, toResponse } from "../../../local/httpApi/payload.ts";

const response = (result: unknown) => toResponse(JSON.stringify(result));

describe("a function's result as an HTTP response", () => {
  it("is its status, headers, cookies and decoded body", () => {
    const result = { statusCode: 201, headers: { "x-a": "1" }, cookies: ["a=b"], body: "aGk=", isBase64Encoded: true };
    expect(response(result)).toEqual({
      status: 201,
      headers: { "x-a": "1", "set-cookie": ["a=b"] },
      body: Buffer.from("hi"),
    });
  });

  it.each([
    { statusCode: 101 },
    { statusCode: 600 },
    { statusCode: "many" },
    { statusCode: 200, headers: { "x a": "1" } },
    { statusCode: 200, headers: { "x-a": "1\r\nx-b: 2" } },
    { statusCode: 200, cookies: ["a\n"] },
  ])("is API Gateway's own 500 when it is none: %j", (result) => {
    expect(response(result)).toBe(INTERNAL_ERROR);
  });
});
