import { describe, expect, it } from "@jest/globals";
import { authorizerSchema } from "../../../stacks/config/authorizer.ts";
import { JWT } from "../../support/stacks/environments.ts";

const refusals = (change: object) =>
  (authorizerSchema.safeParse({ ...JWT, ...change }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );
const audiences = (count: number) => Array.from({ length: count }, (_, index) => `audience-${index}`);

const PARTS = "issuer: must be without query, fragment and credentials";
const SCOPE = "must be 1 to 64 printable ASCII characters without spaces, quotes and backslashes";
const HTTPS = "issuer: must be an https URL";

describe("an authorizer", () => {
  it.each([
    {},
    { issuer: "https://identity.example.com" },
    { issuer: "https://identity.example.com:8443/realms/a%20b/" },
    { issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf" },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's
    { audience: ["${not.interpolated}", "%{ if }", "urn:übung é", "a b"] },
    { audience: audiences(50) },
    { scopes: { read: ["videos.read", "https://api.example.com/read"], delete: audiences(10) } },
  ])("is accepted with %j", (change) => {
    expect(refusals(change)).toEqual([]);
  });

  it.each<[object, ...string[]]>([
    [{ issuer: "issuer" }, HTTPS],
    [{ issuer: "http://a.b" }, HTTPS],
    [{ issuer: "https://" }, HTTPS],
    [{ issuer: "https://a b" }, HTTPS],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's
    [{ issuer: "https://a.b/${aws_vpc.vpc.id}" }, HTTPS],
    [{ issuer: "https://a.b/?x=1" }, PARTS],
    [{ issuer: "https://a.b/?" }, PARTS],
    [{ issuer: "https://a.b/#x" }, PARTS],
    [{ issuer: "https://user@a.b/" }, PARTS],
    [{ issuer: "https://user:pass@a.b/" }, PARTS],
    [{ issuer: `https://a.b/${"x".repeat(2_037)}` }, "issuer: Too big: expected string to have <=2048 characters"],
    [{ audience: [] }, "audience: Too small: expected array to have >=1 items"],
    [{ audience: audiences(51) }, "audience: Too big: expected array to have <=50 items"],
    [{ audience: ["a", "b", "a"] }, "audience: must not name an audience twice"],
    [{ audience: ["a", ""] }, "audience.1: must be of printable characters"],
    [{ audience: ["a\nb"] }, "audience.0: must be of printable characters"],
    [{ scopes: {} }, "scopes: must name scopes for read, write, process or delete"],
    [{ scopes: { read: [] } }, "scopes.read: Too small: expected array to have >=1 items"],
    [{ scopes: { write: audiences(11) } }, "scopes.write: Too big: expected array to have <=10 items"],
    [{ scopes: { process: ["a", "a"] } }, "scopes.process: must not name a scope twice"],
    [{ scopes: { delete: ["a b"] } }, `scopes.delete.0: ${SCOPE}`],
    [{ scopes: { delete: ["é"] } }, `scopes.delete.0: ${SCOPE}`],
    [{ scopes: { read: ["a"], admin: ["a"] } }, 'scopes: Unrecognized key: "admin"'],
    [{ audience: ["a\ud800"] }, "audience.0: must be of printable characters"],
  ])("is refused with %j", (change, ...lines) => {
    expect(refusals(change)).toEqual(lines);
  });
});
