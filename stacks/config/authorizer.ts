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

export const authorizerSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("jwt"), issuer, audience }),
  z.strictObject({ type: z.literal("iam") }),
  /** Anyone on the internet may call the API. */
  z.strictObject({ type: z.literal("none") }),
]);
