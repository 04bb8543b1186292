// Cross-origin requests, by a bucket's rules. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
import type { IncomingHttpHeaders } from "node:http";

export interface CorsRule {
  readonly methods: readonly string[];
  /** Each with at most one `*`. */
  readonly origins: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAgeSeconds?: number;
}

const matches = (pattern: string, value: string): boolean => {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return pattern === value;
  return value.length >= before.length + after.length && value.startsWith(before) && value.endsWith(after);
};

const asked = (headers: IncomingHttpHeaders): string[] =>
  String(headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);

/** The headers of an answer to a page of another origin; undefined if no rule lets it ask. */
export function corsHeaders(
  rules: readonly CorsRule[],
  method: string,
  headers: IncomingHttpHeaders,
): Record<string, string> | undefined {
  const { origin } = headers;
  if (origin === undefined) return undefined;
  const preflight = headers["access-control-request-method"];
  const wanted = preflight ?? method;
  const rule = rules.find(
    (one) =>
      one.methods.includes(wanted) &&
      one.origins.some((pattern) => matches(pattern, origin)) &&
      asked(headers).every((name) => one.headers.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
  if (!rule) return undefined;
  const anyOrigin = rule.origins.includes("*");
  return {
    "Access-Control-Allow-Origin": anyOrigin ? "*" : origin,
    "Access-Control-Allow-Methods": rule.methods.join(", "),
    ...(asked(headers).length > 0 && { "Access-Control-Allow-Headers": asked(headers).join(", ") }),
    ...(rule.exposed.length > 0 && { "Access-Control-Expose-Headers": rule.exposed.join(", ") }),
    ...(rule.maxAgeSeconds !== undefined && { "Access-Control-Max-Age": String(rule.maxAgeSeconds) }),
    ...(!anyOrigin && { "Access-Control-Allow-Credentials": "true" }),
    Vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}
