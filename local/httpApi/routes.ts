// The synthesised HTTP API: which route takes a request, and which function it leads to.
import { LocalError } from "../localError.ts";
import { block } from "../terraform/blocks.ts";
import type { Resolver } from "../terraform/resolve.ts";
import type { Synthesized } from "../terraform/synthesized.ts";
import type { Cors } from "./cors.ts";
import type { JwtAuthorizer } from "./token.ts";

export interface Route {
  /** `$default`, or a method and a path such as `GET /videos/{id}` or `ANY /{proxy+}`. */
  readonly key: string;
  readonly functionArn: string;
  readonly timeoutMilliseconds: number;
  /** `NONE`, `AWS_IAM` or `JWT`: checked by API Gateway, not here. */
  readonly authorization: string;
  /** Of which a token must have one; checked here, where there are any. */
  readonly scopes: readonly string[];
  /** Of a route for tokens. */
  readonly authorizer?: JwtAuthorizer;
}

export interface HttpApi {
  readonly id: string;
  /** What functions know the API by: `arn:aws:execute-api:REGION:ACCOUNT:ID`. */
  readonly executionArn: string;
  readonly name: string;
  readonly stage: string;
  readonly routes: readonly Route[];
  readonly cors?: Cors;
}

/** The API uses what is not run here; the message names the resource and the attribute. */
export class UnsupportedApiError extends LocalError {
  override readonly name = "UnsupportedApiError";
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const FUNCTION_IN_URI = /:lambda:path\/2015-03-31\/functions\/(arn:[^/]+)\/invocations$/;

/** Every `aws_apigatewayv2_api` with its routes. @throws UnsupportedApiError */
export function readHttpApis(synthesized: Synthesized, resolver: Resolver): HttpApi[] {
  const integrations = new Map<string, Pick<Route, "functionArn" | "timeoutMilliseconds">>(
    synthesized.resources("aws_apigatewayv2_integration").map((resource) => {
      const read = (attribute: string) => resolver.attribute(resource, attribute);
      const refuse = (what: string) =>
        new UnsupportedApiError(`${resource.address} (stack ${resource.stack}): ${what}`);
      const functionArn = FUNCTION_IN_URI.exec(String(read("integration_uri")))?.[1];
      if (read("integration_type") !== "AWS_PROXY" || !functionArn) {
        throw refuse(`only an AWS_PROXY integration with a Lambda function runs here, got ${read("integration_uri")}`);
      }
      if (read("payload_format_version") !== "2.0") {
        throw refuse(`payload_format_version must be 2.0, got ${read("payload_format_version")}`);
      }
      const timeoutMilliseconds = Number(read("timeout_milliseconds") ?? 30_000);
      return [`integrations/${read("id")}`, { functionArn, timeoutMilliseconds }];
    }),
  );
  const authorizers = new Map<string, JwtAuthorizer>(
    synthesized.resources("aws_apigatewayv2_authorizer").map((resource) => {
      const { issuer, audience } = block(block(resolver.configuration(resource)).jwt_configuration);
      return [String(resolver.attribute(resource, "id")), { issuer: String(issuer), audience: texts(audience) }];
    }),
  );
  return synthesized.resources("aws_apigatewayv2_api").map((resource) => {
    const id = String(resolver.attribute(resource, "id"));
    const ofThisApi = (type: string) =>
      synthesized.resources(type).filter((other) => resolver.attribute(other, "api_id") === id);
    const routes = ofThisApi("aws_apigatewayv2_route").map((route) => {
      const target = String(resolver.attribute(route, "target"));
      const integration = integrations.get(target);
      if (!integration)
        throw new UnsupportedApiError(`${route.address} (stack ${route.stack}): target ${target} is unknown`);
      const authorizer = authorizers.get(String(resolver.attribute(route, "authorizer_id")));
      return {
        key: String(resolver.attribute(route, "route_key")),
        authorization: String(resolver.attribute(route, "authorization_type") ?? "NONE"),
        scopes: texts(resolver.attribute(route, "authorization_scopes")),
        ...(authorizer && { authorizer }),
        ...integration,
      };
    });
    const cors = block(resolver.configuration(resource)).cors_configuration;
    const [stage] = ofThisApi("aws_apigatewayv2_stage");
    return {
      id,
      executionArn: String(resolver.attribute(resource, "execution_arn")),
      name: String(resolver.attribute(resource, "name")),
      stage: String(stage ? (block(resolver.configuration(stage)).name ?? "$default") : "$default"),
      routes,
      ...(cors !== undefined && { cors: toCors(block(cors)) }),
    };
  });
}

const toCors = (given: Readonly<Record<string, unknown>>): Cors => ({
  origins: texts(given.allow_origins),
  methods: texts(given.allow_methods),
  headers: texts(given.allow_headers),
  exposed: texts(given.expose_headers),
  maxAgeSeconds: Number(given.max_age ?? 0),
});

export interface Match {
  readonly route: Route;
  readonly pathParameters?: Record<string, string>;
}

/** The most specific route, as API Gateway picks it: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const matches = routes.flatMap((route) => {
    const match = matchKey(route.key, method, path);
    return match ? [{ route, ...match }] : [];
  });
  const [best] = matches.toSorted((a, b) => b.rank - a.rank);
  return best && { route: best.route, ...(best.pathParameters && { pathParameters: best.pathParameters }) };
}

/** Ranks an exact path above variables above a greedy one above `$default`, and a method above ANY. */
function matchKey(
  key: string,
  method: string,
  path: string,
): { rank: number; pathParameters?: Record<string, string> } | undefined {
  if (key === "$default") return { rank: 0 };
  const [wanted = "", pattern = ""] = key.split(" ");
  if (wanted !== "ANY" && wanted !== method) return undefined;
  const names: string[] = [];
  const source = pattern
    .split("/")
    .map((part) => {
      const variable = /^\{([^}+]+)(\+?)\}$/.exec(part);
      if (!variable) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      names.push(String(variable[1]));
      return variable[2] ? "(.+)" : "([^/]+)";
    })
    .join("/");
  const found = new RegExp(`^${source}$`).exec(path);
  if (!found) return undefined;
  const rank = (pattern.includes("+}") ? 1 : names.length > 0 ? 2 : 3) * 2 + (wanted === "ANY" ? 0 : 1);
  if (names.length === 0) return { rank };
  return {
    rank,
    pathParameters: Object.fromEntries(
      names.map((name, index) => [name, decodeURIComponent(String(found[index + 1]))]),
    ),
  };
}
