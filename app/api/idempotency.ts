// Idempotency-Key: a creation that is repeated with the key of the first makes no other video.
// https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
import { hash } from "node:crypto";
import type { Context } from "hono";
import type { Creation } from "../videos/idempotencyKeys.ts";
import { ProblemError } from "./problem.ts";
import type { Bindings } from "./requestLog.ts";

/** Printable ASCII. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Who calls, as API Gateway has found out: keys of one caller mean nothing to another. */
function callerOf(c: Context): string {
  const { authorizer } = ((c.env ?? {}) as Bindings).requestContext ?? {};
  return String(authorizer?.jwt?.claims?.sub ?? authorizer?.iam?.userArn ?? "");
}

const digest = (value: unknown): string => hash("sha256", JSON.stringify(value), "hex");

/**
 * The creation that the request names, if it names one.
 * @param body as it was parsed: its keys have one order
 * @throws ProblemError 400 for what is no key
 */
export function creationOf(c: Context, body: unknown): Creation | undefined {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return undefined;
  if (!KEY.test(key)) {
    throw new ProblemError(400, "Idempotency-Key must be 1 to 255 printable ASCII characters without spaces.");
  }
  return { key: digest([callerOf(c), key]), fingerprint: digest(body) };
}
