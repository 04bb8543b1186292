// Reads a JSON request body: 415 for another media type, 400 for malformed JSON, 422 for values that are not allowed.
import type { Context } from "hono";
import type { z } from "zod";
import { type Invalid, ProblemError } from "./problem.ts";

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

const invalidIn = (error: z.ZodError, whole: string): Invalid[] =>
  error.issues.map(({ path, message }) => ({ path: path.join(".") || whole, message }));

/**
 * The value, parsed by `schema`.
 * @param whole how the value as a whole is called
 * @throws ProblemError 422 that names each wrong value
 */
export function validated<T extends z.ZodType>(schema: T, value: unknown, whole = "(body)"): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const invalid = invalidIn(parsed.error, whole);
  throw new ProblemError(422, invalid.map(({ path, message }) => `${path}: ${message}`).join("; "), invalid);
}

const MAX_BODY_BYTES = 64 * 1024;

const utf8 = new TextDecoder("utf-8", { fatal: true });

async function textOf(c: Context): Promise<string> {
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES) {
    throw new ProblemError(413, `The request body must not be larger than ${MAX_BODY_BYTES} bytes.`);
  }
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ProblemError(400, "The request body is not valid UTF-8.");
  }
}

/** The request's body, parsed by `schema`; an empty one counts as `{}`. */
export async function jsonBody<T extends z.ZodType>(c: Context, schema: T): Promise<z.output<T>> {
  const text = await textOf(c);
  if (text === "") return validated(schema, {});
  const type = c.req.header("content-type") ?? "";
  if (!JSON_TYPE.test(type)) {
    throw new ProblemError(415, `content-type must be application/json, got ${JSON.stringify(type.slice(0, 100))}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProblemError(400, "The request body is not valid JSON.");
  }
  return validated(schema, value);
}
