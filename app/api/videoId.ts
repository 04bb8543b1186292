// The id in a request's path.
import type { Context } from "hono";
import { VideoNotFoundError } from "../videos/errors.ts";

/** Wider than the ULIDs that we hand out, narrower than what a table takes as a key. */
const ID = /^[0-9A-Za-z-]{1,64}$/;

/** @throws VideoNotFoundError for what no video can be called */
export function videoId(c: Context): string {
  const id = c.req.param("id") ?? "";
  if (!ID.test(id)) throw new VideoNotFoundError(id.slice(0, 64));
  return id;
}
