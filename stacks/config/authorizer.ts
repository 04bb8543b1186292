// Who may call the HTTP API.
import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** What a URI may hold: https://www.rfc-editor.org/rfc/rfc3986#section-2 */
const URI = /^https:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+$/;

const issuer = z
  .string()
  .max(LIMITS.maxIssuerLength.value)
  .refine((text) => URI.test(text) && URL.canParse(text), "must be an https URL")
  .refine((text) => {
    const { username, password } = URL.canParse(text) ? new URL(text) : { username: "", password: "" };
    return !/[?#]/.test(text) && username === "" && password === "";
  }, "must be without query, fragment and credentials");

const audience = z
  .array(z.string().regex(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u, "must be of printable characters"))
  .min(1)
  .max(LIMITS.maxAudiences.value)
  .refine((audiences) => new Set(audiences).size === audiences.length, "must not name an audience twice");

/** https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/;

/** Any one of them is enough. */
const anyOf = z
  .array(z.string().regex(SCOPE, "must be 1 to 64 printable ASCII characters without spaces, quotes and backslashes"))
  .min(1)
  .max(LIMITS.maxScopes.value)
  .refine((scopes) => new Set(scopes).size === scopes.length, "must not name a scope twice");

/** What a token must have been given for; a kind that is left out asks for none. */
const scopes = z
  .strictObject({
    /** To list and get videos. */
    read: anyOf.optional(),
    /** To create, edit and upload videos. */
    write: anyOf.optional(),
    /** To have videos processed, and to cancel it. */
    process: anyOf.optional(),
    delete: anyOf.optional(),
  })
  .refine((kinds) => Object.keys(kinds).length > 0, "must name scopes for read, write, process or delete");

export const authorizerSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("jwt"), issuer, audience, scopes: scopes.optional() }),
  z.strictObject({ type: z.literal("iam") }),
  /** Anyone on the internet may call the API. */
  z.strictObject({ type: z.literal("none") }),
]);
