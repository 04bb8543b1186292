// The routes of the HTTP API: one for everything or, where tokens need scopes, one for each operation that the API describes.
import openapi from "../../app/api/openapi.json" with { type: "json" };
import type { EnvironmentConfig } from "../config/schema.ts";

type Authorizer = EnvironmentConfig["httpApi"]["authorizer"];
type Scopes = NonNullable<Extract<Authorizer, { type: "jwt" }>["scopes"]>;

export interface HttpRoute {
  /** As API Gateway has it: `$default`, or a method and a path. */
  readonly key: string;
  /** A token must have one of them; none are asked for when there are none. */
  readonly scopes: readonly string[];
}

const VIDEOS = "/videos";
const PROCESSING = /\/(process|cancel)$/;

/** What an operation does to videos; undefined for one that has to do with none. */
function kindOf(method: string, path: string): keyof Scopes | undefined {
  if (!path.startsWith(VIDEOS)) return undefined;
  if (method === "GET" || method === "HEAD") return "read";
  if (method === "DELETE") return "delete";
  return PROCESSING.test(path) ? "process" : "write";
}

/**
 * With scopes there is no `$default`: it would let paths through, written in another way than a route's, that the function
 * takes for the same. API Gateway then answers 404 for what is not described.
 */
export function httpRoutes(authorizer: Authorizer): readonly HttpRoute[] {
  if (authorizer.type !== "jwt" || authorizer.scopes === undefined) return [{ key: "$default", scopes: [] }];
  const { scopes } = authorizer;
  return Object.entries(openapi.paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .map((method) => method.toUpperCase())
      .flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))
      .map((method) => {
        const kind = kindOf(method, path);
        return { key: `${method} ${path}`, scopes: (kind && scopes[kind]) ?? [] };
      }),
  );
}
