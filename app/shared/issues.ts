// What zod found wrong, as lines: the path as it is written in the file, the rule, and the value.

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? "nothing";

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );

/** `windows[1].from` */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "") || "(root)";

/** Names of unknown keys; inside a window only the message still has them. */
function unknownKeys({ code, keys, message }: Issue): readonly string[] {
  if (code === "unrecognized_keys" && keys) return keys;
  if (!message.startsWith("Unrecognized key")) return [];
  return [...message.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, key]) => String(key));
}

/**
 * One line per thing that is wrong.
 * @param input what was parsed; without it no values are shown
 */
export function linesOf(error: Error & { issues?: readonly Issue[] }, input: unknown): string[] {
  return (error.issues ?? []).flatMap((issue) => {
    const unknown = unknownKeys(issue);
    if (unknown.length > 0) return unknown.map((key) => `${pathText([...issue.path, key])}: unknown key`);
    const { path, message } = issue;
    const got = input === undefined || message.includes("got ") ? "" : `, got ${shown(valueAt(input, path))}`;
    return [`${pathText(path)}: ${message}${got}`];
  });
}
