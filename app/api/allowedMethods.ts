// Which methods a path has: for 405 and OPTIONS.
import type { Hono } from "hono";

/** The methods of the routes that match the path, for an Allow header; none for a path without routes. */
export function allowedMethods(app: Hono): (path: string) => readonly string[] {
  const routes = app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => ({ method, pattern: new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}$`) }));
  return (path) => {
    const found = new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (found.size === 0) return [];
    return [...found, ...(found.has("GET") ? ["HEAD"] : []), "OPTIONS"].sort();
  };
}
