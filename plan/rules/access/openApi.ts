// Operations in the OpenAPI body of an API, and how their callers are known.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
import { isSensitive, isUnknown, type Value } from "../../value.ts";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const METHODS = new Set([
  "get",
  "put",
  "post",
  "delete",
  "options",
  "head",
  "patch",
  "trace",
  "x-amazon-apigateway-any-method",
]);

/** One way in: all of these schemes are asked for, each with its scopes. */
export type Requirement = ReadonlyMap<string, readonly string[]>;

export interface Operation {
  /** `GET /videos` */
  readonly called: string;
  /** Ways in, any of which will do; empty: everybody gets in. */
  readonly ways: readonly Requirement[];
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

/** A scheme that has no authorizer asks for an API key, which says who pays and not who calls. */
function isIdentity(scheme: unknown, isHttpApi: boolean): boolean {
  if (!isObject(scheme)) return false;
  if (isObject(scheme["x-amazon-apigateway-authorizer"]) || scheme["x-amazon-apigateway-authtype"] !== undefined) {
    return true;
  }
  const isKey = scheme.type === "apiKey" && String(scheme.name).toLowerCase() === "x-api-key";
  return isHttpApi || (!isKey && scheme.type !== undefined);
}

function waysIn(security: unknown, schemes: Json, isHttpApi: boolean): readonly Requirement[] {
  if (!Array.isArray(security)) return [];
  const ways = security.map(
    (one) =>
      new Map(
        isObject(one)
          ? Object.entries(one).flatMap(([name, scopes]): [string, readonly string[]][] =>
              isIdentity(schemes[name], isHttpApi) ? [[name, strings(scopes)]] : [],
            )
          : [],
      ),
  );
  // Where one way asks for nothing, all others are for show.
  return ways.some(({ size }) => size === 0) ? [] : ways;
}

const authTypeOf = (value: unknown): string | undefined => {
  const type = isObject(value) ? value.type : undefined;
  return typeof type === "string" ? type.toUpperCase() : undefined;
};

function waysOf(api: Json, operation: Json, schemes: Json, isHttpApi: boolean): readonly Requirement[] {
  const type = authTypeOf(operation["x-amazon-apigateway-auth"]);
  if (type === "NONE") return [];
  if (type !== undefined) return [new Map([[type, []]])];
  return waysIn(operation.security ?? api.security, schemes, isHttpApi);
}

/** By what is called; undefined when the body is not known, not JSON, or not there. */
export function operationsIn(body: Value | undefined, isHttpApi: boolean): ReadonlyMap<string, Operation> | undefined {
  if (typeof body !== "string" || isUnknown(body) || isSensitive(body)) return undefined;
  let api: unknown;
  try {
    api = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isObject(api) || !isObject(api.paths)) return undefined;
  const { components, securityDefinitions, paths } = api;
  const inComponents = isObject(components) && isObject(components.securitySchemes) ? components.securitySchemes : {};
  const schemes = { ...inComponents, ...(isObject(securityDefinitions) ? securityDefinitions : {}) };
  const found = new Map<string, Operation>();
  for (const [path, methods] of Object.entries(paths)) {
    if (!isObject(methods)) continue;
    for (const [method, operation] of Object.entries(methods)) {
      if (!METHODS.has(method) || !isObject(operation)) continue;
      const called = `${method.startsWith("x-") ? "ANY" : method.toUpperCase()} ${path}`;
      found.set(called, { called, ways: waysOf(api, operation, schemes, isHttpApi) });
    }
  }
  return found;
}

/** The authorizers that the body defines, as text, by the name of their scheme. */
export function authorizersIn(body: Value | undefined): ReadonlyMap<string, string> {
  try {
    const api: unknown = typeof body === "string" ? JSON.parse(body) : undefined;
    if (!isObject(api)) return new Map();
    const { components, securityDefinitions } = api;
    const schemes = isObject(components) && isObject(components.securitySchemes) ? components.securitySchemes : {};
    return new Map(
      Object.entries({ ...schemes, ...(isObject(securityDefinitions) ? securityDefinitions : {}) }).flatMap(
        ([name, scheme]) => {
          const authorizer = isObject(scheme) ? scheme["x-amazon-apigateway-authorizer"] : undefined;
          return authorizer === undefined ? [] : [[name, JSON.stringify(authorizer)] as const];
        },
      ),
    );
  } catch {
    return new Map();
  }
}
