import { describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { CapacityUnavailableError } from "../../../app/capacity/errors.ts";
import { NotAPlanError, PlanFilesError } from "../../../plan/planError.ts";
import { UsageError } from "../../../scripts/cliError.ts";
import { toCliError } from "../../../scripts/lmi/failure.ts";

const withCode = (error: Error, code: string) => Object.assign(error, { code });
const named = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

describe("what a command fails with", () => {
  it.each<[string, unknown, number, string]>([
    ["a user's mistake", new UsageError("--min: wrong"), 2, "--min: wrong"],
    ["capacity", new CapacityUnavailableError("f: not settled in time"), 1, "f: not settled in time"],
    ["a refused connection", withCode(new Error(""), "ECONNREFUSED"), 1, "http://x: cannot be reached (ECONNREFUSED)"],
    [
      "a refused connection on both of IPv6 and IPv4",
      new AggregateError([withCode(new Error("::1"), "ECONNREFUSED")]),
      1,
      "http://x: cannot be reached (ECONNREFUSED)",
    ],
    [
      "a name that does not resolve, as a cause",
      new Error("failed", { cause: withCode(new Error(""), "ENOTFOUND") }),
      1,
      "http://x: cannot be reached (ENOTFOUND)",
    ],
    [
      "several functions",
      new AggregateError([named("NotConverged", "f: a"), named("NotConverged", "g: b")]),
      1,
      "f: a; g: b",
    ],
    [
      "a refusal of AWS",
      named("AccessDeniedException", "not authorized\n  to perform x", { $metadata: {} }),
      1,
      "AccessDeniedException: not authorized to perform x",
    ],
    ["what is no plan", new NotAPlanError("a.json: must be a plan"), 30, "a.json: must be a plan"],
    ["plans that do not go together", new PlanFilesError("-: twice"), 2, "-: twice"],
    ["no Region", new Error("Region is missing"), 2, "region: not known; use --region, AWS_REGION, or --local"],
    ["no credentials", named("CredentialsProviderError", "Token is expired"), 1, "credentials: Token is expired"],
    [
      "no credentials anywhere",
      named("CredentialsProviderError", "Could not load credentials from any providers"),
      1,
      "credentials: Could not load credentials from any providers; AWS_PROFILE must name a profile that has some, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY be set",
    ],
    [
      "an answer in JSON that is none of AWS",
      named("Unknown", "UnknownError", { $metadata: { httpStatusCode: 404 } }),
      1,
      "http://x: does not answer as AWS does (HTTP 404)",
    ],
    [
      "an answer that is a page, of a proxy for example",
      Object.assign(new SyntaxError("Unexpected token '<'"), { $metadata: { httpStatusCode: 502 } }),
      1,
      "http://x: does not answer as AWS does (HTTP 502)",
    ],
    [
      "a port without TLS",
      withCode(named("Error", "x", { $metadata: {} }), "EPROTO"),
      1,
      "http://x: cannot be reached (EPROTO)",
    ],
    ...["SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "ERR_TLS_CERT_ALTNAME_INVALID"].map(
      (code): [string, unknown, number, string] => [
        code,
        withCode(named("Error", "x", { $metadata: {} }), code),
        1,
        `http://x: cannot be reached (${code})`,
      ],
    ),
    ["a bug", new TypeError("x is not a function"), 1, "internal error: x is not a function; --debug shows where"],
    ["no error at all", "odd", 1, "odd"],
  ])("%s", (_what, thrown, exitCode, message) => {
    const error = toCliError(thrown, "http://x");
    expect({ exitCode: error.exitCode, message: error.message }).toEqual({ exitCode, message });
  });

  it("names the path in a deployed declaration that cannot be read", () => {
    const { error } = z.strictObject({ limit: z.number() }).safeParse({ limit: "many" });
    expect(toCliError(error).message).toMatch(/^deployed declaration: limit: /);
  });

  it("keeps the cause for --debug", () => {
    const cause = new TypeError("x");
    expect(toCliError(cause).cause).toBe(cause);
  });
});
