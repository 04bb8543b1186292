import { describe, expect, it } from "@jest/globals";
import { wall } from "../../local/wall.ts";

const passed = (url: string, headers: Record<string, string> = {}) => {
  const result = wall({ url, headers });
  return "status" in result ? result.status : result.url.pathname;
};

describe("the wall in front of every port", () => {
  it.each(["localhost", "LOCALHOST:3000", "127.0.0.1:4566", "127.1.2.3", "[::1]:80", "api.localhost:1"])(
    "lets a request to the host %s through",
    (host) => {
      expect(passed("/a", { host })).toBe("/a");
    },
  );

  it.each([
    "example.com",
    "localhost.example.com",
    "127.0.0.1.example.com",
    "127.0.0.1@example.com",
    "",
    "[::2]",
    "0.0.0.0",
  ])("refuses the host %j, which a name of another site may lead to", (host) => {
    expect(wall({ url: "/", headers: { host } })).toEqual({
      status: 403,
      message: `Host: must be this machine's (localhost, 127.0.0.1 or [::1]), got ${host}`,
    });
  });

  it.each([
    ["http://localhost:5173", "/"],
    ["https://127.0.0.1", "/"],
    ["https://example.com", 403],
    ["http://localhost.example.com", 403],
    ["null", 403],
    ["file://localhost", 403],
  ])("answers a page of %s with %s", (origin, expected) => {
    expect(passed("/", { origin })).toBe(expected);
  });

  it.each([
    ["/a%20b?c=%zz", "/a%20b"],
    ["//example.com/a", "//example.com/a"],
    ["/%zz", 400],
    ["/%ff", 400],
    ["*", 400],
    ["http://localhost/", 400],
    ["", 400],
  ])("takes the path %j as %s", (url, expected) => {
    expect(passed(url)).toBe(expected);
  });
});
