// Holds responses of the API to its description, app/api/openapi.json.
import { Ajv2020 } from "ajv/dist/2020.js";
import description from "../../../app/api/openapi.json" with { type: "json" };

interface Operation {
  readonly responses: Record<string, { readonly content?: Record<string, unknown> }>;
}

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(description, "api");

const PATHS = Object.entries(description.paths as unknown as Record<string, Record<string, Operation>>).map(
  ([path, operations]) => ({ path, operations, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`) }),
);

const escaped = (part: string) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));

/** What paths and methods that do not exist are answered with. */
const PROBLEM = "api#/components/schemas/Problem";

function schemaOf(method: string, url: string, status: number, mediaType: string): string | undefined {
  const pathname = new URL(url, "http://api.test").pathname;
  const known = PATHS.find(({ pattern }) => pattern.test(pathname));
  const operation = known?.operations[method.toLowerCase()];
  if (!known || !operation) return status === 404 || status === 405 ? PROBLEM : undefined;
  const response = operation.responses[status];
  if (!response) throw new Error(`${method} ${known.path}: ${status} is not described`);
  if (!response.content && mediaType === "") return undefined;
  if (!response.content?.[mediaType])
    throw new Error(`${method} ${known.path}: ${status} as ${mediaType} is not described`);
  const parts = [known.path, method.toLowerCase(), "responses", String(status), "content", mediaType, "schema"];
  return `api#/paths/${parts.map(escaped).join("/")}`;
}

/** @throws Error that says what the description does not allow */
export async function assertDescribed(method: string, url: string, response: Response): Promise<void> {
  if (method === "HEAD" || method === "OPTIONS") return;
  const schema = schemaOf(method, url, response.status, response.headers.get("content-type") ?? "");
  if (schema === undefined) return;
  const validate = ajv.getSchema(schema);
  if (!validate) throw new Error(`${schema}: there is no such schema`);
  if (validate(await response.clone().json())) return;
  throw new Error(`${method} ${url}: ${response.status} is not as described: ${ajv.errorsText(validate.errors)}`);
}
