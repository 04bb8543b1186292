import { describe, expect, it } from "@jest/globals";
import { tokenIn } from "../../../local/httpApi/token.ts";
import { bearer } from "../../support/http/token.ts";

const NOW = 1_800_000_000;
const AUTHORIZER = { issuer: "https://identity.example.com/", audience: ["api", "other"] };
const CLAIMS = { iss: AUTHORIZER.issuer, aud: "api", exp: NOW + 60 };
const token = (claims: object) => tokenIn(bearer({ ...CLAIMS, ...claims }), AUTHORIZER, NOW);

describe("a token", () => {
  it.each([
    [{ scope: "a b" }, ["a", "b"]],
    [{ scp: ["a", "b"] }, ["a", "b"]],
    [{ scp: "a" }, ["a"]],
    [{ scope: "" }, []],
    [{}, []],
  ])("that claims %j has the scopes %j", (claims, scopes) => {
    expect(token(claims)?.scopes).toEqual(scopes);
  });

  it("hands its claims on as texts", () => {
    expect(token({ sub: "me", groups: ["a", "b"], of: { a: 1 } })?.claims).toEqual({
      iss: AUTHORIZER.issuer,
      aud: "api",
      exp: String(NOW + 60),
      sub: "me",
      groups: "[a b]",
      of: '{"a":1}',
    });
  });

  it.each([{ aud: ["x", "other"] }, { aud: undefined, client_id: "api" }, { nbf: NOW, iat: NOW }])(
    "is taken with %j",
    (claims) => {
      expect(token(claims)).toBeDefined();
    },
  );

  it.each([
    { iss: "https://identity.example.com" },
    { aud: "another" },
    { aud: undefined },
    { exp: NOW },
    { exp: undefined },
    { nbf: NOW + 1 },
    { iat: NOW + 1 },
  ])("is refused with %j", (claims) => {
    expect(token(claims)).toBeUndefined();
  });

  it.each([undefined, "", "Bearer", "Bearer a.b", "Basic a.e30.c", "Bearer a.e3.c", "Bearer a.bnVsbA.c"])(
    "is not in %j",
    (header) => {
      expect(tokenIn(header, AUTHORIZER, NOW)).toBeUndefined();
    },
  );
});
