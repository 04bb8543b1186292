// An OpenAPI description as a page to read: HTML and one style, no script, nothing from elsewhere.

interface Schema {
  readonly $ref?: string;
}

interface Content {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema & { readonly description?: string };
  }[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content>>;
}

export interface Description {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { border-top: 1px solid; padding-top: 1rem }
code, pre { font: .875rem/1.4 ui-monospace, monospace }
pre { overflow: auto; padding: .5rem; border: 1px solid }
table { border-collapse: collapse }
th, td { text-align: left; vertical-align: top; padding: .125rem 1rem .125rem 0 }`;

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const text = (value: unknown): string =>
  String(value ?? "").replace(/[&<>"]/g, (character) => ESCAPES[character] ?? "");

const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ""
    : `<table><thead><tr>${headings.map((heading) => `<th scope="col">${heading}</th>`).join("")}</tr></thead><tbody>${rows
        .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`)
        .join("")}</tbody></table>`;

/** A schema of the description by its name, others as they are. */
function schemaOf(schema: Schema | undefined): string {
  if (!schema) return "";
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return `<a href="#schema-${text(name)}">${text(name)}</a>`;
  return `<details><summary>schema</summary><pre>${text(JSON.stringify(schema, null, 2))}</pre></details>`;
}

const contentOf = ({ content = {} }: Content): string =>
  Object.entries(content)
    .map(([type, { schema }]) => `<code>${text(type)}</code> ${schemaOf(schema)}`)
    .join("<br>");

const idOf = (method: string, path: string): string => `${method}${path.replaceAll(/[^\w]+/g, "-")}`;

function operation(method: string, path: string, { summary, parameters = [], requestBody, responses = {} }: Operation) {
  const rows = parameters.map(({ name, in: place, required, description, schema }) => [
    `<code>${text(name)}</code>`,
    `${text(place)}${required ? ", required" : ""}`,
    text(description ?? schema?.description),
    schemaOf(schema),
  ]);
  const answers = Object.entries(responses).map(([status, response]) => [
    `<code>${text(status)}</code>`,
    text(response.description),
    contentOf(response),
  ]);
  return `<section id="${text(idOf(method, path))}"><h2><code>${method.toUpperCase()} ${text(path)}</code></h2><p>${text(summary)}</p>
${table(["Parameter", "In", "What", "Schema"], rows)}
${requestBody ? `<h3>Body</h3><p>${contentOf(requestBody)}</p>` : ""}
<h3>Answers</h3>${table(["Status", "When", "Body"], answers)}</section>`;
}

/** The whole page. */
export function referencePage({ info, paths, components }: Description): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, given]) => ({ method, path, given })),
  );
  const contents = operations.map(
    ({ method, path, given }) =>
      `<li><a href="#${text(idOf(method, path))}"><code>${method.toUpperCase()} ${text(path)}</code></a> ${text(given.summary)}</li>`,
  );
  const schemas = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<section id="schema-${text(name)}"><h3>${text(name)}</h3><pre>${text(JSON.stringify(schema, null, 2))}</pre></section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(info.title)}</title>
<style>${STYLE}</style></head><body><main><h1>${text(info.title)} ${text(info.version)}</h1>
<p>${text(info.description)} The description itself: <a href="/openapi.json">openapi.json</a></p>
<nav><ul>${contents.join("")}</ul></nav>
${operations.map(({ method, path, given }) => operation(method, path, given)).join("\n")}
<h2>Schemas</h2>${schemas.join("\n")}</main></body></html>
`;
}
