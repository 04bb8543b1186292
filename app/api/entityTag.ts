// A video's ETag is the instant of its last visible change; If-Match makes a change depend on it (RFC 9110, 13.1.1).
import type { Context } from "hono";
import { ProblemError } from "./problem.ts";

const TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;
const OURS = /^"(\d{1,15})"$/;
const MAX_TAGS = 10;

export const entityTag = ({ updatedAt }: { readonly updatedAt: string }): string => `"${Date.parse(updatedAt)}"`;

/**
 * The instants (ISO 8601) that If-Match names; undefined without it, and for `*`, which any video that exists matches.
 * @throws ProblemError 400 for what is no list of tags
 */
export function ifMatch(c: Context): readonly string[] | undefined {
  const header = c.req.header("if-match")?.trim();
  if (header === undefined || header === "*") return undefined;
  const tags = header.split(",").map((tag) => tag.trim());
  if (tags.length > MAX_TAGS || !tags.every((tag) => TAG.test(tag))) {
    throw new ProblemError(400, `If-Match must be * or up to ${MAX_TAGS} entity tags.`);
  }
  return tags.flatMap((tag) => {
    const milliseconds = OURS.exec(tag)?.[1];
    return milliseconds === undefined || Number(milliseconds) > 8.64e15
      ? []
      : [new Date(Number(milliseconds)).toISOString()];
  });
}
