// What Terraform would evaluate in synthesised JSON: keys and values are templates to it.
import { parseReference, parseTemplate } from "../../../local/terraform/template.ts";

type Json = Record<string, unknown>;

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "//") continue;
    if (!Array.isArray(value)) yield key;
    yield* stringsIn(inner);
  }
}

/** The blocks that a stack's own references may name. */
function addressesIn({ resource = {}, data = {} }: Json): Set<string> {
  const named = (blocks: unknown, prefix: string) =>
    Object.entries(blocks as Record<string, Json>).flatMap(([type, byName]) =>
      Object.keys(byName).map((name) => `${prefix}${type}.${name}`),
    );
  return new Set([...named(resource, ""), ...named(data, "data.")]);
}

/** Every directive, and every expression that is no reference to a block of the stack. */
export function strangeExpressions(json: string): string[] {
  const parsed = JSON.parse(json) as Json;
  const addresses = addressesIn(parsed);
  return [...stringsIn(parsed)].flatMap((text) => {
    const pieces = parseTemplate(text);
    if (!pieces) return [text];
    return pieces
      .filter((piece) => "expression" in piece)
      .map(({ expression }) => expression)
      .filter((expression) => {
        if (expression === "terraform.workspace") return false; // cdktf's own, where it reads another stack's state
        const steps = parseReference(expression) ?? [];
        return !addresses.has(steps.slice(0, steps[0] === "data" ? 3 : 2).join("."));
      });
  });
}

/** A value as Terraform evaluates it where it refers to nothing. */
export function evaluated<T>(value: T): T {
  if (typeof value === "string") {
    return (parseTemplate(value) ?? [])
      .map((piece) => ("text" in piece ? piece.text : `<${piece.expression}>`))
      .join("") as T;
  }
  if (Array.isArray(value)) return value.map(evaluated) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [evaluated(key), evaluated(inner)])) as T;
}
