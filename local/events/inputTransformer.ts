// EventBridge's input transformer, for templates that are a JSON object with placeholders as whole values.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html

import { LocalError } from "../localError.ts";

/** A transformer uses what is not evaluated here, or an event lacks what it needs. */
export class InputTransformerError extends LocalError {
  override name = "InputTransformerError";
}

/** Outside quotes a placeholder is a whole value; quoted text is matched first so that it is left as it is. */
const QUOTED_OR_PLACEHOLDER = /"(?:[^"\\]|\\.)*"|<([^<>]*)>/g;
const PATH = /^\$(?:\.[\w-]+)*$/;

/**
 * Reads a transformer once; the result makes the target's input of an event.
 * @throws InputTransformerError for a template that is not such an object, a placeholder inside quotes, or a path that is not dotted names
 */
export function compileTransformer(paths: Record<string, string>, template: string): (event: unknown) => string {
  for (const [name, path] of Object.entries(paths)) {
    if (!PATH.test(path))
      throw new InputTransformerError(`input_paths.${name} must be dotted names after $, got ${path}`);
  }
  const fill = (value: (path: string) => string) =>
    template.replace(QUOTED_OR_PLACEHOLDER, (found: string, name: string | undefined) => {
      if (name !== undefined) return value(pathOf(paths, name));
      if (/<[^<>]*>/.test(found))
        throw new InputTransformerError(`a placeholder inside quotes is not supported, got ${found}`);
      return found;
    });
  checkObject(fill(() => "null"));
  return (event) => fill((path) => valueAt(event, path));
}

function pathOf(paths: Record<string, string>, name: string): string {
  const path = Object.hasOwn(paths, name) ? paths[name] : undefined;
  if (path === undefined)
    throw new InputTransformerError(`<${name}> is not among input_paths; predefined variables are not supported`);
  return path;
}

function checkObject(json: string): void {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  } catch {
    // Said below.
  }
  throw new InputTransformerError("input_template must be a JSON object with placeholders as whole values");
}

function valueAt(event: unknown, path: string): string {
  const value = path
    .split(".")
    .slice(1)
    .reduce<unknown>(
      (parent, name) =>
        typeof parent === "object" && parent !== null && Object.hasOwn(parent, name)
          ? (parent as Record<string, unknown>)[name]
          : undefined,
      event,
    );
  if (value === undefined) throw new InputTransformerError(`${path} is not in the event`);
  return JSON.stringify(value);
}
